using System.Text;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;

namespace NetSim.Wire.Dhcp;

/// <summary>The fields of a message in front of its options.</summary>
public readonly record struct DhcpFields
{
    /// <summary>From a client.</summary>
    public bool IsRequest { get; init; }

    public uint TransactionId { get; init; }

    public int Seconds { get; init; }

    public bool WantsBroadcast { get; init; }

    public IpAddress ClientAddress { get; init; }

    public IpAddress YourAddress { get; init; }


    public MacAddress ClientMac { get; init; }
}

/// <summary>Writes the message that <see cref="DhcpView"/> reads. NetSim's messages are short: what would run over the end is misuse.</summary>
public ref struct DhcpWriter
{
    /// <summary>RFC 1542 2.1: shorter messages some relays and servers throw away.</summary>
    public const int LeastLength = 300;

    private readonly Span<byte> _bytes;
    private int _length = DhcpView.OptionsAt;

    /// <param name="bytes">At least 576 bytes, which every node takes (RFC 2131 section 2).</param>
    /// <param name="fields">The fixed part.</param>
    /// <param name="type">Its first option.</param>
    public DhcpWriter(Span<byte> bytes, in DhcpFields fields, DhcpMessageType type)
    {
        _bytes = bytes;
        bytes.Clear();
        bytes[0] = (byte)(fields.IsRequest ? 1 : 2);
        bytes[1] = 1;
        bytes[2] = MacAddress.Length;
        bytes.PutU32(4, fields.TransactionId);
        bytes.PutU16(8, (ushort)Math.Min(fields.Seconds, ushort.MaxValue));
        if (fields.WantsBroadcast) bytes[10] = 0x80;
        bytes.PutU32(12, fields.ClientAddress.IPv4Value);
        bytes.PutU32(16, fields.YourAddress.IPv4Value);
        fields.ClientMac.Write(bytes[28..]);
        bytes.PutU32(236, DhcpView.Cookie);
        Add(DhcpOptionCode.MessageType, [(byte)type]);
    }

    /// <param name="value">Up to 255 bytes.</param>
    /// <param name="code">What it is.</param>
    public void Add(DhcpOptionCode code, scoped ReadOnlySpan<byte> value)
    {
        _bytes[_length] = (byte)code;
        _bytes[_length + 1] = checked((byte)value.Length);
        value.CopyTo(_bytes[(_length + 2)..]);
        _length += 2 + value.Length;
    }

    public void Add(DhcpOptionCode code, IpAddress address)
    {
        Span<byte> value = stackalloc byte[4];
        value.PutU32(0, address.IPv4Value);
        Add(code, value);
    }

    public void AddSeconds(DhcpOptionCode code, uint seconds)
    {
        Span<byte> value = stackalloc byte[4];
        value.PutU32(0, seconds);
        Add(code, value);
    }

    public void AddText(DhcpOptionCode code, string text) => Add(code, Encoding.ASCII.GetBytes(text));

    /// <summary>The whole message, with its end and what fills it up.</summary>
    public readonly ReadOnlySpan<byte> Finish()
    {
        _bytes[_length] = (byte)DhcpOptionCode.End;
        return _bytes[..Math.Max(_length + 1, LeastLength)];
    }
}
