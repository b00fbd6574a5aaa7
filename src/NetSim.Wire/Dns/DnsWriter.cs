using System.Runtime.CompilerServices;
using System.Text;
using NetSim.Wire.Buffers;

namespace NetSim.Wire.Dns;

/// <summary>
/// Writes a message front to back into a span: header, questions, then records section by section. A record that does not fit is left out
/// whole, and the caller is told. Names are compressed (RFC 1035 4.1.4).
/// </summary>
public ref struct DnsWriter
{
    /// <summary>Of what <see cref="TryAddExtension"/> adds: root, type, class, time to live, length; no data.</summary>
    public const int ExtensionLength = 11;

    private const int QuestionCountAt = 4, AnswerCountAt = 6;

    /// <summary>RFC 6762 10.2, and in questions 5.4: a bit of the class field.</summary>
    private const int TopBit = 0x8000;

    private readonly Span<byte> _bytes;
    private Places _places;
    private int _placeCount;
    private int _length;
    private int _kept;

    [InlineArray(16)]
    private struct Places
    {
        private ushort _first;
    }

    /// <param name="bytes">At least 12 bytes.</param>
    /// <param name="id">Of the question and its answer.</param>
    /// <param name="flags">Of the header.</param>
    /// <param name="code">Its lower four bits; 0 in questions.</param>
    public DnsWriter(Span<byte> bytes, ushort id, DnsFlags flags, DnsResponseCode code = DnsResponseCode.NoError)
    {
        _bytes = bytes;
        _length = DnsView.HeaderLength;
        bytes[.._length].Clear();
        bytes.PutU16(0, id);
        bytes.PutU16(2, (ushort)((ushort)flags | (ushort)code & 0xF));
    }

    public readonly ReadOnlySpan<byte> Written => _bytes[.._length];

    /// <summary>Leaves so many bytes free for what comes last; 0 lets it be written.</summary>
    public void Keep(int bytes) => _kept = bytes;

    /// <summary>An answer has the operation of its question (RFC 1035 4.1.1).</summary>
    public readonly void SetOperation(int operation) => _bytes[2] = (byte)(_bytes[2] & 0x87 | operation << 3);

    /// <summary>Sets flags that become known late.</summary>
    public readonly void Set(DnsFlags flags) => _bytes.PutU16(2, (ushort)(_bytes.U16(2) | (ushort)flags));

    public readonly void Set(DnsResponseCode code) => _bytes[3] = (byte)(_bytes[3] & 0xF0 | (int)code & 0xF);

    /// <returns>False if it does not fit.</returns>
    public bool TryAdd(DnsQuestion question)
    {
        int start = _length;
        if (!TryWrite(question.Name) || !TryPut((ushort)question.Type) || !TryPut((ushort)question.Class)) return Undo(start);
        Count(QuestionCountAt);
        return true;
    }

    /// <returns>False if it does not fit.</returns>
    public bool TryAdd(DnsSection section, DnsRecord record, DnsRecordRole role = DnsRecordRole.Shared)
    {
        ArgumentNullException.ThrowIfNull(record);
        int start = _length;
        int @class = (int)DnsClass.Internet | (role == DnsRecordRole.Unique ? TopBit : 0);
        bool fits = TryWrite(record.Name) && TryPut((ushort)record.Type) && TryPut((ushort)@class)
            && TryPut((ushort)(record.TimeToLive >> 16)) && TryPut((ushort)record.TimeToLive) && TryPut(0);
        int dataAt = _length;
        if (!fits || !TryWriteData(record)) return Undo(start);
        _bytes.PutU16(dataAt - 2, (ushort)(_length - dataAt));
        Count(AnswerCountAt + 2 * (int)section);
        return true;
    }

    /// <summary>Adds the OPT record of RFC 6891.</summary>
    /// <param name="payloadSize">The longest datagram that its sender takes.</param>
    /// <param name="code">Its upper bits stand here.</param>
    public bool TryAddExtension(ushort payloadSize, DnsResponseCode code = DnsResponseCode.NoError)
    {
        int start = _length;
        bool fits = TryWrite(DnsName.Root) && TryPut((ushort)DnsType.Opt) && TryPut(payloadSize)
            && TryPut((ushort)((int)code >> 4 << 8)) && TryPut(0) && TryPut(0);
        if (!fits) return Undo(start);
        Count(AnswerCountAt + 2 * (int)DnsSection.Additional);
        return true;
    }

    private bool TryWriteData(DnsRecord record)
    {
        switch (record.Type)
        {
            case DnsType.A or DnsType.Aaaa:
                if (!HasRoom(record.Address.Length)) return false;
                record.Address.Write(_bytes[_length..]);
                _length += record.Address.Length;
                return true;
            case DnsType.Cname or DnsType.Ns or DnsType.Ptr:
                return TryWrite(record.Target);
            case DnsType.Mx:
                return TryPut(record.Preference) && TryWrite(record.Target);
            case DnsType.Srv:
                return TryPut(record.Preference) && TryPut(0) && TryPut(record.Port) && TryWrite(record.Target);
            case DnsType.Soa:
                return TryWriteAuthority(record);
            case DnsType.Txt:
                return TryWriteText(record.Text);
            default:
                throw new ArgumentException($"There is no way to write {record.Type}.", nameof(record));
        }
    }

    /// <summary>The numbers of a zone that is never transferred: only MINIMUM has a reader (RFC 2308).</summary>
    private bool TryWriteAuthority(DnsRecord record)
    {
        if (!TryWrite(record.Target) || !TryWrite(record.Target)) return false;
        ReadOnlySpan<uint> numbers = [1, 3600, 600, 86_400, record.TimeToLive];
        foreach (uint number in numbers)
        {
            if (!TryPut((ushort)(number >> 16)) || !TryPut((ushort)number)) return false;
        }
        return true;
    }

    private bool TryWriteText(string text)
    {
        int at = 0;
        do
        {
            int length = Math.Min(byte.MaxValue, text.Length - at);
            if (!HasRoom(1 + length)) return false;
            _bytes[_length++] = (byte)length;
            _length += Encoding.ASCII.GetBytes(text.AsSpan(at, length), _bytes[_length..]);
            at += length;
        }
        while (at < text.Length);
        return true;
    }

    private bool TryWrite(DnsName name)
    {
        // A label of 63 and its length: what a byte too few would cut.
        Span<byte> label = stackalloc byte[DnsName.LongestLabel + 1];
        for (; !name.IsRoot; name = name.Parent)
        {
            if (FindWritten(name) is int place) return TryPut((ushort)(0xC000 | place));
            int length = name.WriteFirstLabel(label);
            if (!HasRoom(length)) return false;
            if (_length < 0x4000 && _placeCount < 16) _places[_placeCount++] = (ushort)_length;
            label[..length].CopyTo(_bytes[_length..]);
            _length += length;
        }
        if (!HasRoom(1)) return false;
        _bytes[_length++] = 0;
        return true;
    }

    private readonly int? FindWritten(DnsName name)
    {
        for (int i = 0; i < _placeCount; i++)
        {
            // A name that is still being written has no end, and is none of those that can be pointed to.
            if (DnsName.TryRead(_bytes[.._length], _places[i], out DnsName written, out _) && written == name) return _places[i];
        }
        return null;
    }

    private readonly bool HasRoom(int count) => _length + count + _kept <= _bytes.Length;

    private bool TryPut(ushort value)
    {
        if (!HasRoom(2)) return false;
        _bytes.PutU16(_length, value);
        _length += 2;
        return true;
    }

    private bool Undo(int start)
    {
        _length = start;
        while (_placeCount > 0 && _places[_placeCount - 1] >= start) _placeCount--;
        return false;
    }

    private readonly void Count(int at) => _bytes.PutU16(at, (ushort)(_bytes.U16(at) + 1));
}

/// <summary>Whether others may have records of the same name and type (RFC 6762 section 2).</summary>
public enum DnsRecordRole : byte
{
    Shared,

    /// <summary>Says that what was known before is to be forgotten (RFC 6762 10.2).</summary>
    Unique,
}
