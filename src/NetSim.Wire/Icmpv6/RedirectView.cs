using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;

namespace NetSim.Wire.Icmpv6;

/// <summary>RFC 4861 4.5; hop limit, checksum and whether the sender is the present first hop are the receiver's to check (8.1).</summary>
public readonly ref struct RedirectView : IWireView<RedirectView>
{
    internal const int FixedLength = 40;
    internal const int TargetAt = 8;
    internal const int DestinationAt = 24;

    private readonly ReadOnlySpan<byte> _bytes;

    private RedirectView(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>The better first hop: a link-local address of a router, or the destination itself if it is a neighbour.</summary>
    public IpAddress Target => IpAddress.Read(_bytes.Slice(TargetAt, 16));

    /// <summary>Never multicast.</summary>
    public IpAddress Destination => IpAddress.Read(_bytes.Slice(DestinationAt, 16));

    public NdpOptions Options => new(_bytes[FixedLength..]);

    public static bool TryParse(ReadOnlySpan<byte> bytes, out RedirectView view)
    {
        view = default;
        if (!NdpMessageFormat.IsValid(bytes, Icmpv6Type.Redirect, FixedLength)) return false;
        RedirectView candidate = new(bytes);
        if (candidate.Destination.IsMulticast || candidate.Destination.IsIPv4) return false;
        if (!candidate.Target.IsLinkLocal && candidate.Target != candidate.Destination) return false;
        view = candidate;
        return true;
    }
}
