using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Dns;

namespace NetSim.Wire.Dhcpv6;

/// <summary>Writes the message that <see cref="Dhcpv6View"/> reads.</summary>
public ref struct Dhcpv6Writer
{
    /// <summary>Where the value of the first option stands.</summary>
    public const int FirstValueAt = 8;

    private readonly Span<byte> _bytes;
    private int _length = Dhcpv6View.OptionsAt;

    public Dhcpv6Writer(Span<byte> bytes, Dhcpv6MessageType type, uint transactionId)
    {
        _bytes = bytes;
        bytes.PutU32(0, (uint)type << 24 | transactionId & 0xFF_FFFF);
    }

    public readonly ReadOnlySpan<byte> Written => _bytes[.._length];

    public void Add(Dhcpv6OptionCode code, scoped ReadOnlySpan<byte> value)
    {
        value.CopyTo(Begin(code, value.Length));
    }

    public void Add(Dhcpv6OptionCode code, scoped ReadOnlySpan<IpAddress> addresses)
    {
        Span<byte> value = Begin(code, 16 * addresses.Length);
        for (int i = 0; i < addresses.Length; i++) addresses[i].Write(value[(16 * i)..]);
    }

    /// <summary>The link-layer address as identity: DUID-LL of Ethernet (RFC 8415 11.4).</summary>
    public void AddIdentity(Dhcpv6OptionCode code, MacAddress mac)
    {
        Span<byte> value = Begin(code, 4 + MacAddress.Length);
        value.PutU32(0, 3 << 16 | 1);
        mac.Write(value[4..]);
    }

    /// <summary>A name as the DNS writes it, not compressed (RFC 3646 section 4, RFC 8415 section 10).</summary>
    public void Add(Dhcpv6OptionCode code, DnsName name)
    {
        Span<byte> value = Begin(code, name.WireLength);
        for (; !name.IsRoot; name = name.Parent) value = value[name.WriteFirstLabel(value)..];
        value[0] = 0;
    }

    private Span<byte> Begin(Dhcpv6OptionCode code, int length)
    {
        _bytes.PutU16(_length, (ushort)code);
        _bytes.PutU16(_length + 2, (ushort)length);
        Span<byte> value = _bytes.Slice(_length + Dhcpv6View.OptionHeader, length);
        _length += Dhcpv6View.OptionHeader + length;
        return value;
    }
}
