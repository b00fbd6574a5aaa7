using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using NetSim.Stack.Sockets.Tcp.Receiving;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ip;
using NetSim.Wire.Tcp;
using NetSim.Wire.Time;

namespace NetSim.Stack.Sockets.Tcp;

/// <summary>What goes out, and in which order.</summary>
public sealed partial class TcpConnection
{
    private const uint PlainTimestamps = 0x0101_080A;

    /// <summary>
    /// The next packet to send: complete IP and TCP headers, checksum partial, <see cref="Packet.SegmentSize"/> set if it is more than
    /// one segment. The caller owns it and calls until there is none.
    /// </summary>
    public bool TryTake(Instant now, [NotNullWhen(true)] out Packet? packet)
    {
        packet = null;
        if (_extras is { Replies: { } replies } && replies.TryTake(out packet)) return true;
        if (State == TcpState.Closed) return false;
        ref AckPolicy acks = ref _receiver.Acks;
        // What lies above a hole must be told on an ACK that is nothing else, or the peer would not count it as a duplicate.
        bool mustGoAlone = acks.Duplicates > 0 || acks.IsDue && _receiver.UsesSack && _receiver.HasSacks;
        if (mustGoAlone && State != TcpState.SynReceived)
        {
            packet = BuildAck(now, _sender.Nxt);
            return true;
        }
        if (State == TcpState.SynSent && _sender.Nxt == _sender.InitialSequence) PrepareFastOpen();
        if (State != TcpState.TimeWait && _sender.TryNext(now, out SequenceRange range))
        {
            packet = BuildSegment(now, range);
            return true;
        }
        if (_extras is { KeepAlive: { IsProbeDue: true } keepAlive })
        {
            // RFC 9293 3.8.4: a number that the peer must find unacceptable, and so answer.
            keepAlive.IsProbeDue = false;
            packet = BuildAck(now, _sender.Nxt - 1);
            return true;
        }
        bool isAckDue = acks.IsDue || _sender.IsOpen && _receiver.IsWindowUpdateDue;
        if (!isAckDue || State == TcpState.SynSent) return false;
        packet = BuildAck(now, _sender.Nxt);
        return true;
    }

    private Packet BuildAck(Instant now, long sequence)
    {
        TcpOptions options = default;
        int optionLength = StampLength;
        if (_receiver.UsesSack && _receiver.HasSacks)
        {
            if (_timestamps.IsEnabled) options.HasTimestamps = true;
            _receiver.Sacks.Write(ref options);
            optionLength = options.Length;
        }
        bool tellsUserTimeout = optionLength == StampLength && MayTellUserTimeout(length: 0);
        if (tellsUserTimeout) optionLength += RareTcpOptions.UserTimeoutLength;
        Packet packet = Context.Pool.Rent(_header.TransportOffset + TcpHeader.MinLength + optionLength);
        Span<byte> rest = _header.Write(packet, Fields(sequence, TcpFlags.Ack), optionLength, payloadLength: 0);
        if (tellsUserTimeout) WriteUserTimeout(rest[StampLength..]);
        else if (optionLength > StampLength) options.Write(rest);
        WriteStamp(now, rest);
        SetOut(packet);
        return packet;
    }

    /// <summary>A segment of <paramref name="range"/>: data, with the SYN or the FIN if their place is in it.</summary>
    private Packet BuildSegment(Instant now, SequenceRange range)
    {
        if (range.Left == _sender.InitialSequence) return BuildSyn(now, range.Length - 1);
        bool hasFin = range.Right > _sender.Data.End;
        int length = range.Length - (hasFin ? 1 : 0);
        bool tellsUserTimeout = MayTellUserTimeout(length);
        int optionLength = StampLength + (tellsUserTimeout ? RareTcpOptions.UserTimeoutLength : 0);
        Packet packet = Context.Pool.Rent(_header.TransportOffset + TcpHeader.MinLength + optionLength + length);
        TcpFlags flags = hasFin ? TcpFlags.Ack | TcpFlags.Fin : TcpFlags.Ack;
        bool isMarkable = _sender.Ecn is not null && _sender.IsFresh && length > 0;
        if (isMarkable && _sender.Ecn!.IsCwrDue)
        {
            flags |= TcpFlags.Cwr;
            _sender.Ecn.OnCwrSent();
        }
        bool isUrgent = _sender.UrgentEnd > range.Left;
        if (isUrgent) flags |= TcpFlags.Urg;
        OutgoingFields fields = Fields(range.Left, flags);
        if (isUrgent) fields = fields with { UrgentPointer = (ushort)Math.Min(_sender.UrgentEnd - range.Left, ushort.MaxValue) };
        // RFC 3168 6.1.4 to 6.1.6: neither bare ACKs, nor what is sent again, nor probes of a window.
        if (isMarkable) fields = fields with { Ecn = EcnCodepoint.Ect0 };
        Span<byte> rest = _header.Write(packet, fields, optionLength, length);
        WriteStamp(now, rest);
        if (tellsUserTimeout) WriteUserTimeout(rest[StampLength..]);
        bool endsWrite = _sender.Data.CopyTo(range.Left, rest[optionLength..]);
        bool isSuper = length > _sender.SegmentSize && !_sender.IsPathProbe;
        if (isSuper) packet.SegmentSize = _sender.SegmentSize;
        // A receiver that puts the pieces together again (GRO) need not wait for a next one: there is none.
        if (endsWrite || isSuper) packet.Bytes[_header.TransportOffset + FlagsByteAt] |= (byte)TcpFlags.Psh;
        Context.Counters.Add(TcpCounter.BytesOut, length);
        SetOut(packet);
        return packet;
    }

    /// <summary>Offset of the byte with the flags FIN to CWR in the TCP header.</summary>
    private const int FlagsByteAt = 13;

    /// <summary>SYN, or SYN-ACK once the peer's SYN is here; then with those options only that the peer had, too.</summary>
    private Packet BuildSyn(Instant now, int dataLength)
    {
        bool isAnswer = State != TcpState.SynSent;
        TcpOptions options = default;
        options.Mss = (ushort)OfferedMss;
        options.SackPermitted = isAnswer ? _receiver.UsesSack : Settings.Sack;
        if (isAnswer ? _scalesWindows : Settings.WindowScale) options.WindowScale = (byte)Settings.ReceiveShift;
        options.HasTimestamps = isAnswer ? _timestamps.IsEnabled : Settings.Timestamps;
        options.TimestampValue = _timestamps.Value(now);
        options.TimestampEcho = _timestamps.Recent;
        TcpFlags flags = isAnswer ? TcpFlags.Syn | TcpFlags.Ack : TcpFlags.Syn;
        // RFC 3168 6.1.1.1: whoever drops such a SYN lets one without pass.
        if (!isAnswer && Settings.Ecn == EcnUse.On && _sender.IsFresh) flags |= TcpFlags.Ece | TcpFlags.Cwr;
        var fields = new OutgoingFields
        {
            Sequence = _sender.InitialSequence,
            Acknowledgment = isAnswer ? _receiver.Next : 0,
            Flags = flags,
            Window = isAnswer ? _receiver.AdvertiseInSyn() : (ushort)Math.Min(Settings.ReceiveBuffer, ushort.MaxValue),
        };
        int userTimeout = !isAnswer || PeerUserTimeout is not null ? UserTimeoutLength : 0;
        int fastOpen = FastOpenLength;
        // Of the two it is the time-out that may come later.
        if (options.Length + userTimeout + fastOpen > TcpOptions.MaxLength) userTimeout = 0;
        int optionLength = options.Length + userTimeout + fastOpen;
        Packet packet = Context.Pool.Rent(_header.TransportOffset + TcpHeader.MinLength + optionLength + dataLength);
        Span<byte> rest = _header.Write(packet, fields, optionLength, dataLength);
        options.Write(rest);
        if (userTimeout > 0) RareTcpOptions.WriteUserTimeout(rest[options.Length..], Settings.AdvertisedUserTimeout);
        if (fastOpen > 0) WriteFastOpen(rest[(options.Length + userTimeout)..]);
        _sender.Data.CopyTo(_sender.InitialSequence + 1, rest[optionLength..]);
        Context.Counters.Add(TcpCounter.BytesOut, dataLength);
        SetOut(packet);
        return packet;
    }

    /// <summary>RFC 9293 3.10.5: a reset that is exactly what the peer expects, if nothing of ours was lost.</summary>
    private void SendReset(Instant now)
    {
        int optionLength = StampLength;
        Packet packet = Context.Pool.Rent(_header.TransportOffset + TcpHeader.MinLength + optionLength);
        Span<byte> rest = _header.Write(packet, Fields(_sender.Nxt, TcpFlags.Rst | TcpFlags.Ack), optionLength, payloadLength: 0);
        WriteStamp(now, rest);
        Context.Counters.Count(TcpCounter.ResetsSent);
        SetOut(packet);
        Replies.Add(packet);
    }

    private OutgoingFields Fields(long sequence, TcpFlags flags) => new()
    {
        Sequence = sequence,
        Acknowledgment = _receiver.Next,
        Flags = _receiver.Marks is { IsDue: true } && (flags & TcpFlags.Rst) == 0 ? flags | TcpFlags.Ece : flags,
        Window = _receiver.Advertise(),
    };

    private int StampLength => _timestamps.IsEnabled ? TimestampBytes : 0;

    /// <summary>Timestamps stand first, in the form that everybody's header prediction knows (RFC 7323 appendix A).</summary>
    private void WriteStamp(Instant now, Span<byte> options)
    {
        if (!_timestamps.IsEnabled) return;
        BinaryPrimitives.WriteUInt32BigEndian(options, PlainTimestamps);
        BinaryPrimitives.WriteUInt32BigEndian(options[4..], _timestamps.Value(now));
        BinaryPrimitives.WriteUInt32BigEndian(options[8..], _timestamps.Recent);
    }

    /// <summary>The packet is whole: it gets its source route, and is counted.</summary>
    private void SetOut(Packet packet)
    {
        Route?.AddTo(packet);
        packet.Egress = Packet.NoInterface;
        _segmentsSent++;
        Context.Counters.Count(TcpCounter.SegmentsOut);
    }
}
