using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Wire.Capture;

/// <summary>
/// Reads the packets of a pcap file, the format before pcapng (draft-ietf-opsawg-pcap), of either byte order and with stamps of micro- or nanoseconds.
/// Bad bytes end the reading with a reason (<see cref="Error"/>), never with an exception, and never make it allocate more than the file holds.
/// </summary>
/// <param name="stream">Read forwards only; stays open.</param>
public sealed class PcapReader(Stream stream)
{
    /// <summary>In bytes: what libpcap takes at most.</summary>
    public const int MaxPacketLength = 256 * 1024;

    private const uint MagicOfMicroseconds = 0xA1B2C3D4, MagicOfNanoseconds = 0xA1B23C4D;
    private const int FileHeaderLength = 24, RecordHeaderLength = 16;
    private const int MajorVersion = 2;
    private const long NanosecondsPerSecond = 1_000_000_000;

    private PcapngFields _fields;
    private byte[] _buffer = new byte[2048];
    private bool _hasStarted;
    private long _nanosecondsPerTick;

    /// <summary>Why <see cref="TryRead"/> returned false.</summary>
    public PcapError Error { get; private set; }

    /// <summary>Of all packets; known once the first has been asked for.</summary>
    public LinkType LinkType { get; private set; }

    /// <summary>Whether a file that starts like this (4 bytes) is one of this format.</summary>
    public static bool IsMagic(ReadOnlySpan<byte> start) => start.Length >= 4 && (TryReadMagic(start, out _, out _));

    /// <summary>The next packet. False at the end and at the first error, and ever after.</summary>
    public bool TryRead(out CaptureRecord record)
    {
        record = default;
        if (Error != PcapError.None || (!_hasStarted && !TryStart())) return false;
        Span<byte> head = stackalloc byte[RecordHeaderLength];
        int got = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        if (got == 0) return false;
        if (got < head.Length) return Fail(PcapError.Truncated);
        uint captured = _fields.U32(head[8..]);
        if (captured > MaxPacketLength) return Fail(PcapError.PacketTooLong);
        if (!TryReadPacket((int)captured)) return Fail(PcapError.Truncated);
        // A fraction of a second and more is what some writers have on leap seconds: it counts.
        long time = _fields.U32(head) * NanosecondsPerSecond + _fields.U32(head[4..]) * _nanosecondsPerTick;
        record = new CaptureRecord
        {
            Time = new Instant(time),
            Bytes = _buffer.AsSpan(0, (int)captured),
            OriginalLength = _fields.U32(head[12..]),
        };
        return true;
    }

    private bool TryStart()
    {
        _hasStarted = true;
        Span<byte> head = stackalloc byte[FileHeaderLength];
        int got = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        if (!IsMagic(head[..got])) return Fail(PcapError.NotPcap);
        if (got < head.Length) return Fail(PcapError.Truncated);
        TryReadMagic(head, out _fields, out _nanosecondsPerTick);
        if (_fields.U16(head[4..]) != MajorVersion) return Fail(PcapError.UnsupportedVersion);
        // The upper bits say whether frames have a check sequence.
        LinkType = (LinkType)(ushort)_fields.U32(head[20..]);
        return true;
    }

    private static bool TryReadMagic(ReadOnlySpan<byte> start, out PcapngFields fields, out long nanosecondsPerTick)
    {
        nanosecondsPerTick = 0;
        fields = new PcapngFields(isBigEndian: true);
        bool isBig = IsKnown(fields.U32(start));
        if (!isBig) fields = new PcapngFields(isBigEndian: false);
        uint magic = fields.U32(start);
        nanosecondsPerTick = magic == MagicOfMicroseconds ? 1000 : 1;
        return IsKnown(magic);

        static bool IsKnown(uint magic) => magic is MagicOfMicroseconds or MagicOfNanoseconds;
    }

    /// <summary>The buffer grows with what is really there, not with what the length says.</summary>
    private bool TryReadPacket(int length)
    {
        int have = 0;
        while (have < length)
        {
            if (have == _buffer.Length) Array.Resize(ref _buffer, _buffer.Length * 2);
            int wanted = Math.Min(length, _buffer.Length) - have;
            int got = stream.ReadAtLeast(_buffer.AsSpan(have, wanted), wanted, throwOnEndOfStream: false);
            have += got;
            if (got < wanted) return false;
        }
        return true;
    }

    private bool Fail(PcapError error)
    {
        Error = error;
        return false;
    }
}
