using NetSim.Wire.Buffers;
using NetSim.Wire.Checksums;
using NetSim.Wire.Tcp;
using NetSim.Wire.Time;

namespace NetSim.Stack.Sockets.Tcp;

/// <summary>SEGMENT ARRIVES (RFC 9293 3.10.7.4, with RFC 5961 and RFC 7323 5.3), one method for each numbered check.</summary>
public sealed partial class TcpConnection
{
    /// <summary>Takes a packet for this connection: a segment, or an ICMP error about one of ours.</summary>
    /// <param name="now">When it arrived; never before an earlier call's.</param>
    /// <param name="packet">Bytes from the IP header on, <see cref="Packet.TransportOffset"/> set; may be a super-segment.</param>
    public void OnPacket(Instant now, Packet packet)
    {
        ArgumentNullException.ThrowIfNull(packet);
        if (packet.IsIcmpError)
        {
            OnIcmpError(now, packet);
            return;
        }
        _segmentsReceived++;
        Context.Counters.Count(TcpCounter.SegmentsIn);
        SequenceFrame near = new(_receiver.Next, _sender.Una, _sendShift);
        if (!ArrivedSegment.TryRead(packet, near, out ArrivedSegment segment, out TcpOptions options))
        {
            Drop(packet, TcpCounter.DroppedMalformed);
            return;
        }
        if (packet.Checksum == ChecksumState.Complete && !TransportChecksum.IsValid(packet))
        {
            Drop(packet, TcpCounter.DroppedChecksum);
            return;
        }
        if (_extras is { KeepAlive: { } keepAlive }) keepAlive.LastHeard = now;
        if (State == TcpState.Established && !MayHaveRoute(packet) && TryPredicted(now, packet, segment)) return;
        switch (State)
        {
            case TcpState.Closed:
                AnswerWithReset(packet, TcpCounter.DroppedNoPort);
                break;
            case TcpState.SynSent:
                ArriveInSynSent(now, packet, segment, options);
                break;
            case TcpState.TimeWait:
                ArriveInTimeWait(now, packet, segment, options);
                break;
            default:
                Arrive(now, packet, segment, options);
                break;
        }
    }

    /// <summary>Header prediction: the next data in order, or an ACK of data sent, with nothing unusual about it.</summary>
    private bool TryPredicted(Instant now, Packet packet, in ArrivedSegment segment)
    {
        if ((segment.Flags & ~TcpFlags.Psh) != TcpFlags.Ack || segment.Sequence != _receiver.Next || !segment.IsPlain) return false;
        if (segment.IsMarked) return false;
        if (segment.HasTimestamps != _timestamps.IsEnabled) return false;
        if (segment.HasTimestamps && _timestamps.IsOld(now, segment.TimestampValue)) return false;
        bool isAdvance = segment.Acknowledgment > _sender.Una;
        if (isAdvance ? segment.Acknowledgment > _sender.Nxt || !_sender.IsUntroubled : segment.Acknowledgment < _sender.Una) return false;
        if (segment.DataLength == 0 ? !isAdvance : !_receiver.CanTakeNext(segment.DataLength) || _isAbandoned) return false;

        if (segment.HasTimestamps) _timestamps.Update(now, segment.TimestampValue, segment.Sequence, _receiver.LastAckSent);
        if (isAdvance) _sender.OnPlainAck(now, segment, _timestamps);
        _sender.OnWindow(now, segment.Window, segment.Sequence, segment.Acknowledgment);
        if (isAdvance) NoteRoom();
        if (segment.DataLength == 0)
        {
            packet.Return();
            return true;
        }
        _receiver.TakeNext(now, _sender.Rtt.Smoothed, packet, segment.PayloadOffset, segment.DataLength);
        _events |= TcpEvents.Readable;
        Context.Counters.Add(TcpCounter.BytesIn, segment.DataLength);
        return true;
    }

    private void Arrive(Instant now, Packet packet, in ArrivedSegment arrived, in TcpOptions options)
    {
        if (TryRepeatSynAck(packet, arrived)) return;
        bool isSynAck = IsSynAckOfSimultaneousOpen(arrived);
        ArrivedSegment segment = isSynAck ? arrived.WithoutSyn() : arrived;
        if (!PassesTimestamp(now, packet, segment) || !PassesSequence(now, packet, segment)) return;
        if (segment.Has(TcpFlags.Rst))
        {
            TakeReset(now, packet, segment);
            return;
        }
        if (segment.Has(TcpFlags.Syn))
        {
            // Fourth check, RFC 5961 4.2: whoever sent this either is blind or has lost its connection; the ACK tells which.
            Challenge(now, packet, TcpCounter.DroppedSynInConnection);
            return;
        }
        NoteTimestamp(now, segment);
        if (!PassesAck(now, packet, segment, options)) return;
        if (MayHaveRoute(packet)) TakeRoute(packet);
        if (!segment.IsPlain) TakeUserTimeout(now, packet);
        TakeMark(segment);
        if (isSynAck) _receiver.Acks.AckNow();
        TakeUrgent(segment);
        TakeText(now, packet, segment);
        TakeFin(now);
    }

    /// <summary>
    /// Figure 8 of RFC 9293: the SYN-ACK of a peer that opened at the same time. Its SYN lies before RCV.NXT and is cut off, as the
    /// text after the first check allows.
    /// </summary>
    private bool IsSynAckOfSimultaneousOpen(in ArrivedSegment segment) =>
        State == TcpState.SynReceived && !IsPassive && segment.Sequence == _receiver.InitialSequence
        && (segment.Flags & (TcpFlags.Syn | TcpFlags.Ack | TcpFlags.Rst)) == (TcpFlags.Syn | TcpFlags.Ack);

    /// <summary>RFC 7323 5.3 R1 (PAWS) and 3.2: once agreed, timestamps are in every segment.</summary>
    private bool PassesTimestamp(Instant now, Packet packet, in ArrivedSegment segment)
    {
        if (!_timestamps.IsEnabled || segment.Has(TcpFlags.Rst)) return true;
        if (!segment.HasTimestamps)
        {
            Drop(packet, TcpCounter.DroppedNoTimestamp);
            return false;
        }
        if (!_timestamps.IsOld(now, segment.TimestampValue)) return true;
        AckAndDrop(now, packet, segment, TcpCounter.DroppedOldTimestamp);
        return false;
    }

    /// <summary>
    /// RFC 7323 4.3 (2). A segment whose ACK is not plausible may be anybody's; its timestamp could shut the peer's own out.
    /// </summary>
    private void NoteTimestamp(Instant now, in ArrivedSegment segment)
    {
        bool isPlausible = segment.Has(TcpFlags.Ack) && (State == TcpState.SynReceived || IsAckPlausible(segment));
        if (isPlausible && segment.HasTimestamps && _timestamps.IsEnabled)
            _timestamps.Update(now, segment.TimestampValue, segment.Sequence, _receiver.LastAckSent);
    }

    /// <summary>First check.</summary>
    private bool PassesSequence(Instant now, Packet packet, in ArrivedSegment segment)
    {
        // With a closed window no data is acceptable, but ACK and RST of a segment at RCV.NXT are (MUST-66).
        bool isAcceptable = _receiver.IsAcceptable(segment) || _receiver.Window == 0 && segment.Sequence == _receiver.Next;
        if (isAcceptable) return true;
        if (segment.Has(TcpFlags.Rst)) Drop(packet, TcpCounter.DroppedResetOutsideWindow);
        else AckAndDrop(now, packet, segment, TcpCounter.DroppedOutsideWindow);
        return false;
    }

    /// <summary>Second check, RFC 5961 3.2.</summary>
    private void TakeReset(Instant now, Packet packet, in ArrivedSegment segment)
    {
        if (segment.Sequence != _receiver.Next)
        {
            Challenge(now, packet, TcpCounter.DroppedResetNotExact);
            return;
        }
        Context.Counters.Count(TcpCounter.ResetsReceived);
        packet.Return();
        if (State == TcpState.SynReceived) End(TcpEnd.Refused);
        else if (State is TcpState.Closing or TcpState.LastAck) End(TcpEnd.ResetAfterClose);
        else End(TcpEnd.Reset);
    }

    /// <summary>Fifth check.</summary>
    private bool PassesAck(Instant now, Packet packet, in ArrivedSegment segment, in TcpOptions options)
    {
        if (!segment.Has(TcpFlags.Ack))
        {
            Drop(packet, TcpCounter.DroppedNoAck);
            return false;
        }
        if (State == TcpState.SynReceived)
        {
            if (segment.Acknowledgment <= _sender.Una || segment.Acknowledgment > _sender.Nxt)
            {
                AnswerWithReset(packet, TcpCounter.DroppedUnacceptableAck);
                return false;
            }
            _sender.StartWindow(segment.Window, segment.Sequence, segment.Acknowledgment);
            _sender.OnAck(now, segment, options, _timestamps);
            Establish(now);
            return true;
        }
        if (!IsAckPlausible(segment))
        {
            bool isTooNew = segment.Acknowledgment > _sender.Nxt;
            Challenge(now, packet, isTooNew ? TcpCounter.DroppedAckOfUnsent : TcpCounter.DroppedUnacceptableAck);
            return false;
        }
        // An ACK that was overtaken says nothing new, but its SACK blocks may.
        if (segment.Acknowledgment >= _sender.Una || _receiver.UsesSack && options.SackBlocks.Length > 0) TakeAck(now, segment, options);
        if (State is not (TcpState.Closed or TcpState.TimeWait)) return true;
        packet.Return();
        return false;
    }

    private void TakeAck(Instant now, in ArrivedSegment segment, in TcpOptions options)
    {
        _sender.OnAck(now, segment, options, _timestamps);
        _sender.OnWindow(now, segment.Window, segment.Sequence, segment.Acknowledgment);
        NoteRoom();
        if (!_sender.IsFinAcknowledged) return;
        if (State == TcpState.FinWait1)
        {
            State = TcpState.FinWait2;
            if (_isAbandoned) _endsAt = now + Settings.FinWait2Timeout;
        }
        else if (State == TcpState.Closing)
        {
            EnterTimeWait(now);
        }
        else if (State == TcpState.LastAck)
        {
            End(TcpEnd.Normal);
        }
    }

    /// <summary>RFC 3168 6.1.3. What is not acceptable may be anybody's, and its mark is not looked at.</summary>
    private void TakeMark(in ArrivedSegment segment)
    {
        if (_receiver.Marks is not { } marks) return;
        if (marks.OnArrival(segment)) _receiver.Acks.AckNow();
        if (segment.IsMarked) Context.Counters.Count(TcpCounter.MarksReceived);
    }

    /// <summary>Seventh check. Takes the packet.</summary>
    private void TakeText(Instant now, Packet packet, in ArrivedSegment segment)
    {
        if (State is not (TcpState.Established or TcpState.FinWait1 or TcpState.FinWait2))
        {
            if (segment.DataLength > 0) Drop(packet, TcpCounter.DroppedAfterFin);
            else packet.Return();
            return;
        }
        if (_isAbandoned && segment.DataLength > 0 && segment.DataEnd > _receiver.Next)
        {
            // RFC 1122 4.2.2.13: nobody is left to take it, and the peer must learn that. It may not have seen our FIN, and obeys only a
            // reset that is exactly where it expects one (RFC 5961 3.2): at its own ACK.
            AnswerWithReset(packet, TcpCounter.DroppedAfterClose);
            End(TcpEnd.Aborted);
            return;
        }
        long before = _receiver.BytesReceived;
        _receiver.TakeText(now, _sender.Rtt.Smoothed, packet, segment);
        if (_receiver.BytesReceived == before) return;
        _events |= TcpEvents.Readable;
        Context.Counters.Add(TcpCounter.BytesIn, _receiver.BytesReceived - before);
    }

    /// <summary>Eighth check: the FIN counts when everything before it is here.</summary>
    private void TakeFin(Instant now)
    {
        if (State is TcpState.Closed || !_receiver.TryTakeFin()) return;
        _events |= TcpEvents.PeerClosed | TcpEvents.Readable;
        _receiver.ClearOutOfOrder();
        switch (State)
        {
            case TcpState.Established:
                State = TcpState.CloseWait;
                break;
            case TcpState.FinWait1:
                // If our FIN were acknowledged, the fifth check would have left FIN-WAIT-1.
                State = TcpState.Closing;
                break;
            case TcpState.FinWait2:
                EnterTimeWait(now);
                break;
        }
    }

    /// <summary>TIME-WAIT: a FIN sent again is acknowledged and starts the wait anew; a reset does not end it (RFC 1337).</summary>
    private void ArriveInTimeWait(Instant now, Packet packet, in ArrivedSegment segment, in TcpOptions options)
    {
        if (segment.Has(TcpFlags.Rst))
        {
            Drop(packet, TcpCounter.DroppedInTimeWait);
            return;
        }
        if (segment.Has(TcpFlags.Syn) && !segment.Has(TcpFlags.Ack) && MayReopen(now, segment, options))
        {
            Extras.Reopening = packet;
            End(TcpEnd.Reopened);
            return;
        }
        if (!PassesTimestamp(now, packet, segment)) return;
        if (segment.Has(TcpFlags.Fin) && segment.DataEnd + 1 == _receiver.Next)
        {
            _endsAt = now + Settings.MaximumSegmentLifetime * 2;
            _receiver.Acks.AckNow();
            Drop(packet, TcpCounter.DroppedInTimeWait);
            return;
        }
        // An ACK in its place needs no answer, or two ends in TIME-WAIT would never stop.
        bool isQuiet = _receiver.IsAcceptable(segment) && !segment.Has(TcpFlags.Syn)
            && (!segment.Has(TcpFlags.Ack) || segment.Length == 0 && IsAckPlausible(segment));
        if (isQuiet) Drop(packet, TcpCounter.DroppedInTimeWait);
        else Challenge(now, packet, TcpCounter.DroppedInTimeWait);
    }

    /// <summary>RFC 5961 5.2: SND.UNA - MAX.SND.WND =&lt; SEG.ACK =&lt; SND.NXT.</summary>
    private bool IsAckPlausible(in ArrivedSegment segment) =>
        segment.Acknowledgment <= _sender.Nxt && segment.Acknowledgment >= _sender.Una - _sender.LargestWindow;

    /// <summary>RFC 6191: the SYN is from a new connection if its timestamp is later, or, without, its sequence number.</summary>
    private bool MayReopen(Instant now, in ArrivedSegment segment, in TcpOptions options)
    {
        bool bothStamp = _timestamps.IsEnabled && segment.HasTimestamps;
        if (!bothStamp) return segment.Sequence > _receiver.Next;
        if (_timestamps.IsOld(now, segment.TimestampValue)) return false;
        return segment.TimestampValue != _timestamps.Recent || segment.Sequence > _receiver.Next;
    }

    /// <summary>
    /// The SYN that ended TIME-WAIT (<see cref="TcpEnd.Reopened"/>): the owner hands it to the listener of its port, with the number above
    /// which the new connection must start (<see cref="TcpListener.OnReopening"/>).
    /// </summary>
    public bool TryTakeReopening([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Packet? syn, out SequenceNumber above)
    {
        syn = TakeReopening();
        above = new SequenceNumber((uint)_sender.Nxt);
        return syn is not null;
    }

    private Packet? TakeReopening()
    {
        if (_extras is not { Reopening: { } syn } extras) return null;
        extras.Reopening = null;
        return syn;
    }

    /// <summary>The segment is unacceptable and, since it may be a retransmission whose ACK was lost, is answered by an ACK.</summary>
    private void AckAndDrop(Instant now, Packet packet, in ArrivedSegment segment, TcpCounter reason)
    {
        if (segment.DataLength > 0 && segment.DataEnd <= _receiver.Next)
        {
            // RFC 2883: an old segment that came again.
            _receiver.Sacks.OnDuplicate(new SequenceRange(segment.DataEnd - segment.DataLength, segment.DataEnd));
            _receiver.Acks.AckNow();
        }
        else if (segment.Length > 0 && !segment.Has(TcpFlags.Syn) || Extras.AckLimit.TrySpend(now, Settings.ChallengeAcks))
        {
            _receiver.Acks.AckNow();
        }
        Drop(packet, reason);
    }

    /// <summary>
    /// Drops a segment that may be an attacker's, and tells the peer where we are (RFC 5961); both ends' patience is limited.
    /// </summary>
    private void Challenge(Instant now, Packet packet, TcpCounter reason)
    {
        if (Extras.AckLimit.TrySpend(now, Settings.ChallengeAcks))
        {
            Context.Counters.Count(TcpCounter.ChallengeAcksSent);
            _receiver.Acks.AckNow();
        }
        Drop(packet, reason);
    }

    private void AnswerWithReset(Packet packet, TcpCounter reason)
    {
        Context.Counters.Count(reason);
        if (ClosedPort.Answer(packet, Context.Counters) is not { } reset) return;
        Route?.AddTo(reset);
        Replies.Add(reset);
    }

    private void NoteRoom()
    {
        if (!_wasFull || _sender.Data.Room < _sender.Data.Limit / 8) return;
        _wasFull = false;
        _events |= TcpEvents.Writable;
    }

    private void Drop(Packet packet, TcpCounter reason)
    {
        Context.Counters.Count(reason);
        packet.Return();
    }
}
