using NetSim.Testing;
using NetSim.Wire.Addresses;
using NetSim.Wire.Ethernet;
using NetSim.Wire.Tests.Laws;

namespace NetSim.Wire.Tests.Ethernet;

public sealed class EthernetViewTests
{
    [Fact]
    public void What_is_written_is_read_back() => SeededRuns.Check(200, random =>
    {
        MacAddress destination = new((ulong)random.NextInt64(1L << 48));
        MacAddress source = new((ulong)random.NextInt64(1L << 48));
        PoisonedBytes bytes = new(EthernetHeader.Length);
        EthernetHeader.Write(bytes.Span, destination, source, EtherType.IPv6);
        bytes.AssertIntact();
        Assert.True(EthernetView.TryParse(bytes.Span, out EthernetView view));
        Assert.Equal(destination, view.Destination);
        Assert.Equal(source, view.Source);
        Assert.Equal(EtherType.IPv6, view.EtherType);
        Assert.True(view.Payload.IsEmpty);
    });

    [Fact]
    public void A_tagged_frame_says_so_and_keeps_the_tag_in_its_payload()
    {
        byte[] frame = Samples.Frame(EtherType.VlanTag, [0x60, 0x05, 0x08, 0x00, 0x45]);
        Assert.True(EthernetView.TryParse(frame, out EthernetView view));
        Assert.True(view.IsTagged);
        Assert.Equal(EtherType.VlanTag, view.EtherType);
        Assert.Equal(5, view.Payload.Length);
    }

    [Theory]
    [InlineData(0x0026, true)]
    [InlineData(0x05FF, true)]
    [InlineData(0x0600, false)]
    [InlineData(0x0800, false)]
    public void A_type_below_0x600_is_a_length(int type, bool expected)
    {
        Assert.True(EthernetView.TryParse(Samples.Frame((EtherType)type, []), out EthernetView view));
        Assert.Equal(expected, view.IsLengthFramed);
    }

    [Fact]
    public void Thirteen_bytes_are_no_frame() => Assert.False(EthernetView.TryParse(new byte[13], out _));
}
