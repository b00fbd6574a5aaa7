using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ethernet;
using NetSim.Wire.Vlan;

namespace NetSim.Wire.Tests.Vlan;

public sealed class VlanTagTests : IDisposable
{
    private readonly DiagnosticPacketPool _pool = new();

    public void Dispose() => _pool.AssertAllReturned();

    [Fact]
    public void A_tag_goes_between_the_source_and_the_type_and_comes_off_again()
    {
        Packet frame = _pool.Rent();
        EthernetHeader.Write(frame.Append(EthernetHeader.Length), MacAddress.Broadcast, new MacAddress(0x0200_0000_0001), EtherType.Arp);
        "payload"u8.CopyTo(frame.Append(7));
        byte[] untagged = frame.Bytes.ToArray();
        Assert.False(VlanTag.TryRead(frame.Bytes, out _));

        VlanTag.Insert(frame, 0xA00A);
        byte[] expected = [.. untagged[..12], 0x81, 0x00, 0xA0, 0x0A, .. untagged[12..]];
        Assert.Equal(expected, frame.Bytes.ToArray());
        Assert.True(VlanTag.TryRead(frame.Bytes, out ushort control));
        Assert.Equal(10, VlanTag.VlanOf(control));
        Assert.Equal(0xA014, VlanTag.WithVlan(control, 20));

        VlanTag.Remove(frame);
        Assert.Equal(untagged, frame.Bytes.ToArray());
        frame.Return();
    }

    [Fact]
    public void A_frame_that_ends_within_its_tag_has_none()
    {
        byte[] bytes = [.. new byte[12], 0x81, 0x00, 0x00, 0x0A, 0x08, 0x00];
        Assert.True(VlanTag.IsTagged(bytes));
        for (int length = 0; length < bytes.Length; length++) Assert.False(VlanTag.TryRead(bytes.AsSpan(0, length), out _));
    }
}
