using NetSim.Testing;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Checksums;
using NetSim.Wire.Icmp;
using NetSim.Wire.Ip;
using NetSim.Wire.Tests.Laws;

namespace NetSim.Wire.Tests.Checksums;

public sealed class TransportChecksumTests : IDisposable
{
    private readonly DiagnosticPacketPool _pool = new();

    public void Dispose() => _pool.AssertAllReturned();

    public static TheoryData<string, PacketBuilder> Kinds => new()
    {
        { "tcp4", PacketBuilder.IPv4().Tcp().WithTcpOptions(Samples.SynOptions).Payload(101) },
        { "tcp6", PacketBuilder.IPv6().Tcp().Payload(100) },
        { "udp4", PacketBuilder.IPv4().Udp().Payload(33) },
        { "udp6", PacketBuilder.IPv6().Udp().Payload(34) },
        { "icmp4", PacketBuilder.IPv4().Echo().Payload(56) },
        { "icmp6", PacketBuilder.IPv6().Echo().Payload(57) },
        { "tcp4 with IP options", PacketBuilder.IPv4().IPv4Options(1, 1, 1, 0).Tcp().Payload(3) },
        { "udp6 behind options", PacketBuilder.IPv6().Extension(IpProtocol.DestinationOptions, 0, 0, 1, 4, 0, 0, 0, 0).Udp().Payload(5) },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Completing_a_partial_packet_gives_the_bytes_of_a_complete_one(string kind, PacketBuilder builder)
    {
        byte[] expected = builder.Checksum(ChecksumState.Complete).ToBytes();
        Packet packet = builder.Checksum(ChecksumState.Partial).Build(_pool);
        Assert.True(kind.StartsWith("icmp4") || !TransportChecksum.IsValid(packet));
        Assert.True(TransportChecksum.Complete(packet));
        PacketAssert.Is(expected, packet.Bytes);
        Assert.Equal(ChecksumState.Verified, packet.Checksum);
        Assert.True(TransportChecksum.IsValid(packet));
        packet.Return();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Any_flipped_bit_of_the_message_is_noticed(string kind, PacketBuilder builder)
    {
        byte[] bytes = builder.Checksum(ChecksumState.Complete).ToBytes();
        Assert.True(TransportChecksum.IsValid(bytes, LinkType.Raw), kind);
        for (int bit = 0; bit < 8; bit++)
        {
            bytes[^1] ^= (byte)(1 << bit);
            Assert.False(TransportChecksum.IsValid(bytes, LinkType.Raw), kind);
            bytes[^1] ^= (byte)(1 << bit);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Padding_behind_the_packet_does_not_count(string kind, PacketBuilder builder)
    {
        byte[] bytes = [.. builder.Checksum(ChecksumState.Complete).ToBytes(), 0xFF, 0xFF, 0xFF];
        Assert.True(TransportChecksum.IsValid(bytes, LinkType.Raw), kind);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Behind_an_Ethernet_header_the_same_is_completed(string kind, PacketBuilder builder)
    {
        byte[] expected = builder.Ethernet().Checksum(ChecksumState.Complete).ToBytes();
        Packet packet = builder.Checksum(ChecksumState.Partial).Build(_pool);
        Assert.True(TransportChecksum.Complete(packet, LinkType.Ethernet), kind);
        PacketAssert.Is(expected, packet.Bytes);
        packet.Return();
    }

    [Fact]
    public void Packets_of_another_program_are_valid() =>
        Assert.All(ForeignPackets.Ip, bytes => Assert.True(TransportChecksum.IsValid(bytes, LinkType.Raw)));

    [Fact]
    public void A_UDP_checksum_that_would_be_zero_is_sent_as_all_ones()
    {
        // The payload makes up for what the sum lacks to 0xFFFF, whose complement is zero.
        PacketBuilder builder = PacketBuilder.IPv4().Udp().Payload([0, 0]);
        byte[] bytes = builder.ToBytes();
        ushort checksum = PacketAssert.IsUdp(bytes).Checksum;
        builder.Payload([(byte)(checksum >> 8), (byte)checksum]);
        Packet packet = builder.Checksum(ChecksumState.Partial).Build(_pool);
        TransportChecksum.Complete(packet);
        Assert.Equal(0xFFFF, PacketAssert.IsUdp(packet.Bytes).Checksum);
        Assert.True(TransportChecksum.IsValid(packet));
        packet.Return();
    }

    [Fact]
    public void A_UDP_checksum_of_zero_means_none_over_IPv4_and_is_wrong_over_IPv6()
    {
        byte[] v4 = PacketBuilder.IPv4().Udp().Payload(4).ToBytes();
        byte[] v6 = PacketBuilder.IPv6().Udp().Payload(4).ToBytes();
        v4.AsSpan(26, 2).Clear();
        v6.AsSpan(46, 2).Clear();
        Assert.True(TransportChecksum.IsValid(v4, LinkType.Raw));
        Assert.False(TransportChecksum.IsValid(v6, LinkType.Raw));
    }

    [Fact]
    public void Fragments_and_unknown_protocols_have_nothing_to_verify()
    {
        Assert.True(TransportChecksum.IsValid(Samples.IPv4Packets[5], LinkType.Raw));
        Assert.True(TransportChecksum.IsValid(Samples.ExtendedPackets[1], LinkType.Raw));
        Assert.True(TransportChecksum.IsValid(Samples.IPv4Packets[8], LinkType.Raw));
        Assert.True(TransportChecksum.IsValid([], LinkType.Raw));
        Assert.True(TransportChecksum.IsValid(Samples.Frame(NetSim.Wire.Ethernet.EtherType.Arp, Samples.Arp()), LinkType.Ethernet));
    }

    [Fact]
    public void A_partial_packet_without_a_checksum_field_is_reported()
    {
        Packet packet = PacketBuilder.IPv4().Protocol(IpProtocol.Igmp).Payload(8).Checksum(ChecksumState.Partial).Build(_pool);
        byte[] before = packet.Bytes.ToArray();
        Assert.False(TransportChecksum.Complete(packet));
        Assert.Equal(ChecksumState.Complete, packet.Checksum);
        PacketAssert.Is(before, packet.Bytes);
        packet.Return();
    }

    [Theory]
    [InlineData(ChecksumState.Complete)]
    [InlineData(ChecksumState.Verified)]
    public void Completing_leaves_other_packets_alone(ChecksumState state)
    {
        Packet packet = PacketBuilder.IPv4().Tcp().Payload(4).Build(_pool);
        packet.Checksum = state;
        packet.Bytes[36] ^= 0x40;
        byte[] before = packet.Bytes.ToArray();
        Assert.True(TransportChecksum.Complete(packet));
        PacketAssert.Is(before, packet.Bytes);
        Assert.Equal(state, packet.Checksum);
        packet.Return();
    }

    [Fact]
    public void Partial_is_the_folded_sum_of_the_pseudo_header()
    {
        IpAddress source = IpAddress.Parse("10.0.0.1");
        IpAddress destination = IpAddress.Parse("10.0.0.2");
        byte[] bytes = PacketBuilder.IPv4().Tcp().Payload(100).Checksum(ChecksumState.Partial).ToBytes();
        Assert.Equal(PacketAssert.IsTcp(bytes).Checksum, TransportChecksum.Partial(source, destination, IpProtocol.Tcp, 120));
    }

    [Fact]
    public void Any_bytes_can_be_verified_and_completed() => SeededRuns.Check(3000, random =>
    {
        DiagnosticPacketPool pool = new();
        IReadOnlyList<byte[]> samples = Samples.Frames;
        byte[] bytes = (byte[])samples[random.Next(samples.Count)].Clone();
        for (int i = 0; i < 4; i++) bytes[random.Next(bytes.Length)] = random.NextByte();
        int length = random.Next(bytes.Length + 1);
        LinkType link = random.NextBool() ? LinkType.Ethernet : LinkType.Raw;
        Packet packet = pool.Rent();
        bytes.AsSpan(link == LinkType.Raw ? Math.Min(14, length) : 0, link == LinkType.Raw ? Math.Max(0, length - 14) : length)
            .CopyTo(packet.Append(link == LinkType.Raw ? Math.Max(0, length - 14) : length));
        packet.Checksum = ChecksumState.Partial;
        TransportChecksum.IsValid(packet.Bytes, link);
        TransportChecksum.Complete(packet, link);
        Assert.NotEqual(ChecksumState.Partial, packet.Checksum);
        packet.Return();
        pool.AssertAllReturned();
    });

    [Fact]
    public void An_ICMP_type_in_an_IPv6_packet_has_no_checksum_that_we_know()
    {
        byte[] bytes = PacketBuilder.IPv6().Protocol(IpProtocol.Icmp).Payload(8).ToBytes();
        Assert.True(TransportChecksum.IsValid(bytes, LinkType.Raw));
        Assert.Equal((byte)IcmpType.EchoReply, bytes[40]);
    }
}
