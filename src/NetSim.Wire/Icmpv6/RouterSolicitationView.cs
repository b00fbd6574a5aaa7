using NetSim.Wire.Buffers;

namespace NetSim.Wire.Icmpv6;

/// <summary>RFC 4861 4.1; hop limit, checksum and the rules on addresses of the IPv6 header are the receiver's (6.1.1).</summary>
public readonly ref struct RouterSolicitationView : IWireView<RouterSolicitationView>
{
    internal const int FixedLength = 8;

    private readonly ReadOnlySpan<byte> _bytes;

    private RouterSolicitationView(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    public ReadOnlySpan<byte> Bytes => _bytes;

    public NdpOptions Options => new(_bytes[FixedLength..]);

    public static bool TryParse(ReadOnlySpan<byte> bytes, out RouterSolicitationView view)
    {
        view = default;
        if (!NdpMessageFormat.IsValid(bytes, Icmpv6Type.RouterSolicitation, FixedLength)) return false;
        view = new RouterSolicitationView(bytes);
        return true;
    }
}
