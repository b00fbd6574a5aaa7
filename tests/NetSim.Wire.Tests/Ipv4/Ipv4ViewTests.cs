using NetSim.Testing;
using NetSim.Wire.Addresses;
using NetSim.Wire.Ip;
using NetSim.Wire.Ipv4;
using NetSim.Wire.Tests.Laws;

namespace NetSim.Wire.Tests.Ipv4;

public sealed class Ipv4ViewTests
{
    [Fact]
    public void A_packet_of_another_program_is_read()
    {
        Ipv4View view = PacketAssert.IsIPv4(ForeignPackets.TcpSynIPv4);
        Assert.Equal(46, view.Dscp);
        Assert.Equal(EcnCodepoint.NotEct, view.Ecn);
        Assert.Equal(60, view.TotalLength);
        Assert.Equal(0x1234, view.Identification);
        Assert.True(view.DontFragment);
        Assert.False(view.IsFragment);
        Assert.Equal(63, view.TimeToLive);
        Assert.Equal(IpProtocol.Tcp, view.Protocol);
        Assert.Equal(0x3C99, view.HeaderChecksum);
        Assert.Equal(IpAddress.Parse("192.0.2.1"), view.Source);
        Assert.Equal(IpAddress.Parse("198.51.100.2"), view.Destination);
        Assert.Equal(40, view.Payload.Length);
    }

    [Fact]
    public void What_is_written_is_read_back() => SeededRuns.Check(1000, random =>
    {
        byte[] options = random.NextBytes(4 * random.Next(11));
        Ipv4Fields fields = new()
        {
            Dscp = (byte)random.Next(64),
            Ecn = (EcnCodepoint)random.Next(4),
            TotalLength = random.Next(60, 65536),
            Identification = random.NextUInt16(),
            DontFragment = random.NextBool(),
            MoreFragments = random.NextBool(),
            FragmentOffset = 8 * random.Next(8192),
            TimeToLive = random.NextByte(),
            Protocol = (IpProtocol)random.NextByte(),
            Source = IpAddress.FromIPv4(random.NextUInt32()),
            Destination = IpAddress.FromIPv4(random.NextUInt32()),
        };
        PoisonedBytes header = new(Ipv4Header.MinLength + options.Length);
        Ipv4Header.Write(header.Span, fields, options);
        header.AssertIntact();
        byte[] packet = [.. header.Span, .. new byte[fields.TotalLength - header.Span.Length]];
        Ipv4View view = PacketAssert.IsIPv4(packet);
        Assert.Equal(
            (fields.Dscp, fields.Ecn, fields.TotalLength, fields.Identification, fields.DontFragment, fields.MoreFragments),
            (view.Dscp, view.Ecn, view.TotalLength, view.Identification, view.DontFragment, view.MoreFragments));
        Assert.Equal(
            (fields.FragmentOffset, fields.TimeToLive, fields.Protocol, fields.Source, fields.Destination),
            (view.FragmentOffset, view.TimeToLive, view.Protocol, view.Source, view.Destination));
        Assert.Equal(options, view.Options.ToArray());
        Assert.Equal(view.HeaderLength, header.Span.Length);
        Assert.Equal(fields.MoreFragments || fields.FragmentOffset > 0, view.IsFragment);
    });

    [Theory]
    [InlineData(0x35, "version 3")]
    [InlineData(0x65, "version 6")]
    [InlineData(0x44, "header of 16 bytes")]
    [InlineData(0x40, "header of 0 bytes")]
    [InlineData(0x4F, "header of 60 bytes in a packet of 28")]
    public void A_wrong_version_or_header_length_is_refused(byte first, string what)
    {
        byte[] bytes = PacketBuilder.IPv4().Udp().ToBytes();
        bytes[0] = first;
        Assert.False(Ipv4View.TryParse(bytes, out _), what);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(19)]
    [InlineData(29)]
    [InlineData(65535)]
    public void A_total_length_below_the_header_or_beyond_the_frame_is_refused(int length)
    {
        byte[] bytes = PacketBuilder.IPv4().Udp().ToBytes();
        Ipv4Header.SetLength(bytes, length);
        Assert.False(Ipv4View.TryParse(bytes, out _));
    }

    [Fact]
    public void A_total_length_that_ends_within_the_options_is_refused()
    {
        byte[] bytes = PacketBuilder.IPv4().IPv4Options(1, 1, 1, 1).Udp().ToBytes();
        Ipv4Header.SetLength(bytes, 20);
        Assert.False(Ipv4View.TryParse(bytes, out _));
    }

    [Fact]
    public void Padding_behind_the_total_length_is_not_part_of_the_packet()
    {
        byte[] bytes = [.. PacketBuilder.IPv4().Udp().Payload(3).ToBytes(), 1, 2, 3, 4, 5];
        Assert.True(Ipv4View.TryParse(bytes, out Ipv4View view));
        Assert.Equal(31, view.Bytes.Length);
        Assert.Equal(11, view.Payload.Length);
    }
}
