using System.Diagnostics.CodeAnalysis;
using NetSim.Wire.Buffers;

namespace NetSim.Wire.Tcp;

/// <summary>
/// The options of one segment (RFC 9293 3.2, RFC 7323, RFC 2018). Parsing is total: unknown options are skipped by their length, an
/// illegal length ends the parse with what was read before it, and of an option that comes twice the last counts.
/// </summary>
public struct TcpOptions
{
    public const int MaxSackBlocks = 4;

    /// <summary>What the data offset can express: 15 words less the fixed header.</summary>
    public const int MaxLength = 40;

    private const int MssLength = 4;
    private const int WindowScaleLength = 3;
    private const int SackPermittedLength = 2;
    private const int TimestampsLength = 10;
    private const int SackBlockLength = 8;

    /// <summary>Two no-operations, then kind and length of the timestamps.</summary>
    private const uint PaddedTimestamps =
        TcpOptionKind.NoOperation << 24 | TcpOptionKind.NoOperation << 16 | TcpOptionKind.Timestamps << 8 | TimestampsLength;

    private SackBlockArray _sackBlocks;
    private int _sackCount;

    /// <summary>Maximum segment size, without options (RFC 6691); null if absent.</summary>
    public ushort? Mss { get; set; }

    /// <summary>Shift count as it stands; above 14 it counts as 14 (RFC 7323 2.3). Null if absent.</summary>
    public byte? WindowScale { get; set; }

    public bool SackPermitted { get; set; }

    public bool HasTimestamps { get; set; }

    /// <summary>TSval; only with <see cref="HasTimestamps"/>.</summary>
    public uint TimestampValue { get; set; }

    /// <summary>TSecr; only with <see cref="HasTimestamps"/>.</summary>
    public uint TimestampEcho { get; set; }

    /// <summary>In the order of the segment: the newest first.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<SackBlock> SackBlocks => ((ReadOnlySpan<SackBlock>)_sackBlocks)[.._sackCount];

    /// <summary>False if there are four already, or three and timestamps, which is all that fits.</summary>
    public bool TryAddSackBlock(SackBlock block)
    {
        if (_sackCount == MaxSackBlocks || Length + (_sackCount == 0 ? 4 : 0) + SackBlockLength > MaxLength) return false;
        _sackBlocks[_sackCount++] = block;
        return true;
    }

    /// <summary>Bytes that <see cref="Write"/> writes: a multiple of 4. Options beyond 40 bytes are the caller's mistake.</summary>
    public readonly int Length =>
        (Mss.HasValue ? MssLength : 0)
        + (HasTimestamps ? 12 : SackPermitted ? 4 : 0)
        + (WindowScale.HasValue ? 4 : 0)
        + (_sackCount > 0 ? 4 + SackBlockLength * _sackCount : 0);

    public static TcpOptions Parse(ReadOnlySpan<byte> bytes)
    {
        TcpOptions options = default;
        if (bytes.Length == 12 && bytes.U32(0) == PaddedTimestamps)
        {
            // What nearly every segment of an established connection carries (RFC 7323 appendix A).
            (options.HasTimestamps, options.TimestampValue, options.TimestampEcho) = (true, bytes.U32(4), bytes.U32(8));
            return options;
        }
        while (!bytes.IsEmpty && bytes[0] != TcpOptionKind.EndOfList)
        {
            if (bytes[0] == TcpOptionKind.NoOperation)
            {
                bytes = bytes[1..];
                continue;
            }
            if (bytes.Length < 2 || bytes[1] < 2 || bytes[1] > bytes.Length) break;
            if (!options.Take(bytes[..bytes[1]])) break;
            bytes = bytes[bytes[1]..];
        }
        return options;
    }

    /// <summary>One option with its kind and length; false if that kind cannot have that length.</summary>
    private bool Take(ReadOnlySpan<byte> option)
    {
        switch (option[0])
        {
            case TcpOptionKind.MaximumSegmentSize:
                if (option.Length != MssLength) return false;
                Mss = option.U16(2);
                return true;
            case TcpOptionKind.WindowScale:
                if (option.Length != WindowScaleLength) return false;
                WindowScale = option[2];
                return true;
            case TcpOptionKind.SackPermitted:
                if (option.Length != SackPermittedLength) return false;
                SackPermitted = true;
                return true;
            case TcpOptionKind.Timestamps:
                if (option.Length != TimestampsLength) return false;
                (HasTimestamps, TimestampValue, TimestampEcho) = (true, option.U32(2), option.U32(6));
                return true;
            case TcpOptionKind.Sack:
                return TakeSackBlocks(option[2..]);
            default:
                return true;
        }
    }

    private bool TakeSackBlocks(ReadOnlySpan<byte> blocks)
    {
        if (blocks.IsEmpty || blocks.Length % SackBlockLength != 0) return false;
        _sackCount = Math.Min(blocks.Length / SackBlockLength, MaxSackBlocks);
        for (int i = 0; i < _sackCount; i++)
        {
            ReadOnlySpan<byte> block = blocks[(i * SackBlockLength)..];
            _sackBlocks[i] = new SackBlock(new SequenceNumber(block.U32(0)), new SequenceNumber(block.U32(4)));
        }
        return true;
    }

    /// <summary>Writes <see cref="Length"/> bytes. Every option starts so that its values lie on word boundaries (RFC 7323 appendix A).</summary>
    public readonly void Write(Span<byte> bytes)
    {
        int at = 0;
        if (Mss is { } mss)
        {
            bytes.PutU32(at, (uint)(TcpOptionKind.MaximumSegmentSize << 24 | MssLength << 16 | mss));
            at += 4;
        }
        if (HasTimestamps || SackPermitted) at += WriteSackPermittedAndTimestamps(bytes[at..]);
        if (WindowScale is { } shift)
        {
            bytes.PutU32(at, (uint)(TcpOptionKind.NoOperation << 24 | TcpOptionKind.WindowScale << 16 | WindowScaleLength << 8 | shift));
            at += 4;
        }
        if (_sackCount > 0) WriteSackBlocks(bytes[at..]);
    }

    /// <summary>Either fills two bytes of the other's alignment, so that a SYN with both needs no padding.</summary>
    private readonly int WriteSackPermittedAndTimestamps(Span<byte> bytes)
    {
        const ushort NoOperations = TcpOptionKind.NoOperation << 8 | TcpOptionKind.NoOperation;
        const ushort Permitted = TcpOptionKind.SackPermitted << 8 | SackPermittedLength;
        ushort front = SackPermitted ? Permitted : NoOperations;
        if (!HasTimestamps)
        {
            bytes.PutU16(0, NoOperations);
            bytes.PutU16(2, front);
            return 4;
        }
        bytes.PutU16(0, front);
        bytes.PutU16(2, TcpOptionKind.Timestamps << 8 | TimestampsLength);
        bytes.PutU32(4, TimestampValue);
        bytes.PutU32(8, TimestampEcho);
        return 12;
    }

    private readonly void WriteSackBlocks(Span<byte> bytes)
    {
        bytes.PutU16(0, TcpOptionKind.NoOperation << 8 | TcpOptionKind.NoOperation);
        bytes.PutU16(2, (ushort)(TcpOptionKind.Sack << 8 | 2 + SackBlockLength * _sackCount));
        for (int i = 0; i < _sackCount; i++)
        {
            bytes.PutU32(4 + i * SackBlockLength, _sackBlocks[i].Left.Value);
            bytes.PutU32(8 + i * SackBlockLength, _sackBlocks[i].Right.Value);
        }
    }
}
