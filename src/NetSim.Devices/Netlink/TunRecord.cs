using NetSim.Devices.Tun;

namespace NetSim.Devices.Netlink;

/// <summary>What the kernel tells of a TUN or TAP device (IFLA_TUN_…, Linux 4.20).</summary>
internal sealed record TunRecord
{
    private const uint TunDevice = 1;

    public TunKind Kind { get; private set; }
    public bool IsPersistent { get; private set; }
    public bool IsMultiQueue { get; private set; }

    /// <summary>
    /// How many descriptors are attached. Told for a multi-queue device only: of a single-queue one it is 0 whatever happens.
    /// </summary>
    public int Queues { get; private set; }

    /// <summary>Who may attach without privilege; null if nobody.</summary>
    public uint? Owner { get; private set; }
    public uint? Group { get; private set; }

    public static TunRecord Parse(ReadOnlySpan<byte> data)
    {
        var tun = new TunRecord();
        var attributes = new NetlinkAttributes(data);
        while (attributes.TryNext(out ushort type, out ReadOnlySpan<byte> value)) tun.Read(type, NetlinkAttributes.Number(value));
        return tun;
    }

    private void Read(ushort type, uint number)
    {
        switch (type)
        {
            case RtNetlink.TunType: Kind = number == TunDevice ? TunKind.Tun : TunKind.Tap; break;
            case RtNetlink.TunPersist: IsPersistent = number != 0; break;
            case RtNetlink.TunMultiQueue: IsMultiQueue = number != 0; break;
            case RtNetlink.TunQueues: Queues = (int)number; break;
            case RtNetlink.TunOwner: Owner = number; break;
            case RtNetlink.TunGroup: Group = number; break;
            default: break;
        }
    }
}
