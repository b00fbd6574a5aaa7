using NetSim.Wire.Buffers;

namespace NetSim.Wire.Dns;

/// <summary>Where in a message a record stands.</summary>
public enum DnsSection : byte
{
    Answer,
    Authority,
    Additional,
}

/// <summary>
/// A DNS message (RFC 1035 section 4). The view lets only messages through in which every name and every record ends within the message.
/// <code>
///   0 |              ID               | QR| Opcode |AA|TC|RD|RA|Z|AD|CD| RCODE |
///   4 |            QDCOUNT            |            ANCOUNT            |
///   8 |            NSCOUNT            |            ARCOUNT            |
/// </code>
/// </summary>
public readonly ref struct DnsView : IWireView<DnsView>
{
    internal const int HeaderLength = 12;
    private const int IdAt = 0, FlagsAt = 2, QuestionCountAt = 4, AnswerCountAt = 6;
    private const int LeastQuestion = 5, LeastRecord = 11;

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly int _recordsAt;

    private DnsView(ReadOnlySpan<byte> bytes, int recordsAt)
    {
        _bytes = bytes;
        _recordsAt = recordsAt;
    }

    public ReadOnlySpan<byte> Bytes => _bytes;

    public ushort Id => _bytes.U16(IdAt);

    public DnsFlags Flags => (DnsFlags)(_bytes.U16(FlagsAt) & 0x87B0);

    public bool IsResponse => (Flags & DnsFlags.Response) != 0;

    /// <summary>0 is a question; all else (notify, update …) NetSim does not speak.</summary>
    public int Operation => _bytes[FlagsAt] >> 3 & 0xF;

    /// <summary>The four bits of the header; an OPT record may add to them.</summary>
    public DnsResponseCode ResponseCode => (DnsResponseCode)(_bytes[FlagsAt + 1] & 0xF);

    public int QuestionCount => _bytes.U16(QuestionCountAt);

    public DnsQuestions Questions => new(_bytes, QuestionCount);

    /// <summary>Of all sections, in the order of the message.</summary>
    public DnsRecords Records => new(_bytes, _recordsAt);

    public static bool TryParse(ReadOnlySpan<byte> bytes, out DnsView view)
    {
        view = default;
        if (bytes.Length < HeaderLength) return false;
        int questions = bytes.U16(QuestionCountAt), records = 0;
        for (int section = 0; section < 3; section++) records += bytes.U16(AnswerCountAt + 2 * section);
        // Before it is walked: what cannot be there need not be looked for.
        if (questions * LeastQuestion + records * LeastRecord > bytes.Length - HeaderLength) return false;
        int at = HeaderLength;
        for (; questions > 0; questions--)
        {
            if (!DnsName.TrySkip(bytes, at, out at) || at + 4 > bytes.Length) return false;
            at += 4;
        }
        int recordsAt = at;
        for (; records > 0; records--)
        {
            if (!DnsRecordView.TryRead(bytes, ref at, out _)) return false;
        }
        view = new DnsView(bytes[..at], recordsAt);
        return true;
    }

    internal static int CountOf(ReadOnlySpan<byte> message, DnsSection section) => message.U16(AnswerCountAt + 2 * (int)section);
}

/// <summary>A question: which records of which name.</summary>
public readonly record struct DnsQuestion(DnsName Name, DnsType Type, DnsClass Class);

/// <summary>The questions of a message, one at a time.</summary>
public ref struct DnsQuestions
{
    private readonly ReadOnlySpan<byte> _message;
    private int _at = DnsView.HeaderLength;
    private int _left;

    internal DnsQuestions(ReadOnlySpan<byte> message, int count)
    {
        _message = message;
        _left = count;
    }

    public DnsQuestion Current { get; private set; }

    public readonly DnsQuestions GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_left == 0) return false;
        _left--;
        DnsName.TryRead(_message, _at, out DnsName name, out int next);
        Current = new DnsQuestion(name, (DnsType)_message.U16(next), (DnsClass)_message.U16(next + 2));
        _at = next + 4;
        return true;
    }
}

/// <summary>The records of a message, one at a time.</summary>
public ref struct DnsRecords
{
    private readonly ReadOnlySpan<byte> _message;
    private int _at;
    private int _left;
    private int _section = -1;

    internal DnsRecords(ReadOnlySpan<byte> message, int at)
    {
        _message = message;
        _at = at;
    }

    public DnsRecordView Current { get; private set; }

    public readonly DnsSection Section => (DnsSection)_section;

    public readonly DnsRecords GetEnumerator() => this;

    public bool MoveNext()
    {
        while (_left == 0)
        {
            if (_section == (int)DnsSection.Additional || _message.IsEmpty) return false;
            _left = DnsView.CountOf(_message, (DnsSection)(++_section));
        }
        _left--;
        DnsRecordView.TryRead(_message, ref _at, out DnsRecordView record);
        Current = record.In(Section);
        return true;
    }
}
