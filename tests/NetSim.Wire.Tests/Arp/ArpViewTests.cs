using NetSim.Testing;
using NetSim.Wire.Addresses;
using NetSim.Wire.Arp;
using NetSim.Wire.Tests.Laws;

namespace NetSim.Wire.Tests.Arp;

public sealed class ArpViewTests
{
    [Fact]
    public void A_request_of_another_program_is_read_and_written_alike()
    {
        ReadOnlySpan<byte> bytes = ForeignPackets.ArpFrame.AsSpan(14);
        Assert.True(ArpView.TryParse(bytes, out ArpView arp));
        Assert.Equal(ArpOperation.Request, arp.Operation);
        Assert.Equal(MacAddress.Parse("02:00:00:00:00:01"), arp.SenderMac);
        Assert.Equal(IpAddress.Parse("10.0.0.1"), arp.SenderAddress);
        Assert.Equal(default, arp.TargetMac);
        Assert.Equal(IpAddress.Parse("10.0.0.2"), arp.TargetAddress);
        PoisonedBytes written = new(ArpMessage.Length);
        ArpMessage.Write(written.Span, arp.Operation, arp.SenderMac, arp.SenderAddress, arp.TargetMac, arp.TargetAddress);
        written.AssertIntact();
        PacketAssert.Is(bytes, written.Span);
    }

    [Fact]
    [Rfc(894, "Frame Format")]
    public void Padding_to_the_least_frame_length_is_cut_off()
    {
        byte[] padded = [.. Samples.Arp(), .. new byte[18]];
        Assert.True(ArpView.TryParse(padded, out ArpView arp));
        Assert.Equal(ArpMessage.Length, arp.Bytes.Length);
    }

    [Theory]
    [InlineData(1, "hardware type")]
    [InlineData(2, "protocol")]
    [InlineData(4, "hardware address length")]
    [InlineData(5, "protocol address length")]
    [Rfc(826, "Packet Reception")]
    public void Anything_but_IPv4_over_Ethernet_is_refused(int at, string what)
    {
        byte[] bytes = Samples.Arp();
        bytes[at]++;
        Assert.False(ArpView.TryParse(bytes, out _), what);
    }

    [Fact]
    public void A_message_cut_off_is_refused() => Assert.False(ArpView.TryParse(Samples.Arp().AsSpan(0, 27), out _));
}
