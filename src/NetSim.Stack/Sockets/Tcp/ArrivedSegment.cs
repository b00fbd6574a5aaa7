using System.Buffers.Binary;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ip;
using NetSim.Wire.Tcp;

namespace NetSim.Stack.Sockets.Tcp;

/// <summary>
/// A segment that arrived, told in positions of this connection's sequence spaces (SEG.SEQ, SEG.ACK, SEG.LEN, SEG.WND of RFC 9293 3.3.1).
/// </summary>
internal readonly struct ArrivedSegment
{
    /// <summary>NOP, NOP, kind 8, length 10: how everybody sends timestamps (RFC 7323 appendix A).</summary>
    private const uint PlainTimestamps = 0x0101_080A;

    public long Sequence { get; init; }

    /// <summary>Meaningful only with ACK.</summary>
    public long Acknowledgment { get; init; }

    /// <summary>Payload bytes.</summary>
    public int DataLength { get; init; }

    public TcpFlags Flags { get; init; }

    /// <summary>In bytes: scaled, unless the segment is a SYN.</summary>
    public long Window { get; init; }

    /// <summary>From <see cref="Sequence"/> to behind the urgent data; meaningful only with URG.</summary>
    public int UrgentPointer { get; init; }

    /// <summary>Where the payload starts in the packet's bytes.</summary>
    public int PayloadOffset { get; init; }

    /// <summary>Nothing but timestamps in their usual place, or no options at all.</summary>
    public bool IsPlain { get; init; }

    /// <summary>A router has marked the packet (CE of RFC 3168).</summary>
    public bool IsMarked { get; init; }

    public bool HasTimestamps { get; init; }

    public uint TimestampValue { get; init; }

    public uint TimestampEcho { get; init; }

    /// <summary>SEG.LEN: SYN and FIN count.</summary>
    public int Length => DataLength + (Has(TcpFlags.Syn) ? 1 : 0) + (Has(TcpFlags.Fin) ? 1 : 0);

    /// <summary>Position behind the payload; where a FIN stands.</summary>
    public long DataEnd => Sequence + DataLength + (Has(TcpFlags.Syn) ? 1 : 0);

    public bool Has(TcpFlags flag) => (Flags & flag) != 0;

    /// <summary>The same segment with its SYN cut off in front.</summary>
    public ArrivedSegment WithoutSyn() => this with { Sequence = Sequence + 1, Flags = Flags & ~TcpFlags.Syn };

    /// <summary>The options, also if the segment is <see cref="IsPlain"/> and they were not looked into.</summary>
    public TcpOptions AllOptions(in TcpOptions read) => IsPlain
        ? new TcpOptions { HasTimestamps = HasTimestamps, TimestampValue = TimestampValue, TimestampEcho = TimestampEcho }
        : read;

    /// <summary>Reads the segment; false if the header is broken.</summary>
    /// <param name="packet">Bytes from the IP header on, <see cref="Packet.TransportOffset"/> set.</param>
    /// <param name="near">What the 32-bit numbers are read as being next to.</param>
    /// <param name="segment">The segment.</param>
    /// <param name="options">Its options; not looked into if <see cref="IsPlain"/>.</param>
    public static bool TryRead(Packet packet, in SequenceFrame near, out ArrivedSegment segment, out TcpOptions options)
    {
        segment = default;
        options = default;
        int offset = packet.TransportOffset;
        if (offset > packet.Length || !TcpView.TryParse(packet.Bytes[offset..], out TcpView view)) return false;
        TcpFlags flags = view.Flags;
        int headerLength = view.HeaderLength;
        ReadOnlySpan<byte> optionBytes = view.OptionBytes;
        bool isPlain = IsPlainTimestamps(optionBytes, out uint value, out uint echo);
        bool hasTimestamps = isPlain;
        if (!isPlain && !optionBytes.IsEmpty)
        {
            options = TcpOptions.Parse(optionBytes);
            hasTimestamps = options.HasTimestamps;
            (value, echo) = (options.TimestampValue, options.TimestampEcho);
        }
        segment = new ArrivedSegment
        {
            Sequence = near.ReceiveNext + (int)(view.SequenceNumber.Value - (uint)near.ReceiveNext),
            Acknowledgment = near.SendUna + (int)(view.AcknowledgmentNumber.Value - (uint)near.SendUna),
            DataLength = packet.Length - offset - headerLength,
            Flags = flags,
            Window = (flags & TcpFlags.Syn) != 0 ? view.Window : (long)view.Window << near.SendShift,
            UrgentPointer = view.UrgentPointer,
            PayloadOffset = offset + headerLength,
            IsPlain = isPlain || optionBytes.IsEmpty,
            IsMarked = IsCongestionExperienced(packet.Bytes),
            HasTimestamps = hasTimestamps,
            TimestampValue = value,
            TimestampEcho = echo,
        };
        return true;
    }

    private static bool IsCongestionExperienced(ReadOnlySpan<byte> ip) =>
        (EcnCodepoint)((ip[0] >> 4 == 4 ? ip[1] : ip[1] >> 4) & 3) == EcnCodepoint.Ce;

    private static bool IsPlainTimestamps(ReadOnlySpan<byte> options, out uint value, out uint echo)
    {
        value = echo = 0;
        if (options.Length != 12 || BinaryPrimitives.ReadUInt32BigEndian(options) != PlainTimestamps) return false;
        value = BinaryPrimitives.ReadUInt32BigEndian(options[4..]);
        echo = BinaryPrimitives.ReadUInt32BigEndian(options[8..]);
        return true;
    }
}

/// <summary>What 32-bit numbers are unfolded by.</summary>
/// <param name="ReceiveNext">RCV.NXT.</param>
/// <param name="SendUna">SND.UNA.</param>
/// <param name="SendShift">Snd.Wind.Shift of RFC 7323.</param>
internal readonly record struct SequenceFrame(long ReceiveNext, long SendUna, int SendShift);
