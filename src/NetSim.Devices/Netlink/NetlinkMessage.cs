namespace NetSim.Devices.Netlink;

/// <summary>One netlink message: its type and flags, and what follows the header.</summary>
internal readonly ref struct NetlinkMessage(ushort type, ushort flags, uint sequence, ReadOnlySpan<byte> payload)
{
    public readonly ushort Type = type;
    public readonly ushort Flags = flags;
    public readonly uint Sequence = sequence;
    public readonly ReadOnlySpan<byte> Payload = payload;
}
