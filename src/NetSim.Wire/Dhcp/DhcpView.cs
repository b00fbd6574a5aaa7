using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;

namespace NetSim.Wire.Dhcp;

/// <summary>
/// A DHCP message (RFC 2131 section 2): a message of BOOTP with the magic cookie and options behind it. Options that run over the end are
/// not read.
/// <code>
///   0 |  op   | htype | hlen  | hops  |
///   4 |              xid              |
///   8 |     secs      |     flags     |
///  12 | ciaddr  16 yiaddr  20 siaddr  24 giaddr
///  28 | chaddr (16)  44 sname (64)  108 file (128)
/// 236 | 63 82 53 63, then options
/// </code>
/// </summary>
public readonly ref struct DhcpView : IWireView<DhcpView>
{
    public const ushort ServerPort = 67, ClientPort = 68;

    internal const int OptionsAt = 240;
    internal const int ServerNameAt = 44, ServerNameLength = 64, FileAt = 108, FileLength = 128;
    internal const uint Cookie = 0x63825363;

    private readonly ReadOnlySpan<byte> _bytes;

    private DhcpView(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>From a client (op 1); else from a server.</summary>
    public bool IsRequest => _bytes[0] == 1;

    /// <summary>Hardware address type 1 and length 6.</summary>
    public bool IsEthernet => _bytes[1] == 1 && _bytes[2] == MacAddress.Length;

    public uint TransactionId => _bytes.U32(4);

    /// <summary>Since the client began, in seconds.</summary>
    public int Seconds => _bytes.U16(8);

    /// <summary>The client cannot take a packet to an address that it does not have yet (RFC 2131 4.1).</summary>
    public bool WantsBroadcast => (_bytes[10] & 0x80) != 0;

    /// <summary>ciaddr: what the client has and can be reached by.</summary>
    public IpAddress ClientAddress => IpAddress.Read(_bytes.Slice(12, 4));

    /// <summary>yiaddr: what the client gets.</summary>
    public IpAddress YourAddress => IpAddress.Read(_bytes.Slice(16, 4));

    /// <summary>giaddr: who has passed the message on from another subnet.</summary>
    public IpAddress RelayAddress => IpAddress.Read(_bytes.Slice(24, 4));

    public MacAddress ClientMac => MacAddress.Read(_bytes.Slice(28, MacAddress.Length));

    public DhcpOptions Options => new(_bytes);

    public DhcpMessageType Type =>
        TryFind(DhcpOptionCode.MessageType, out ReadOnlySpan<byte> value) && value.Length == 1 ? (DhcpMessageType)value[0] : DhcpMessageType.None;

    /// <summary>The first option of a kind.</summary>
    public bool TryFind(DhcpOptionCode code, out ReadOnlySpan<byte> value)
    {
        foreach (DhcpOption option in Options)
        {
            if (option.Code != code) continue;
            value = option.Value;
            return true;
        }
        value = default;
        return false;
    }

    public bool TryFindAddress(DhcpOptionCode code, out IpAddress address)
    {
        bool found = TryFind(code, out ReadOnlySpan<byte> value) && value.Length >= 4;
        address = found ? IpAddress.Read(value[..4]) : default;
        return found;
    }

    /// <summary>A time in seconds.</summary>
    public bool TryFindSeconds(DhcpOptionCode code, out uint seconds)
    {
        bool found = TryFind(code, out ReadOnlySpan<byte> value) && value.Length == 4;
        seconds = found ? value.U32(0) : 0;
        return found;
    }

    public static bool TryParse(ReadOnlySpan<byte> bytes, out DhcpView view)
    {
        view = default;
        if (bytes.Length < OptionsAt || bytes[0] is not (1 or 2) || bytes.U32(236) != Cookie) return false;
        view = new DhcpView(bytes);
        return true;
    }
}

/// <summary>One option, without its code and length.</summary>
public readonly ref struct DhcpOption(DhcpOptionCode code, ReadOnlySpan<byte> value)
{
    public DhcpOptionCode Code { get; } = code;

    public ReadOnlySpan<byte> Value { get; } = value;
}

/// <summary>
/// The options of a message, one at a time; where one says so (RFC 2132 9.3), those in the fields of the file name and the server name
/// follow. An option that runs over the end of its field ends it.
/// </summary>
public ref struct DhcpOptions
{
    private const int InFile = 1, InServerName = 2;

    private readonly ReadOnlySpan<byte> _message;
    private ReadOnlySpan<byte> _rest;
    private int _overload;

    internal DhcpOptions(ReadOnlySpan<byte> message)
    {
        _message = message;
        _rest = message[DhcpView.OptionsAt..];
    }

    public DhcpOption Current { get; private set; }

    public readonly DhcpOptions GetEnumerator() => this;

    public bool MoveNext()
    {
        do
        {
            while (!_rest.IsEmpty && _rest[0] == (byte)DhcpOptionCode.Pad) _rest = _rest[1..];
            bool isThere = _rest.Length >= 2 && _rest[0] != (byte)DhcpOptionCode.End && _rest.Length >= 2 + _rest[1];
            if (!isThere) continue;
            Current = new DhcpOption((DhcpOptionCode)_rest[0], _rest.Slice(2, _rest[1]));
            _rest = _rest[(2 + _rest[1])..];
            bool isOverload = Current.Code == DhcpOptionCode.Overload && Current.Value.Length == 1 && _overload == 0;
            // The bit above says that it was read, so that an option in one of the fields cannot send the reader round again.
            if (isOverload) _overload = Current.Value[0] & (InFile | InServerName) | 4;
            return true;
        }
        while (TryNextField());
        return false;
    }

    private bool TryNextField()
    {
        if ((_overload & InFile) != 0)
        {
            _overload &= ~InFile;
            _rest = _message.Slice(DhcpView.FileAt, DhcpView.FileLength);
            return true;
        }
        if ((_overload & InServerName) == 0) return false;
        _overload &= ~InServerName;
        _rest = _message.Slice(DhcpView.ServerNameAt, DhcpView.ServerNameLength);
        return true;
    }
}
