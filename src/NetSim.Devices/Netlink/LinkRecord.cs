using System.Runtime.InteropServices;
using NetSim.Wire.Addresses;

namespace NetSim.Devices.Netlink;

/// <summary>A network device as the kernel describes it (RTM_NEWLINK).</summary>
internal sealed record LinkRecord
{
    private const int FamilyAt = 0, IndexAt = 4, FlagsAt = 8;

    public required int Index { get; init; }
    public required uint Flags { get; init; }
    public string Name { get; private set; } = "";
    public int Mtu { get; private set; }
    public int QueueLength { get; private set; }
    public MacAddress? Address { get; private set; }

    /// <summary>The driver's word, also while the device is down. A persistent TUN device to which nobody is attached has none.</summary>
    public bool HasCarrier { get; private set; }

    /// <summary><c>tun</c> for both TUN and TAP; empty for a physical device.</summary>
    public string Kind { get; private set; } = "";

    /// <summary>What is special about a TUN or TAP device; null for any other, and on kernels before 4.20.</summary>
    public TunRecord? Tun { get; private set; }

    public bool IsUp => (Flags & RtNetlink.FlagUp) != 0;

    public bool IsRunning => (Flags & RtNetlink.FlagRunning) != 0;

    /// <param name="payload">Of a link message, behind the netlink header.</param>
    /// <param name="link">What it says; attributes that make no sense are left out.</param>
    public static bool TryParse(ReadOnlySpan<byte> payload, out LinkRecord? link)
    {
        link = null;
        // Messages of another family tell of a bridge's or IPv6's side of the device: one of them "deletes" what only left its bridge.
        if (payload.Length < RtNetlink.LinkMessageLength || payload[FamilyAt] != RtNetlink.AnyFamily) return false;
        link = new LinkRecord { Index = MemoryMarshal.Read<int>(payload[IndexAt..]), Flags = MemoryMarshal.Read<uint>(payload[FlagsAt..]) };
        var attributes = new NetlinkAttributes(payload[RtNetlink.LinkMessageLength..]);
        while (attributes.TryNext(out ushort type, out ReadOnlySpan<byte> value)) link.Read(type, value);
        return true;
    }

    private void Read(ushort type, ReadOnlySpan<byte> value)
    {
        switch (type)
        {
            case RtNetlink.LinkName: Name = NetlinkAttributes.Text(value); break;
            case RtNetlink.LinkMtu: Mtu = (int)NetlinkAttributes.Number(value); break;
            case RtNetlink.LinkQueueLength: QueueLength = (int)NetlinkAttributes.Number(value); break;
            case RtNetlink.LinkCarrier: HasCarrier = NetlinkAttributes.Number(value) != 0; break;
            case RtNetlink.LinkAddress when value.Length == MacAddress.Length: Address = MacAddress.Read(value); break;
            case RtNetlink.LinkInfo: ReadInfo(value); break;
            default: break;
        }
    }

    private void ReadInfo(ReadOnlySpan<byte> info)
    {
        ReadOnlySpan<byte> data = default;
        var attributes = new NetlinkAttributes(info);
        while (attributes.TryNext(out ushort type, out ReadOnlySpan<byte> value))
        {
            if (type == RtNetlink.InfoKind) Kind = NetlinkAttributes.Text(value);
            else if (type == RtNetlink.InfoData) data = value;
        }
        if (Kind == "tun" && !data.IsEmpty) Tun = TunRecord.Parse(data);
    }
}
