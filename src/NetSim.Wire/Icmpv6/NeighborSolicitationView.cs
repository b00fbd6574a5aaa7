using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;

namespace NetSim.Wire.Icmpv6;

/// <summary>RFC 4861 4.3; hop limit, checksum and the rules on addresses of the IPv6 header are the receiver's (7.1.1).</summary>
public readonly ref struct NeighborSolicitationView : IWireView<NeighborSolicitationView>
{
    internal const int FixedLength = 24;
    internal const int TargetAt = 8;

    private readonly ReadOnlySpan<byte> _bytes;

    private NeighborSolicitationView(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Never multicast.</summary>
    public IpAddress Target => IpAddress.Read(_bytes.Slice(TargetAt, 16));

    public NdpOptions Options => new(_bytes[FixedLength..]);

    public static bool TryParse(ReadOnlySpan<byte> bytes, out NeighborSolicitationView view)
    {
        view = default;
        if (!NdpMessageFormat.IsValid(bytes, Icmpv6Type.NeighborSolicitation, FixedLength)) return false;
        NeighborSolicitationView candidate = new(bytes);
        if (candidate.Target.IsMulticast || candidate.Target.IsIPv4) return false;
        view = candidate;
        return true;
    }
}
