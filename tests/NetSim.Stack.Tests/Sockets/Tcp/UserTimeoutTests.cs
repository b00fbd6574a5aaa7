using NetSim.Stack.Sockets.Tcp;
using NetSim.Testing;
using NetSim.Wire.Buffers;
using NetSim.Wire.Tcp;
using NetSim.Wire.Time;
using static NetSim.Stack.Tests.Sockets.Tcp.TcpStates;

namespace NetSim.Stack.Tests.Sockets.Tcp;

/// <summary>RFC 5482: both ends tell each other how long they wait for an ACK.</summary>
public sealed class UserTimeoutTests
{
    private static readonly TcpSettings Telling = Plain with { UserTimeoutOption = UserTimeoutUse.On };

    [Fact]
    [Rfc(5482, "3.1")]
    public void It_is_told_with_the_SYN_and_with_the_first_segment_behind_it_and_then_no_more()
    {
        var script = new TcpScript(Telling);
        script.Connect();
        Assert.Equal(Duration.FromSeconds(300), Told(script.Expect(TcpFlags.Syn)));
        script.Send(TcpFlags.Syn | TcpFlags.Ack, seq: 0, ack: 1);
        Assert.Equal(Duration.FromSeconds(300), Told(script.Expect(TcpFlags.Ack)));
        script.Write(10);
        Assert.Null(Told(script.ExpectData(1, 10)));
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(5482, "3.1")]
    public void Nothing_is_told_or_heard_unless_it_is_switched_on()
    {
        var script = new TcpScript(Plain);
        script.Connect();
        Assert.Null(Told(script.Expect(TcpFlags.Syn)));
        script.Deliver(WithTimeout(script, TcpFlags.Syn | TcpFlags.Ack, seq: 0, ack: 1, seconds: 10));
        Assert.Null(Told(script.Expect(TcpFlags.Ack)));
        Assert.Null(script.Connection.PeerUserTimeout);
        script.AssertNothingLeaks();
    }

    /// <summary>USER_TIMEOUT = min(U_LIMIT, max(ADV_UTO, REMOTE_UTO, L_LIMIT)).</summary>
    [Theory]
    [InlineData(10, 300)]
    [InlineData(500, 500)]
    [InlineData(30_000, 3600)]
    [Rfc(5482, "3.1")]
    public void Data_waits_as_long_as_the_more_patient_end_wants_within_the_limits(int peers, int waited)
    {
        var script = new TcpScript(Telling);
        script.Connect();
        script.Expect(TcpFlags.Syn);
        script.Deliver(WithTimeout(script, TcpFlags.Syn | TcpFlags.Ack, seq: 0, ack: 1, peers));
        script.Expect(TcpFlags.Ack);
        script.Write(10);
        script.Advance(Duration.FromSeconds(waited) - new Duration(1));
        Assert.Equal(TcpState.Established, script.State);
        script.Advance(new Duration(1));
        Assert.Equal(TcpEnd.TimedOut, script.Connection.EndedBy);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(5482, "3.2")]
    public void A_time_out_of_the_applications_own_is_not_changed_by_the_peer()
    {
        var script = new TcpScript(Telling with { UserTimeout = Duration.FromSeconds(120) });
        script.Connect();
        script.Expect(TcpFlags.Syn);
        script.Deliver(WithTimeout(script, TcpFlags.Syn | TcpFlags.Ack, seq: 0, ack: 1, seconds: 500));
        script.Expect(TcpFlags.Ack);
        script.Write(10);
        script.Advance(Duration.FromSeconds(120));
        Assert.Equal(TcpEnd.TimedOut, script.Connection.EndedBy);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(5482, "3.1")]
    public void A_listener_answers_with_its_own_and_hears_of_a_change()
    {
        var script = new TcpScript(Telling);
        script.Listen();
        script.Deliver(WithTimeout(script, TcpFlags.Syn, seq: 0, ack: 0, seconds: 400));
        Assert.Equal(Duration.FromSeconds(300), Told(script.Expect(TcpFlags.Syn | TcpFlags.Ack)));
        script.Send(TcpFlags.Ack, seq: 1, ack: 1);
        TcpConnection connection = script.Accept();
        Assert.Equal(Duration.FromSeconds(400), connection.PeerUserTimeout);
        script.Deliver(WithTimeout(script, TcpFlags.Ack, seq: 1, ack: 1, seconds: 700));
        Assert.Equal(Duration.FromSeconds(700), connection.PeerUserTimeout);

        script.TakeAll();
        connection.Change(script.Now, Telling with { AdvertisedUserTimeout = Duration.FromSeconds(40_000) });
        script.Write(10);
        Assert.Equal(Duration.FromSeconds(667 * 60), Told(script.ExpectData(1, 10)));
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(5482, "3")]
    public void Seconds_go_as_far_as_fifteen_bits_and_minutes_beyond() => SeededRuns.Check(300, random =>
    {
        var timeout = Duration.FromSeconds(random.Next(1, random.NextBool() ? 0x8000 : 60 * 0x7FFF));
        byte[] option = new byte[RareTcpOptions.UserTimeoutLength];
        RareTcpOptions.WriteUserTimeout(option, timeout);
        Assert.True(RareTcpOptions.TryReadUserTimeout([1, 1, 5, 3, 9, .. option], out Duration read));
        Assert.InRange((read - timeout).TotalSeconds, 0, timeout.TotalSeconds < 0x8000 ? 0 : 59);
        Assert.False(RareTcpOptions.TryReadUserTimeout(option.AsSpan(0, random.Next(4)), out _));
    });

    [Fact]
    [Rfc(5482, "3.1")]
    public void A_time_out_of_zero_is_no_time_out() => Assert.False(RareTcpOptions.TryReadUserTimeout([28, 4, 0, 0], out _));

    /// <summary>R2 is told while data waits: sooner than the next retransmission, and later than the old one.</summary>
    [Theory]
    [InlineData(900, 80)]
    [InlineData(80, 200)]
    [Rfc(9293, "3.8.3")]
    public void A_new_R2_holds_for_what_is_waiting_already(int before, int after)
    {
        TcpScript script = Established(Plain with { GiveUpAfter = Duration.FromSeconds(before) });
        Instant start = script.Now;
        script.Write(10);
        script.Advance(Duration.FromSeconds(70));
        script.Connection.Change(script.Now, script.Settings with { GiveUpAfter = Duration.FromSeconds(after) });
        script.Advance(start + Duration.FromSeconds(after) - script.Now - new Duration(1));
        Assert.Equal(TcpState.Established, script.State);
        script.Advance(new Duration(1));
        Assert.Equal(TcpEnd.TimedOut, script.Connection.EndedBy);
        script.AssertNothingLeaks();
    }

    /// <summary>Where the old limit was there is nothing any more: what waits is sent again when it would have been without one.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData(500)]
    [Rfc(9293, "3.8.3")]
    [Rfc(6298, "5.5")]
    public void A_user_time_out_that_is_taken_back_leaves_no_mark_on_the_retransmissions(int? after)
    {
        TcpScript calm = Waiting(userTimeout: null), changed = Waiting(Duration.FromSeconds(80));
        changed.Connection.Change(
            changed.Now, changed.Settings with { UserTimeout = after is { } seconds ? Duration.FromSeconds(seconds) : null });
        calm.Advance(Duration.FromSeconds(300));
        changed.Advance(Duration.FromSeconds(300));
        Instant[] wanted = [.. calm.TakeAll().Select(sent => sent.At)];
        Assert.NotEmpty(wanted);
        Assert.Equal(wanted, changed.TakeAll().Select(sent => sent.At));
        calm.AssertNothingLeaks();
        changed.AssertNothingLeaks();
    }

    private static TcpScript Waiting(Duration? userTimeout)
    {
        TcpScript script = Established(Plain with { UserTimeout = userTimeout });
        script.Write(10);
        script.Advance(Duration.FromSeconds(70));
        script.TakeAll();
        return script;
    }

    [Fact]
    [Rfc(5482, "3.1")]
    public void A_peer_that_says_the_same_with_every_segment_costs_no_memory()
    {
        var script = new TcpScript(Telling);
        script.Connect();
        script.Expect(TcpFlags.Syn);
        script.Deliver(WithTimeout(script, TcpFlags.Syn | TcpFlags.Ack, seq: 0, ack: 1, seconds: 400));
        Packet[] packets = [.. Enumerable.Range(0, 20).Select(_ => WithTimeout(script, TcpFlags.Ack, seq: 1, ack: 1, seconds: 400))];
        script.Connection.OnPacket(script.Now, packets[0]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 1; i < packets.Length; i++) script.Connection.OnPacket(script.Now, packets[i]);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        script.AssertNothingLeaks();
    }

    internal static Packet WithTimeout(TcpScript script, TcpFlags flags, long seq, long ack, int seconds)
    {
        byte[] option = new byte[RareTcpOptions.UserTimeoutLength];
        RareTcpOptions.WriteUserTimeout(option, Duration.FromSeconds(seconds));
        return script.MakeWith(option, script.Make(flags, seq, ack));
    }

    internal static Duration? Told(Sent sent)
    {
        TcpView view = PacketAssert.IsTcp(sent.Bytes);
        return RareTcpOptions.TryReadUserTimeout(view.OptionBytes, out Duration timeout) ? timeout : null;
    }
}
