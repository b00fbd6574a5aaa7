using NetSim.Stack.Sockets.Tcp;
using NetSim.Testing;
using NetSim.Wire.Tcp;
using NetSim.Wire.Time;
using static NetSim.Stack.Tests.Sockets.Tcp.TcpStates;

namespace NetSim.Stack.Tests.Sockets.Tcp;

/// <summary>SYN cookies (RFC 4987 3.6): a listener whose backlog is full of half-open connections keeps nothing of further ones.</summary>
public sealed class SynCookieTests
{
    private static readonly TcpSettings Full = Plain with { HalfOpenBacklog = 0, Sack = true, WindowScale = true, Timestamps = true };
    private static readonly TcpOptions Offer = new() { Mss = 1400, SackPermitted = true, WindowScale = 9 };

    [Fact]
    [Rfc(4987, "3.6")]
    public void With_timestamps_nothing_that_was_agreed_is_lost()
    {
        TcpScript script = Answered(Full, Offer, stamps: true, out Sent answer);
        TcpOptions options = answer.Options;
        Assert.True(options is { SackPermitted: true, HasTimestamps: true, WindowScale: not null });
        Assert.Equal(0, script.Listener!.HalfOpenCount);
        script.Send(TcpFlags.Ack, seq: 1, ack: 1, data: 100);
        script.Accept();
        Assert.Equal(TcpState.Established, script.State);
        TcpInfo info = script.Info;
        Assert.True(info is { UsesSack: true, UsesTimestamps: true, UsesWindowScale: true, SegmentSize: 1388 });
        Assert.Equal(65535L << 9, info.PeerWindow);
        Assert.Equal(100, script.Read(1));
        Assert.Equal((1L, 1L), (script.Context.Counters[TcpCounter.SynCookiesSent], script.Context.Counters[TcpCounter.SynCookiesAccepted]));
        script.AssertNothingLeaks();
    }

    [Fact]
    public void Without_timestamps_only_the_segment_size_is_kept_and_no_more_is_promised()
    {
        TcpScript script = Answered(Full, Offer, stamps: false, out Sent answer);
        TcpOptions options = answer.Options;
        Assert.True(options is { SackPermitted: false, HasTimestamps: false, WindowScale: null });
        script.Send(TcpFlags.Ack, seq: 1, ack: 1);
        script.Accept();
        TcpInfo info = script.Info;
        Assert.True(info is { UsesSack: false, UsesTimestamps: false, UsesWindowScale: false, SegmentSize: 1400 });
        // The handshake told no round trip.
        Assert.Equal(Duration.Zero, info.SmoothedRtt);
        script.AssertNothingLeaks();
    }

    [Theory]
    [InlineData(300, 536)]
    [InlineData(536, 536)]
    [InlineData(1219, 536)]
    [InlineData(1220, 1220)]
    [InlineData(1459, 1440)]
    [InlineData(1460, 1460)]
    [InlineData(9000, 1460)]
    public void The_segment_size_is_the_next_smaller_of_eight(ushort offered, int kept)
    {
        TcpScript script = Answered(Full, Offer with { Mss = offered }, stamps: false, out _);
        script.Send(TcpFlags.Ack, seq: 1, ack: 1);
        Assert.Equal(kept, script.Accept().Info.SegmentSize);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(4987, "3.6")]
    public void A_number_that_is_no_cookie_gets_a_reset() => SeededRuns.Check(500, random =>
    {
        TcpScript script = Answered(Full, Offer, stamps: false, out _);
        script.Send(TcpFlags.Ack, seq: 1, ack: 1 + random.Next(1, int.MaxValue));
        script.Expect(TcpFlags.Rst);
        Assert.Equal(0, script.Listener!.WaitingCount);
        script.AssertNothingLeaks();
    });

    [Fact]
    [Rfc(4987, "3.6")]
    public void A_cookie_is_good_for_this_peer_number_only()
    {
        TcpScript script = Answered(Full, Offer, stamps: false, out _);
        script.Send(TcpFlags.Ack, seq: 2, ack: 1);
        script.Expect(TcpFlags.Rst);
        script.AssertNothingLeaks();
    }

    [Theory]
    [InlineData(60, true)]
    [InlineData(130, false)]
    [Rfc(4987, "3.6")]
    public void A_cookie_grows_stale(int seconds, bool isGood)
    {
        TcpScript script = Answered(Full, Offer, stamps: false, out _);
        script.Advance(Duration.FromSeconds(seconds));
        script.Send(TcpFlags.Ack, seq: 1, ack: 1);
        Assert.Equal(isGood ? 1 : 0, script.Listener!.WaitingCount);
        script.AssertNothingLeaks();
    }

    [Fact]
    public void A_listener_with_room_sends_no_cookies_and_takes_none()
    {
        TcpScript baker = Answered(Full, Offer, stamps: false, out Sent answer);
        TcpScript script = Answered(Full with { HalfOpenBacklog = 10 }, Offer, stamps: false, out Sent other);
        Assert.Equal(0, script.Context.Counters[TcpCounter.SynCookiesSent]);
        // The same secret, but another port, of which no SYN came.
        script.Send(TcpFlags.Ack, seq: 1, ack: 1 + (answer.RawSeq - other.RawSeq));
        script.Expect(TcpFlags.Rst);
        Assert.Equal(0, script.Listener!.WaitingCount);
        baker.AssertNothingLeaks();
        script.AssertNothingLeaks();
    }

    [Fact]
    public void Marks_are_agreed_on_through_a_cookie_as_well()
    {
        var script = new TcpScript(Full);
        script.Listen();
        script.PeerStamps = true;
        script.Send(TcpFlags.Syn | TcpFlags.Ece | TcpFlags.Cwr, seq: 0, options: Offer);
        script.Expect(TcpFlags.Syn | TcpFlags.Ack | TcpFlags.Ece);
        script.Send(TcpFlags.Ack, seq: 1, ack: 1);
        Assert.True(script.Accept().Info.UsesEcn);
        script.AssertNothingLeaks();
    }

    private static TcpScript Answered(TcpSettings settings, TcpOptions offer, bool stamps, out Sent answer)
    {
        var script = new TcpScript(settings);
        script.Listen();
        script.PeerStamps = stamps;
        script.Send(TcpFlags.Syn, seq: 0, options: offer);
        answer = script.Expect(TcpFlags.Syn | TcpFlags.Ack, seq: 0, ack: 1);
        script.ExpectNothing();
        return script;
    }
}
