using NetSim.Stack.Sockets.Tcp;
using NetSim.Testing;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Tcp;
using NetSim.Wire.Time;
using static NetSim.Stack.Tests.Sockets.Tcp.TcpStates;

namespace NetSim.Stack.Tests.Sockets.Tcp;

/// <summary>RFC 9293 3.2 and 3.7.1, RFC 6691, RFC 7323.</summary>
public sealed class OptionTests
{
    [Fact]
    [Rfc(9293, "MUST-4", "MUST-14", "SHLD-5")]
    public void A_SYN_offers_MSS_SACK_timestamps_and_scale_in_twenty_bytes()
    {
        var script = new TcpScript(TcpSettings.Default);
        script.Connect();
        TcpOptions options = script.Expect(TcpFlags.Syn).Options;
        Assert.Equal((ushort)1460, options.Mss);
        Assert.True(options.SackPermitted && options.HasTimestamps);
        Assert.Equal((byte)5, options.WindowScale);
        Assert.Equal(20, options.Length);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "MAY-3")]
    public void A_SYN_offers_nothing_that_is_switched_off()
    {
        var script = new TcpScript(Plain);
        script.Connect();
        TcpOptions options = script.Expect(TcpFlags.Syn).Options;
        Assert.False(options.SackPermitted || options.HasTimestamps || options.WindowScale.HasValue);
        script.AssertNothingLeaks();
    }

    [Fact]
    public void A_SYN_ACK_has_only_what_the_SYN_had()
    {
        var script = new TcpScript(TcpSettings.Default);
        script.Listen();
        script.Send(TcpFlags.Syn, seq: 0, options: new TcpOptions { Mss = 1000 });
        TcpOptions options = script.Expect(TcpFlags.Syn | TcpFlags.Ack).Options;
        Assert.Equal((ushort)1460, options.Mss);
        Assert.False(options.SackPermitted || options.HasTimestamps || options.WindowScale.HasValue);
        script.AssertNothingLeaks();
    }

    [Theory]
    [InlineData(1500, 1460)]
    [InlineData(9000, 8960)]
    [InlineData(576, 536)]
    [Rfc(9293, "SHLD-6", "MUST-67")]
    public void The_MSS_option_is_the_MTU_less_the_fixed_headers_MUST_67(int mtu, int mss)
    {
        var script = new TcpScript(Plain with { Mtu = mtu });
        script.Connect();
        Assert.Equal((ushort)mss, script.Expect(TcpFlags.Syn).Options.Mss);
        script.AssertNothingLeaks();
    }

    [Theory]
    [InlineData("10.0.0.1", "10.0.0.2", 1500, 536)]
    [InlineData("fd00::1", "fd00::2", 1500, 1220)]
    [Rfc(9293, "MUST-15")]
    public void Without_an_MSS_option_the_default_holds_MUST_15(string from, string to, int mtu, int expected)
    {
        var pool = new DiagnosticPacketPool();
        var now = new Instant(1_000_000_000);
        var local = new IpEndpoint(IpAddress.Parse(from), 80);
        var remote = new IpEndpoint(IpAddress.Parse(to), 40000);
        TcpConnection connection = TcpConnection.Create(new TcpContext(pool, 1), Plain with { Mtu = mtu }, local, remote);
        connection.Connect(now);
        Assert.True(connection.TryTake(now, out Packet? syn));
        uint ours = PacketAssert.IsTcp(syn.Bytes).SequenceNumber.Value;
        syn.Return();
        Packet answer = PacketBuilder.Between(remote.Address, local.Address)
            .Tcp(40000, 80, TcpFlags.Syn | TcpFlags.Ack, 1, ours + 1).Build(pool);
        answer.TransportOffset = local.Address.IsIPv4 ? 20 : 40;
        connection.OnPacket(now, answer);
        Assert.Equal(expected, connection.Info.SegmentSize);
        connection.Abort(now);
        while (connection.TryTake(now, out Packet? packet)) packet.Return();
        pool.AssertAllReturned();
    }

    [Theory]
    [InlineData(1000, 1000)]
    [InlineData(1460, 1460)]
    [InlineData(8960, 1460)]
    [InlineData(48, 88)]
    [InlineData(1, 88)]
    [InlineData(0, 88)]
    [Rfc(9293, "MUST-14", "MUST-16")]
    public void The_peers_MSS_is_obeyed_within_reason_MUST_16_P10(int offered, int used)
    {
        TcpScript script = Established(synOptions: new TcpOptions { Mss = (ushort)offered });
        Assert.Equal(used, script.Info.SegmentSize);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "MUST-16")]
    [Rfc(6691, "2")]
    public void Timestamps_take_twelve_bytes_of_every_segment_RFC_6691()
    {
        TcpScript script = Established(WithTimestamps);
        Assert.Equal(1448, script.Info.SegmentSize);
        script.Write(3000);
        Sent sent = script.ExpectData(1, 1448);
        Assert.Equal(1500, sent.Bytes.Length);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "MUST-6", "MUST-68", "MUST-64")]
    public void Options_may_stand_unaligned_and_unknown_ones_are_skipped_MUST_64_MUST_6()
    {
        TcpScript script = SynSent(WithSack with { WindowScale = true });
        // Unknown kind 253 of 3 bytes, MSS, NOP, SACK permitted, window scale, EOL and rubbish behind it.
        byte[] options = [253, 3, 9, 2, 4, 0x03, 0xE8, 1, 4, 2, 3, 3, 5, 0, 7, 7];
        script.Deliver(WithRawOptions(script, options));
        Assert.Equal(TcpState.Established, script.State);
        Assert.Equal(1000, script.Info.SegmentSize);
        Assert.True(script.Info.UsesSack && script.Info.UsesWindowScale);
        script.AssertNothingLeaks();
    }

    [Theory]
    [InlineData(new byte[] { 2, 0, 0, 0 })]
    [InlineData(new byte[] { 2, 1, 0, 0 })]
    [InlineData(new byte[] { 2, 40, 5, 5 })]
    [InlineData(new byte[] { 253, 255, 1, 1 })]
    [InlineData(new byte[] { 8, 10, 0, 0 })]
    [InlineData(new byte[] { 5, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1 })]
    [Rfc(9293, "MUST-7")]
    public void Illegal_lengths_harm_nothing_MUST_7(byte[] options)
    {
        TcpScript script = SynSent(WithSack);
        script.Deliver(WithRawOptions(script, options));
        Assert.Equal(TcpState.Established, script.State);
        script.AssertNothingLeaks();
    }

    [Fact]
    public void An_option_bomb_on_data_is_only_data_P14()
    {
        TcpScript script = Established();
        byte[] options = new byte[40];
        Array.Fill(options, (byte)1);
        Packet packet = WithRawOptions(script, options, TcpFlags.Ack, payload: 10);
        script.Deliver(packet);
        Assert.Equal(10, script.Connection.ReadableBytes);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(7323, "3.2")]
    public void Once_agreed_every_segment_has_timestamps_and_echoes_RFC_7323_3_2()
    {
        TcpScript script = Established(WithTimestamps);
        script.NextTimestamp = 700_000;
        script.Send(TcpFlags.Ack, seq: 1, ack: 1, data: 10);
        script.Write(5);
        Sent sent = script.ExpectData(1, 5);
        Assert.True(sent.Options.HasTimestamps);
        Assert.Equal(700_000u, sent.Options.TimestampEcho);
        script.AssertNothingLeaks();
    }

    [Fact]
    public void Our_clock_runs_in_milliseconds_from_an_offset_of_the_connection()
    {
        TcpScript script = Established(WithTimestamps);
        script.Write(5);
        uint first = script.ExpectData(1, 5).Options.TimestampValue;
        script.AdvanceMilliseconds(123);
        script.Write(5);
        Assert.Equal(first + 123, script.ExpectData(6, 5).Options.TimestampValue);
        Assert.NotEqual((uint)(script.Now.Nanoseconds / 1_000_000), first + 123);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(7323, "4.3")]
    public void A_delayed_ACK_echoes_the_first_segment_it_covers_RFC_7323_4_3()
    {
        TcpScript script = Established(WithTimestamps);
        script.NextTimestamp = 700_000;
        script.Send(TcpFlags.Ack, seq: 1, ack: 1, data: 1448);
        script.NextTimestamp = 700_009;
        script.Send(TcpFlags.Ack, seq: 1449, ack: 1, data: 1448);
        Assert.Equal(700_000u, script.Expect(TcpFlags.Ack).Options.TimestampEcho);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(7323, "4.3")]
    public void A_segment_above_a_hole_does_not_set_the_echo()
    {
        TcpScript script = Established(WithTimestamps);
        script.NextTimestamp = 700_000;
        script.Send(TcpFlags.Ack, seq: 1, ack: 1, data: 10);
        script.AdvanceMilliseconds(100);
        script.TakeAll();
        script.NextTimestamp = 700_500;
        script.Send(TcpFlags.Ack, seq: 100, ack: 1, data: 10);
        Assert.Equal(700_000u, script.Expect(TcpFlags.Ack, ack: 11).Options.TimestampEcho);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(7323, "5.3")]
    public void PAWS_refuses_an_old_segment_with_an_ACK()
    {
        TcpScript script = Established(WithTimestamps);
        script.NextTimestamp = 700_000;
        script.Send(TcpFlags.Ack, seq: 1, ack: 1, data: 10);
        script.NextTimestamp = 699_999;
        script.Send(TcpFlags.Ack, seq: 11, ack: 1, data: 10);
        script.Expect(TcpFlags.Ack, ack: 11);
        Assert.Equal(1, script.Context.Counters[TcpCounter.DroppedOldTimestamp]);
        Assert.Equal(10, script.Connection.ReadableBytes);
        script.AssertNothingLeaks();
    }

    /// <summary>Else one forged segment could shut out the peer's own timestamps (RFC 7323 7, RFC 5961 5).</summary>
    [Fact]
    public void PAWS_takes_no_timestamp_from_a_segment_whose_ACK_is_not_plausible()
    {
        TcpScript script = Established(WithTimestamps);
        script.NextTimestamp = 700_000;
        script.Send(TcpFlags.Ack, seq: 1, ack: 1, data: 10);
        script.TakeAll();
        script.NextTimestamp = 900_000;
        script.Send(TcpFlags.Fin | TcpFlags.Ack, seq: 11, ack: 9999);
        script.TakeAll();
        script.NextTimestamp = 700_001;
        script.Send(TcpFlags.Ack, seq: 11, ack: 1, data: 10);
        script.AdvanceMilliseconds(500);
        Assert.Equal(700_001u, script.Expect(TcpFlags.Ack, ack: 21).Options.TimestampEcho);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(7323, "5.2")]
    public void PAWS_does_not_stop_a_RST()
    {
        TcpScript script = Established(WithTimestamps);
        script.NextTimestamp = 700_000;
        script.Send(TcpFlags.Ack, seq: 1, ack: 1, data: 10);
        script.Send(TcpFlags.Rst, seq: 11);
        Assert.Equal(TcpEnd.Reset, script.Connection.EndedBy);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(7323, "5.5")]
    public void PAWS_forgets_after_24_days_RFC_7323_5_5()
    {
        TcpScript script = Established(WithTimestamps);
        script.NextTimestamp = 700_000;
        script.Send(TcpFlags.Ack, seq: 1, ack: 1, data: 10);
        script.Advance(Duration.FromSeconds(24 * 24 * 3600 + 1));
        script.TakeAll();
        script.NextTimestamp = 5;
        script.Send(TcpFlags.Ack, seq: 11, ack: 1, data: 10);
        Assert.Equal(20, script.Connection.ReadableBytes);
        script.AssertNothingLeaks();
    }

    [Fact]
    public void The_peers_clock_may_wrap()
    {
        TcpScript script = Established(WithTimestamps);
        script.NextTimestamp = 0x7FFF_FFFF;
        script.Send(TcpFlags.Ack, seq: 1, ack: 1, data: 10);
        script.AdvanceMilliseconds(100);
        script.NextTimestamp = 0xFFFF_FFF0;
        script.Send(TcpFlags.Ack, seq: 11, ack: 1, data: 10);
        script.TakeAll();
        script.AdvanceMilliseconds(100);
        script.NextTimestamp = 5;
        script.Send(TcpFlags.Ack, seq: 21, ack: 1, data: 10);
        Assert.Equal(30, script.Connection.ReadableBytes);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(7323, "3.2")]
    public void A_segment_without_the_agreed_timestamps_is_dropped()
    {
        TcpScript script = Established(WithTimestamps);
        script.PeerStamps = false;
        script.Send(TcpFlags.Ack, seq: 1, ack: 1, data: 10);
        script.ExpectNothing();
        Assert.Equal(1, script.Context.Counters[TcpCounter.DroppedNoTimestamp]);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "MUST-5", "MUST-65")]
    public void MSS_is_sent_on_SYNs_only_and_understood_or_ignored_elsewhere_MUST_65_MUST_5()
    {
        TcpScript script = Established();
        script.Send(TcpFlags.Ack, seq: 1, ack: 1, data: 100, options: new TcpOptions { Mss = 500 });
        Assert.Equal((100, 1460), (script.Connection.ReadableBytes, script.Info.SegmentSize));
        script.Write(100);
        Assert.Null(script.ExpectData(1, 100).Options.Mss);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "MUST-3")]
    public void A_segment_with_a_wrong_checksum_is_dropped_and_a_partial_one_is_believed_MUST_3()
    {
        TcpScript script = Established();
        Packet wrong = script.Make(TcpFlags.Ack, seq: 1, ack: 1, data: 100);
        wrong.Bytes[^1] ^= 1;
        script.Deliver(wrong);
        Assert.Equal(1, script.Context.Counters[TcpCounter.DroppedChecksum]);
        Assert.Equal(0, script.Connection.ReadableBytes);
        Packet partial = script.Make(TcpFlags.Ack, seq: 1, ack: 1, data: 100);
        partial.Bytes[36] ^= 0x55;
        partial.Checksum = ChecksumState.Partial;
        script.Deliver(partial);
        Assert.Equal(100, script.Connection.ReadableBytes);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "MUST-69")]
    public void Header_padding_is_zero_MUST_69()
    {
        var script = new TcpScript(TcpSettings.Default with { Timestamps = false });
        script.Connect();
        Sent syn = script.Expect(TcpFlags.Syn);
        // Every byte of the options belongs to an option or is NOP; there is no EOL, so there is no padding.
        int length = 20 + syn.Options.Length;
        Assert.Equal(20 + length, syn.Bytes.Length);
        script.AssertNothingLeaks();
    }

    private static Packet WithRawOptions(TcpScript script, byte[] options, TcpFlags flags = TcpFlags.Syn | TcpFlags.Ack, int payload = 0)
    {
        // Room for the options is made by as many timestamps and blocks as needed, then overwritten.
        long seq = flags == TcpFlags.Ack ? 1 : 0;
        byte[] whole = new byte[20 + 20 + options.Length + payload];
        byte[] header = PacketBuilder.Between(TcpScript.Peer.Address, TcpScript.Us.Address)
            .Tcp(TcpScript.Peer.Port, TcpScript.Us.Port, flags, script.PeerInitial.Value + (uint)seq, script.OurInitial.Value + 1)
            .Payload(options.Length + payload).ToBytes();
        header.CopyTo(whole, 0);
        options.CopyTo(whole, 40);
        whole[32] = (byte)((20 + options.Length) / 4 << 4);
        Packet packet = script.Pool.Rent(whole.Length);
        whole.CopyTo(packet.Append(whole.Length));
        packet.TransportOffset = 20;
        packet.Checksum = ChecksumState.Verified;
        return packet;
    }
}
