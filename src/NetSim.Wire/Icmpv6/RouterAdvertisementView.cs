using NetSim.Wire.Buffers;

namespace NetSim.Wire.Icmpv6;

/// <summary>RFC 4861 4.2; hop limit, checksum and the rules on addresses of the IPv6 header are the receiver's (6.1.2).</summary>
public readonly ref struct RouterAdvertisementView : IWireView<RouterAdvertisementView>
{
    internal const int FixedLength = 16;
    internal const int HopLimitAt = 4;
    internal const int FlagsAt = 5;
    internal const int LifetimeAt = 6;
    internal const int ReachableTimeAt = 8;
    internal const int RetransmitTimerAt = 12;

    private readonly ReadOnlySpan<byte> _bytes;

    private RouterAdvertisementView(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>What hosts are to send with; 0: the router does not say.</summary>
    public byte CurrentHopLimit => _bytes[HopLimitAt];

    public RouterAdvertisementFlags Flags => (RouterAdvertisementFlags)(_bytes[FlagsAt] & 0xC0);

    /// <summary>How long the sender is a default router; 0: it is none.</summary>
    public ushort RouterLifetimeSeconds => _bytes.U16(LifetimeAt);

    /// <summary>0: the router does not say.</summary>
    public uint ReachableTimeMilliseconds => _bytes.U32(ReachableTimeAt);

    /// <summary>0: the router does not say.</summary>
    public uint RetransmitTimerMilliseconds => _bytes.U32(RetransmitTimerAt);

    public NdpOptions Options => new(_bytes[FixedLength..]);

    public static bool TryParse(ReadOnlySpan<byte> bytes, out RouterAdvertisementView view)
    {
        view = default;
        if (!NdpMessageFormat.IsValid(bytes, Icmpv6Type.RouterAdvertisement, FixedLength)) return false;
        view = new RouterAdvertisementView(bytes);
        return true;
    }
}
