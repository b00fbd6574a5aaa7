using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;

namespace NetSim.Wire.Icmpv6;

/// <summary>
/// One option of a neighbour discovery message (RFC 4861 4.6). The <c>TryGet…</c> methods refuse a wrong type or length; such an option
/// is ignored, the message is not.
/// </summary>
public readonly ref struct NdpOption
{
    internal NdpOption(ReadOnlySpan<byte> bytes) => Bytes = bytes;

    /// <summary>With type and length; a multiple of 8 bytes, at least 8.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    public NdpOptionType Type => (NdpOptionType)Bytes[0];

    /// <summary>Source or target link-layer address, on Ethernet (RFC 2464 section 6).</summary>
    public bool TryGetLinkLayerAddress(out MacAddress address)
    {
        bool fits = Type is NdpOptionType.SourceLinkLayerAddress or NdpOptionType.TargetLinkLayerAddress && Bytes.Length == 8;
        address = fits ? MacAddress.Read(Bytes[2..]) : default;
        return fits;
    }

    public bool TryGetPrefixInformation(out PrefixInformation prefix)
    {
        prefix = default;
        return Type == NdpOptionType.PrefixInformation && PrefixInformation.TryRead(Bytes, out prefix);
    }

    /// <summary>In bytes; what a host may do with it depends on the link (RFC 4861 6.3.4).</summary>
    public bool TryGetMtu(out uint mtu)
    {
        bool fits = Type == NdpOptionType.Mtu && Bytes.Length == 8;
        mtu = fits ? Bytes.U32(4) : 0;
        return fits;
    }

    /// <summary>As much of the redirected packet as was sent, zero-padded to 8 bytes.</summary>
    public bool TryGetRedirectedPacket(out ReadOnlySpan<byte> packet)
    {
        bool fits = Type == NdpOptionType.RedirectedHeader;
        packet = fits ? Bytes[8..] : default;
        return fits;
    }

    /// <summary>Recursive DNS servers (RFC 8106 5.1): one lifetime for all of them.</summary>
    /// <param name="lifetimeSeconds">0: use them no longer; 0xFFFFFFFF: for ever.</param>
    /// <param name="count">How many; <see cref="DnsServer"/> reads each.</param>
    public bool TryGetDnsServers(out uint lifetimeSeconds, out int count)
    {
        // 8 bytes, then whole addresses: the length is odd and at least 3 (RFC 8106 5.1).
        bool fits = Type == NdpOptionType.RecursiveDnsServer && Bytes.Length >= 24 && (Bytes.Length - 8) % 16 == 0;
        lifetimeSeconds = fits ? Bytes.U32(4) : 0;
        count = fits ? (Bytes.Length - 8) / 16 : 0;
        return fits;
    }

    /// <param name="index">Below the count of <see cref="TryGetDnsServers"/>.</param>
    public IpAddress DnsServer(int index) => IpAddress.Read(Bytes.Slice(8 + index * 16, 16));
}
