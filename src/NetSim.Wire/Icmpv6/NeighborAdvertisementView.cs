using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;

namespace NetSim.Wire.Icmpv6;

/// <summary>RFC 4861 4.4; hop limit, checksum and the rules on addresses of the IPv6 header are the receiver's (7.1.2).</summary>
public readonly ref struct NeighborAdvertisementView : IWireView<NeighborAdvertisementView>
{
    internal const int FixedLength = 24;
    internal const int TargetAt = 8;

    private readonly ReadOnlySpan<byte> _bytes;

    private NeighborAdvertisementView(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    public ReadOnlySpan<byte> Bytes => _bytes;

    public NeighborAdvertisementFlags Flags => (NeighborAdvertisementFlags)(_bytes[Icmpv6Header.RestAt] & 0xE0);

    public bool IsRouter => (Flags & NeighborAdvertisementFlags.Router) != 0;

    public bool IsSolicited => (Flags & NeighborAdvertisementFlags.Solicited) != 0;

    public bool IsOverride => (Flags & NeighborAdvertisementFlags.Override) != 0;

    /// <summary>Never multicast.</summary>
    public IpAddress Target => IpAddress.Read(_bytes.Slice(TargetAt, 16));

    public NdpOptions Options => new(_bytes[FixedLength..]);

    public static bool TryParse(ReadOnlySpan<byte> bytes, out NeighborAdvertisementView view)
    {
        view = default;
        if (!NdpMessageFormat.IsValid(bytes, Icmpv6Type.NeighborAdvertisement, FixedLength)) return false;
        NeighborAdvertisementView candidate = new(bytes);
        if (candidate.Target.IsMulticast || candidate.Target.IsIPv4) return false;
        view = candidate;
        return true;
    }
}
