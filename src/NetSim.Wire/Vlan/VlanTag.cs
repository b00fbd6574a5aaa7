using NetSim.Wire.Buffers;
using NetSim.Wire.Ethernet;

namespace NetSim.Wire.Vlan;

/// <summary>
/// The tag of a customer VLAN (IEEE 802.1Q clause 9): four bytes between the source address and the type of a frame. A frame has at most one here; what follows
/// a service tag (0x88A8) is the payload of an untagged frame.
/// </summary>
public static class VlanTag
{
    public const int Length = 4;

    /// <summary>The VLAN that a frame without a tag belongs to unless somebody says otherwise (IEEE 802.1Q table 9-2).</summary>
    public const int DefaultVlan = 1;

    /// <summary>0xFFF is reserved, and 0 means "no VLAN, only a priority".</summary>
    public const int LastVlan = 4094;

    private const int TypeAt = 12;
    private const int ControlAt = 14;
    private const int VlanMask = 0x0FFF;

    public static bool IsTagged(ReadOnlySpan<byte> frame) =>
        frame.Length >= EthernetView.HeaderLength + Length && frame.U16(TypeAt) == (ushort)EtherType.VlanTag;

    /// <summary>The tag control information: priority (3 bits), drop eligible (1 bit), VLAN (12 bits).</summary>
    /// <returns>False if the frame has no tag.</returns>
    public static bool TryRead(ReadOnlySpan<byte> frame, out ushort control)
    {
        control = IsTagged(frame) ? frame.U16(ControlAt) : (ushort)0;
        return IsTagged(frame);
    }

    public static int VlanOf(ushort control) => control & VlanMask;

    /// <summary>The same priority in another VLAN.</summary>
    public static ushort WithVlan(ushort control, int vlan) => (ushort)((control & ~VlanMask) | (vlan & VlanMask));

    /// <summary>Tags a frame that starts at its Ethernet header.</summary>
    public static void Insert(Packet frame, ushort control)
    {
        ArgumentNullException.ThrowIfNull(frame);
        frame.Prepend(Length);
        Span<byte> bytes = frame.Bytes;
        bytes.Slice(Length, TypeAt).CopyTo(bytes);
        bytes.PutU16(TypeAt, (ushort)EtherType.VlanTag);
        bytes.PutU16(ControlAt, control);
    }

    /// <summary>Takes the tag of a tagged frame off.</summary>
    public static void Remove(Packet frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        Span<byte> bytes = frame.Bytes;
        bytes[..TypeAt].CopyTo(bytes[Length..]);
        frame.TrimStart(Length);
    }
}
