using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;

namespace NetSim.Wire.Dhcpv6;

/// <summary>RFC 8415 7.3; of these NetSim speaks the two of stateless configuration.</summary>
public enum Dhcpv6MessageType : byte
{
    Reply = 7,
    InformationRequest = 11,
}

/// <summary>The options that NetSim speaks (RFC 8415 21, RFC 3646).</summary>
public enum Dhcpv6OptionCode : ushort
{
    ClientIdentifier = 1,
    ServerIdentifier = 2,
    OptionRequest = 6,
    ElapsedTime = 8,
    DnsServers = 23,
    DomainList = 24,

    /// <summary>After how long the answer is to be asked for again.</summary>
    InformationRefreshTime = 32,
}

/// <summary>
/// A DHCPv6 message between client and server (RFC 8415 section 8). The view lets only messages through in which every option ends within the
/// message.
/// <code>
///   0 |   msg-type    |        transaction-id         |
///   4 | options: code (2), length (2), data …
/// </code>
/// </summary>
public readonly ref struct Dhcpv6View : IWireView<Dhcpv6View>
{
    public const ushort ClientPort = 546, ServerPort = 547;

    internal const int OptionsAt = 4, OptionHeader = 4;

    /// <summary>ff02::1:2, All_DHCP_Relay_Agents_and_Servers (RFC 8415 7.1).</summary>
    public static readonly IpAddress Servers = new(0xFF02_0000_0000_0000, 0x0001_0002);

    private readonly ReadOnlySpan<byte> _bytes;

    private Dhcpv6View(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    public ReadOnlySpan<byte> Bytes => _bytes;

    public Dhcpv6MessageType Type => (Dhcpv6MessageType)_bytes[0];

    /// <summary>24 bits.</summary>
    public uint TransactionId => _bytes.U32(0) & 0xFF_FFFF;

    /// <summary>The first option of a kind.</summary>
    public bool TryFind(Dhcpv6OptionCode code, out ReadOnlySpan<byte> value)
    {
        for (int at = OptionsAt; at < _bytes.Length; at += OptionHeader + _bytes.U16(at + 2))
        {
            if (_bytes.U16(at) != (ushort)code) continue;
            value = _bytes.Slice(at + OptionHeader, _bytes.U16(at + 2));
            return true;
        }
        value = default;
        return false;
    }

    public static bool TryParse(ReadOnlySpan<byte> bytes, out Dhcpv6View view)
    {
        view = default;
        if (bytes.Length < OptionsAt) return false;
        int at = OptionsAt;
        while (at < bytes.Length)
        {
            if (at + OptionHeader > bytes.Length) return false;
            at += OptionHeader + bytes.U16(at + 2);
        }
        if (at != bytes.Length) return false;
        view = new Dhcpv6View(bytes);
        return true;
    }
}
