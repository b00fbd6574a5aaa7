using NetSim.Wire.Buffers;

namespace NetSim.Wire.Vxlan;

/// <summary>
/// An Ethernet frame in a virtual network, behind a UDP header (RFC 7348 section 5). The I flag says that the identifier is valid; the reserved fields are not looked at.
/// <code>
///   0 |R|R|R|R|I|R|R|R|            Reserved                            |
///   4 |         VXLAN Network Identifier (VNI)          |   Reserved   |
/// </code>
/// </summary>
public readonly ref struct VxlanView : IWireView<VxlanView>
{
    private readonly ReadOnlySpan<byte> _bytes;

    private VxlanView(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>24 bits: which virtual network.</summary>
    public int Vni => (int)(_bytes.U32(VxlanHeader.VniAt) >> 8);

    /// <summary>The frame, from its Ethernet header on.</summary>
    public ReadOnlySpan<byte> Frame => _bytes[VxlanHeader.Length..];

    public static bool TryParse(ReadOnlySpan<byte> bytes, out VxlanView view)
    {
        view = default;
        if (bytes.Length < VxlanHeader.Length || (bytes[0] & VxlanHeader.ValidFlag) == 0) return false;
        view = new VxlanView(bytes);
        return true;
    }
}
