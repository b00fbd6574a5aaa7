using NetSim.Testing;
using NetSim.Wire.Addresses;
using NetSim.Wire.Icmp;
using NetSim.Wire.Tests.Laws;

namespace NetSim.Wire.Tests.Icmp;

public sealed class IcmpViewTests
{
    [Fact]
    public void An_error_of_another_program_is_read()
    {
        IcmpView icmp = PacketAssert.IsIcmp(ForeignPackets.FragmentationNeeded);
        Assert.Equal((IcmpType.DestinationUnreachable, (byte)IcmpUnreachableCode.FragmentationNeeded), (icmp.Type, icmp.Code));
        Assert.Equal(1400, icmp.NextHopMtu);
        Assert.True(icmp.IsError);
        Assert.Equal(40, icmp.Payload.Length);
        Assert.True(IcmpHeader.IsChecksumValid(icmp.Bytes));
    }

    [Fact]
    public void A_written_echo_is_read_back() => SeededRuns.Check(300, random =>
    {
        byte[] data = random.NextBytes(random.Next(100));
        (ushort identifier, ushort sequence) = (random.NextUInt16(), random.NextUInt16());
        PoisonedBytes bytes = new(IcmpHeader.Length + data.Length);
        data.CopyTo(bytes.Span[IcmpHeader.Length..]);
        IcmpHeader.WriteEcho(bytes.Span, IcmpType.EchoReply, identifier, sequence);
        IcmpHeader.FillChecksum(bytes.Span);
        bytes.AssertIntact();
        Assert.True(IcmpHeader.IsChecksumValid(bytes.Span));
        Assert.True(IcmpView.TryParse(bytes.Span, out IcmpView icmp));
        Assert.Equal((IcmpType.EchoReply, (byte)0, identifier, sequence), (icmp.Type, icmp.Code, icmp.Identifier, icmp.Sequence));
        Assert.True(icmp.IsEcho);
        Assert.False(icmp.IsError);
        Assert.Equal(data, icmp.Payload.ToArray());
    });

    [Fact]
    public void Pointer_and_gateway_stand_in_the_rest_of_the_header()
    {
        byte[] bytes = new byte[8];
        IcmpHeader.Write(bytes, IcmpType.ParameterProblem, 0, 20u << 24);
        Assert.True(IcmpView.TryParse(bytes, out IcmpView icmp));
        Assert.Equal(20, icmp.Pointer);
        IcmpHeader.Write(bytes, IcmpType.Redirect, (byte)IcmpRedirectCode.Host, 0x0A000001);
        Assert.True(IcmpView.TryParse(bytes, out icmp));
        Assert.Equal(IpAddress.Parse("10.0.0.1"), icmp.Gateway);
    }

    [Fact]
    public void A_wrong_checksum_or_a_message_cut_off_is_noticed()
    {
        byte[] bytes = PacketBuilder.IPv4().Echo().Payload(3).ToBytes()[20..];
        Assert.True(IcmpHeader.IsChecksumValid(bytes));
        bytes[9] ^= 4;
        Assert.False(IcmpHeader.IsChecksumValid(bytes));
        Assert.False(IcmpHeader.IsChecksumValid(new byte[7]));
        Assert.False(IcmpView.TryParse(new byte[7], out _));
    }

    [Theory]
    [InlineData(IcmpType.EchoReply, false)]
    [InlineData(IcmpType.DestinationUnreachable, true)]
    [InlineData(IcmpType.SourceQuench, true)]
    [InlineData(IcmpType.Redirect, true)]
    [InlineData(IcmpType.EchoRequest, false)]
    [InlineData(IcmpType.TimeExceeded, true)]
    [InlineData(IcmpType.ParameterProblem, true)]
    [InlineData(IcmpType.TimestampRequest, false)]
    [InlineData((IcmpType)200, false)]
    public void Errors_are_told_from_questions(IcmpType type, bool expected)
    {
        byte[] bytes = new byte[8];
        IcmpHeader.Write(bytes, type, 0, 0);
        Assert.True(IcmpView.TryParse(bytes, out IcmpView icmp));
        Assert.Equal(expected, icmp.IsError);
    }
}
