using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;

namespace NetSim.Wire.Dns;

/// <summary>
/// One record of a message (RFC 1035 4.1.3): name, type, class, time to live and data. Data that its type does not allow is not read, and
/// the record stays.
/// </summary>
public readonly ref struct DnsRecordView
{
    private const int TypeAt = 0, ClassAt = 2, TimeToLiveAt = 4, DataLengthAt = 8, FixedLength = 10;

    private readonly ReadOnlySpan<byte> _message;
    private readonly int _nameAt;
    private readonly int _fixedAt;

    private DnsRecordView(ReadOnlySpan<byte> message, int nameAt, int fixedAt, DnsSection section = default)
    {
        _message = message;
        (_nameAt, _fixedAt, Section) = (nameAt, fixedAt, section);
    }

    public DnsSection Section { get; }

    public DnsName Name
    {
        get
        {
            DnsName.TryRead(_message, _nameAt, out DnsName name, out _);
            return name;
        }
    }

    public DnsType Type => (DnsType)Fixed.U16(TypeAt);

    /// <summary>Without the highest bit, which multicast DNS uses (RFC 6762 10.2). Of an OPT record it is <see cref="PayloadSize"/>.</summary>
    public DnsClass Class => (DnsClass)(Fixed.U16(ClassAt) & 0x7FFF);

    /// <summary>RFC 6762 10.2: what was known of this name and type before is to be forgotten.</summary>
    public bool FlushesCache => (Fixed[ClassAt] & 0x80) != 0;

    /// <summary>Of an OPT record: the longest datagram that the sender takes, in bytes (RFC 6891 6.1.2).</summary>
    public int PayloadSize => Fixed.U16(ClassAt);

    /// <summary>In seconds; a value with the highest bit set means 0 (RFC 2181 section 8).</summary>
    public uint TimeToLive => Fixed.U32(TimeToLiveAt) is var seconds && seconds <= int.MaxValue ? seconds : 0;

    /// <summary>Of an OPT record (RFC 6891 6.1.3).</summary>
    public int Version => Fixed[TimeToLiveAt + 1];

    /// <summary>May hold compressed names, which mean something only in the message.</summary>
    public ReadOnlySpan<byte> Data => _message.Slice(DataAt, Fixed.U16(DataLengthAt));

    private int DataAt => _fixedAt + FixedLength;

    private ReadOnlySpan<byte> Fixed => _message[_fixedAt..];

    /// <summary>What an A or AAAA record says.</summary>
    public bool TryGetAddress(out IpAddress address)
    {
        int length = Type == DnsType.A ? 4 : Type == DnsType.Aaaa ? 16 : -1;
        bool isAddress = Data.Length == length;
        address = isAddress ? IpAddress.Read(Data) : default;
        return isAddress;
    }

    /// <summary>The other name that a record leads to: of NS, CNAME, PTR, MX and SRV.</summary>
    public bool TryGetTarget(out DnsName target)
    {
        int skip = Type switch
        {
            DnsType.Ns or DnsType.Cname or DnsType.Ptr => 0,
            DnsType.Mx => 2,
            DnsType.Srv => 6,
            _ => -1,
        };
        target = DnsName.Root;
        return skip >= 0 && Data.Length > skip && DnsName.TryRead(_message, DataAt + skip, out target, out int next) && next == DataAt + Data.Length;
    }

    /// <summary>For how many seconds the lack of a name may be remembered: the least of a SOA's MINIMUM and its time to live (RFC 2308 section 5).</summary>
    public bool TryGetNegativeTimeToLive(out uint seconds)
    {
        seconds = 0;
        const int Numbers = 20;
        if (Type != DnsType.Soa || Data.Length < Numbers + 2) return false;
        seconds = Math.Min(TimeToLive, Data[^4..].U32(0));
        return true;
    }

    internal static bool TryRead(ReadOnlySpan<byte> message, scoped ref int at, out DnsRecordView record)
    {
        record = default;
        if (!DnsName.TrySkip(message, at, out int fixedAt) || fixedAt + FixedLength > message.Length) return false;
        int end = fixedAt + FixedLength + message.U16(fixedAt + DataLengthAt);
        if (end > message.Length) return false;
        record = new DnsRecordView(message, at, fixedAt);
        at = end;
        return true;
    }

    internal DnsRecordView In(DnsSection section) => new(_message, _nameAt, _fixedAt, section);
}
