using NetSim.Testing;
using NetSim.Wire.Tests.Laws;
using NetSim.Wire.Udp;

namespace NetSim.Wire.Tests.Udp;

public sealed class UdpViewTests
{
    [Fact]
    public void A_datagram_of_another_program_is_read()
    {
        foreach (byte[] bytes in new[] { ForeignPackets.UdpIPv4, ForeignPackets.UdpIPv6 })
        {
            UdpView udp = PacketAssert.IsUdp(bytes);
            Assert.Equal((1000, 2000, 13), (udp.SourcePort, udp.DestinationPort, udp.Length));
            Assert.Equal("hello"u8, udp.Payload);
        }
    }

    [Fact]
    public void What_is_written_is_read_back()
    {
        PoisonedBytes bytes = new(8);
        UdpHeader.Write(bytes.Span, 1, 65535, 8, 0x1234);
        bytes.AssertIntact();
        Assert.True(UdpView.TryParse(bytes.Span, out UdpView udp));
        Assert.Equal((1, 65535, 8, 0x1234), (udp.SourcePort, udp.DestinationPort, udp.Length, udp.Checksum));
        Assert.True(udp.Payload.IsEmpty);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(13)]
    [InlineData(65535)]
    public void A_length_below_8_or_beyond_the_datagram_is_refused(int length)
    {
        byte[] bytes = new byte[12];
        UdpHeader.Write(bytes, 1, 2, length);
        Assert.False(UdpView.TryParse(bytes, out _));
    }

    [Fact]
    public void Trailing_bytes_are_cut()
    {
        byte[] bytes = new byte[20];
        UdpHeader.Write(bytes, 1, 2, 11);
        Assert.True(UdpView.TryParse(bytes, out UdpView udp));
        Assert.Equal(3, udp.Payload.Length);
    }
}
