using System.Text;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Wire.Capture;

/// <summary>
/// Reads the packets of a pcapng file of either byte order; blocks that it does not know are skipped. Bad bytes end the reading with a
/// reason (<see cref="Error"/>), never with an exception, and never make it allocate more than the file holds.
/// </summary>
/// <param name="stream">Read forwards only; stays open.</param>
public sealed class PcapngReader(Stream stream)
{
    /// <summary>In bytes. The largest packet has 65,535 and some options.</summary>
    public const int MaxBlockLength = 16 * 1024 * 1024;

    /// <summary>In one section.</summary>
    public const int MaxInterfaces = 65_536;

    private readonly List<CaptureInterface> _interfaces = [];
    private readonly List<PcapngTime> _times = [];
    private PcapngFields _fields;
    private byte[] _buffer = new byte[4096];
    private int _length;
    private bool _inSection;

    /// <summary>Why <see cref="TryRead"/> returned false.</summary>
    public PcapngError Error { get; private set; }

    /// <summary>The interfaces of the section being read, so far.</summary>
    public IReadOnlyList<CaptureInterface> Interfaces => _interfaces;

    private ReadOnlySpan<byte> Body => _buffer.AsSpan(0, _length);

    /// <summary>The next packet. False at the end and at the first error, and ever after.</summary>
    public bool TryRead(out CaptureRecord record)
    {
        record = default;
        while (Error == PcapngError.None && TryReadBlock(out uint type))
        {
            switch (type)
            {
                case Pcapng.SectionHeaderBlock:
                    StartSection();
                    break;
                case Pcapng.InterfaceDescriptionBlock:
                    AddInterface();
                    break;
                case Pcapng.EnhancedPacketBlock:
                    return TakeEnhancedPacket(out record);
                case Pcapng.SimplePacketBlock:
                    return TakeSimplePacket(out record);
                default:
                    break;
            }
        }
        return false;
    }

    /// <summary>Reads one block; its body is in <see cref="Body"/> if it is of a known type.</summary>
    private bool TryReadBlock(out uint type)
    {
        type = 0;
        Span<byte> head = stackalloc byte[8];
        int got = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        if (got == 0) return false;
        if (got < head.Length) return Fail(_inSection ? PcapngError.Truncated : PcapngError.NotPcapng);
        _length = 0;
        // The same in both byte orders, because the order is not known before what follows it.
        type = _fields.U32(head);
        bool isSection = type == Pcapng.SectionHeaderBlock;
        if (isSection && !TryReadByteOrder()) return false;
        if (!isSection && !_inSection) return Fail(PcapngError.NotPcapng);
        uint length = _fields.U32(head[4..]);
        if (length < Pcapng.BlockOverhead + _length || length % 4 != 0 || length > int.MaxValue) return Fail(PcapngError.BadBlockLength);
        int body = (int)length - Pcapng.BlockOverhead;
        bool isKnown = type is Pcapng.SectionHeaderBlock or Pcapng.InterfaceDescriptionBlock
            or Pcapng.EnhancedPacketBlock or Pcapng.SimplePacketBlock;
        return (isKnown ? TryReadBody(body) : TrySkip(body)) && TryReadEnd(length);
    }

    private bool TryReadByteOrder()
    {
        _length = 4;
        if (stream.ReadAtLeast(_buffer.AsSpan(0, 4), 4, throwOnEndOfStream: false) < 4) return Fail(PcapngError.Truncated);
        bool isBigEndian = new PcapngFields(isBigEndian: true).U32(_buffer) == Pcapng.ByteOrderMagic;
        _fields = new PcapngFields(isBigEndian);
        return _fields.U32(_buffer) == Pcapng.ByteOrderMagic || Fail(PcapngError.NotPcapng);
    }

    /// <summary>The buffer grows with what is really there, not with what the length says.</summary>
    private bool TryReadBody(int length)
    {
        if (length > MaxBlockLength) return Fail(PcapngError.BlockTooLong);
        while (_length < length)
        {
            if (_length == _buffer.Length) Array.Resize(ref _buffer, _buffer.Length * 2);
            int wanted = Math.Min(length, _buffer.Length) - _length;
            int got = stream.ReadAtLeast(_buffer.AsSpan(_length, wanted), wanted, throwOnEndOfStream: false);
            _length += got;
            if (got < wanted) return Fail(PcapngError.Truncated);
        }
        return true;
    }

    private bool TrySkip(int length)
    {
        while (length > 0)
        {
            int wanted = Math.Min(length, _buffer.Length);
            if (stream.ReadAtLeast(_buffer.AsSpan(0, wanted), wanted, throwOnEndOfStream: false) < wanted) return Fail(PcapngError.Truncated);
            length -= wanted;
        }
        return true;
    }

    private bool TryReadEnd(uint length)
    {
        Span<byte> end = stackalloc byte[4];
        if (stream.ReadAtLeast(end, end.Length, throwOnEndOfStream: false) < end.Length) return Fail(PcapngError.Truncated);
        return _fields.U32(end) == length || Fail(PcapngError.BadBlockLength);
    }

    private void StartSection()
    {
        const int FixedLength = 16;
        _inSection = true;
        _interfaces.Clear();
        _times.Clear();
        if (Body.Length < FixedLength) Fail(PcapngError.BadBlockLength);
        else if (_fields.U16(Body[4..]) != Pcapng.MajorVersion) Fail(PcapngError.UnsupportedVersion);
    }

    private void AddInterface()
    {
        const int FixedLength = 8;
        if (Body.Length < FixedLength)
        {
            Fail(PcapngError.BadBlockLength);
            return;
        }
        if (_interfaces.Count == MaxInterfaces)
        {
            Fail(PcapngError.TooManyInterfaces);
            return;
        }
        PcapngTime time = PcapngTime.Default;
        CaptureInterface described = new()
        {
            LinkType = (LinkType)_fields.U16(Body),
            SnapLength = (int)Math.Min(_fields.U32(Body[4..]), int.MaxValue),
        };
        ReadOnlySpan<byte> options = Body[FixedLength..];
        while (!options.IsEmpty)
        {
            if (!_fields.TryTakeOption(ref options, out ushort code, out ReadOnlySpan<byte> value))
            {
                Fail(PcapngError.BadOption);
                return;
            }
            if (code == Pcapng.InterfaceName) described = described with { Name = Encoding.UTF8.GetString(value) };
            else if (code == Pcapng.InterfaceDescription) described = described with { Description = Encoding.UTF8.GetString(value) };
            else if (code == Pcapng.InterfaceTimeResolution && value.Length == 1) time = time with { Resolution = value[0] };
            else if (code == Pcapng.InterfaceTimeOffset && value.Length == 8) time = time with { OffsetSeconds = _fields.I64(value) };
        }
        _interfaces.Add(described);
        _times.Add(time);
    }

    private bool TakeEnhancedPacket(out CaptureRecord record)
    {
        const int FixedLength = 20;
        record = default;
        if (Body.Length < FixedLength) return Fail(PcapngError.BadBlockLength);
        uint number = _fields.U32(Body);
        if (number >= _interfaces.Count) return Fail(PcapngError.UnknownInterface);
        ulong ticks = (ulong)_fields.U32(Body[4..]) << 32 | _fields.U32(Body[8..]);
        uint captured = _fields.U32(Body[12..]);
        int room = Body.Length - FixedLength;
        if (captured > room || Pcapng.Padded((int)captured) > room) return Fail(PcapngError.BadPacketLength);
        ReadOnlySpan<byte> options = Body[(FixedLength + Pcapng.Padded((int)captured))..];
        if (!TryReadPacketOptions(options, out CaptureDirection direction, out ReadOnlySpan<byte> comment)) return Fail(PcapngError.BadOption);
        record = new CaptureRecord
        {
            InterfaceNumber = (int)number,
            Time = _times[(int)number].ToInstant(ticks),
            Bytes = Body.Slice(FixedLength, (int)captured),
            OriginalLength = _fields.U32(Body[16..]),
            Direction = direction,
            CommentBytes = comment,
        };
        return true;
    }

    private bool TryReadPacketOptions(ReadOnlySpan<byte> options, out CaptureDirection direction, out ReadOnlySpan<byte> comment)
    {
        direction = CaptureDirection.Unknown;
        comment = default;
        while (!options.IsEmpty)
        {
            if (!_fields.TryTakeOption(ref options, out ushort code, out ReadOnlySpan<byte> value)) return false;
            if (code == Pcapng.PacketFlags && value.Length == 4) direction = (CaptureDirection)(_fields.U32(value) & 3);
            else if (code == Pcapng.Comment && comment.IsEmpty) comment = value;
        }
        return true;
    }

    /// <summary>A simple packet belongs to the first interface and has no time.</summary>
    private bool TakeSimplePacket(out CaptureRecord record)
    {
        const int FixedLength = 4;
        record = default;
        if (Body.Length < FixedLength) return Fail(PcapngError.BadBlockLength);
        if (_interfaces.Count == 0) return Fail(PcapngError.UnknownInterface);
        uint original = _fields.U32(Body);
        uint kept = _interfaces[0].SnapLength > 0 ? Math.Min(original, (uint)_interfaces[0].SnapLength) : original;
        if (kept > Body.Length - FixedLength) return Fail(PcapngError.BadPacketLength);
        record = new CaptureRecord { Time = Instant.Zero, Bytes = Body.Slice(FixedLength, (int)kept), OriginalLength = original };
        return true;
    }

    private bool Fail(PcapngError error)
    {
        Error = error;
        return false;
    }
}
