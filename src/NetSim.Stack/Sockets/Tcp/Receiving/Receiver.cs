using NetSim.Wire.Buffers;
using NetSim.Wire.Tcp;
using NetSim.Wire.Time;

namespace NetSim.Stack.Sockets.Tcp.Receiving;

/// <summary>
/// The receiving half of a connection: RCV.NXT, RCV.WND, the data in order and above a hole, and when to say so. Positions
/// are 64 bits wide and never wrap; their low 32 bits are the sequence numbers.
/// </summary>
internal sealed class Receiver
{
    private const long NoFin = long.MaxValue;

    private readonly TcpBasis _basis;
    private ReceiveTuning _tuning;
    private readonly int _segmentSize;
    private AckPolicy _acks;
    private ReceiveQueue _inOrder;

    private ReceiverExtras? _extras;
    private long _finAt = NoFin;

    /// <param name="basis">Of the connection, as it was made.</param>
    /// <param name="segmentSize">What we tell the peer as our MSS.</param>
    public Receiver(TcpBasis basis, int segmentSize)
    {
        _basis = basis;
        TcpSettings settings = basis.Settings;
        _tuning = new ReceiveTuning(settings.ReceiveBuffer);
        _segmentSize = segmentSize;
        _acks = new AckPolicy(settings.QuickAcks);
    }

    private TcpSettings Settings => _basis.Settings;

    private TcpContext Context => _basis.Context;

    public ref AckPolicy Acks => ref _acks;

    /// <summary>Bytes received and not read that are held at most.</summary>
    public int Buffer => _tuning.Buffer;

    public SackReport Sacks => Extras.Sacks ??= new SackReport();

    /// <summary>The peer is to be told of something that did not come in order, or came twice.</summary>
    public bool HasSacks => _extras is { Sacks.IsEmpty: false };

    /// <summary>Null unless ECN is agreed.</summary>
    public EcnEcho? Marks => _extras?.Marks;

    public void UseEcn() => Extras.Marks = new EcnEcho();

    private ReceiverExtras Extras => _extras ??= new ReceiverExtras();

    private bool HasHole => _extras is { OutOfOrder.IsEmpty: false };

    public bool UsesSack { get; set; }

    /// <summary>Rcv.Wind.Shift of RFC 7323; 0 until agreed.</summary>
    public byte Shift { get; set; }

    /// <summary>IRS.</summary>
    public long InitialSequence => Next - BytesReceived - (IsFinished ? 2 : 1);

    /// <summary>RCV.NXT.</summary>
    public long Next { get; private set; }

    /// <summary>RCV.NXT + RCV.WND as the peer knows it; it never moves to the left (RFC 9293 SHLD-14).</summary>
    public long RightEdge { get; private set; }

    /// <summary>RCV.WND.</summary>
    public long Window => RightEdge - Next;

    /// <summary>Last.ACK.sent of RFC 7323 4.3.</summary>
    public long LastAckSent { get; private set; }

    public int ReadableBytes => _inOrder.Bytes;

    public long BytesReceived { get; private set; }

    public long BytesOutOfOrder => _extras?.OutOfOrder?.Bytes ?? 0;

    /// <summary>The peer's FIN was taken in its turn.</summary>
    public bool IsFinished { get; private set; }

    /// <summary>Memory held for data, unread and above holes.</summary>
    public long Storage => _inOrder.Storage + (_extras?.OutOfOrder?.Storage ?? 0);

    /// <summary>Twice the buffer: a full segment fills about three quarters of its packet.</summary>
    private long StorageLimit => 2L * _tuning.Buffer + PacketPool.LargeCapacity;

    /// <summary>The peer's SYN came.</summary>
    public void Start(long initialSequence)
    {
        Next = RightEdge = LastAckSent = initialSequence + 1;
    }

    /// <summary>The window of our SYN, which somebody else has sent.</summary>
    public void AdoptWindow(int window) => RightEdge = Next + window;

    /// <summary>The acceptability test, first check of RFC 9293 3.10.7.4.</summary>
    public bool IsAcceptable(in ArrivedSegment segment)
    {
        long window = Window;
        int length = segment.Length;
        if (length == 0) return window == 0 ? segment.Sequence == Next : IsInWindow(segment.Sequence);
        return window > 0 && (IsInWindow(segment.Sequence) || IsInWindow(segment.Sequence + length - 1));
    }

    private bool IsInWindow(long position) => Next <= position && position < RightEdge;

    /// <summary>Whether <see cref="TakeNext"/> may be used for so much data that starts at RCV.NXT.</summary>
    public bool CanTakeNext(int length) => !HasHole && length <= Window && _finAt == NoFin;

    /// <summary>The data is the next in order and fits: header prediction, and the usual end of <see cref="TakeText"/>.</summary>
    /// <param name="now">When it came.</param>
    /// <param name="roundTrip">As far as the sending half knows; zero if not.</param>
    /// <param name="packet">Taken.</param>
    /// <param name="payloadOffset">Where the data begins in it.</param>
    /// <param name="length">Of the data.</param>
    public void TakeNext(Instant now, Duration roundTrip, Packet packet, int payloadOffset, int length)
    {
        int segmentBytes = packet.SegmentSize > 0 ? packet.SegmentSize : length;
        Append(CutToPayload(packet, payloadOffset, length));
        _tuning.OnInOrder(now, roundTrip, BytesReceived - _inOrder.Bytes, Settings.LargestReceiveBuffer);
        _acks.OnInOrder(now, segmentBytes, Next - LastAckSent, Window, Settings.DelayedAck);
    }

    /// <summary>Seventh check of RFC 9293 3.10.7.4: takes what is new and within the window. Takes the packet.</summary>
    public void TakeText(Instant now, Duration roundTrip, Packet packet, in ArrivedSegment segment)
    {
        long left = segment.DataEnd - segment.DataLength;
        long right = Math.Min(Math.Min(segment.DataEnd, RightEdge), _finAt);
        if (segment.Has(TcpFlags.Fin) && _finAt == NoFin && Next <= segment.DataEnd && segment.DataEnd <= RightEdge)
            _finAt = segment.DataEnd;
        if (segment.DataLength == 0)
        {
            if (segment.Has(TcpFlags.Fin) && _finAt == segment.DataEnd && _finAt > Next) TakeEarlyFin();
            packet.Return();
            return;
        }
        if (left < Next) Sacks.OnDuplicate(new SequenceRange(left, Math.Min(Next, segment.DataEnd)));
        long from = Math.Max(left, Next);
        if (right <= from)
        {
            Drop(packet, ReasonFor(segment.DataEnd, from));
            _acks.AckNow();
            return;
        }
        if (right < segment.DataEnd) Context.Counters.Count(right == _finAt ? TcpCounter.DroppedAfterFin : TcpCounter.DroppedWindowClosed);
        if (left < Next) _acks.AckNow();
        int offset = segment.PayloadOffset + (int)(from - left);
        int length = (int)(right - from);
        if (from > Next) TakeOutOfOrder(packet, from, offset, length);
        else if (!HasHole) TakeNext(now, roundTrip, packet, offset, length);
        else FillHole(_extras!.OutOfOrder!, packet, offset, length);
    }

    private TcpCounter ReasonFor(long dataEnd, long from)
    {
        if (dataEnd <= Next) return TcpCounter.DroppedDuplicateData;
        return from >= _finAt ? TcpCounter.DroppedAfterFin : TcpCounter.DroppedWindowClosed;
    }

    /// <summary>A FIN above a hole is answered at once like data there, or a peer that has lost what is before it would not learn of it.</summary>
    private void TakeEarlyFin()
    {
        Sacks.OnRun(WithFin(_extras?.OutOfOrder?.TryFindEndingAt(_finAt, out SequenceRange run) == true ? run : new SequenceRange(_finAt, _finAt)));
        _acks.OnOutOfOrder(segmentBytes: 0, UsesSack);
    }

    /// <summary>The FIN is one byte of the sequence space, also in a SACK block.</summary>
    private SequenceRange WithFin(SequenceRange run) => run.Right == _finAt ? run with { Right = _finAt + 1 } : run;

    /// <summary>The FIN's turn has come, once.</summary>
    public bool TryTakeFin()
    {
        if (Next != _finAt) return false;
        _finAt = NoFin;
        Next++;
        // The FIN takes no room in the buffer.
        RightEdge++;
        _extras?.Sacks?.RemoveBelow(Next);
        IsFinished = true;
        _acks.AckNow();
        return true;
    }

    public bool TryRead([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Packet? payload) => _inOrder.TryTake(out payload);

    public int Peek(Span<byte> buffer) => _inOrder.Peek(buffer);

    /// <summary>
    /// The window field of the segment that goes out now, and from now on the peer's knowledge. The right edge moves only by a
    /// full segment or half the buffer (RFC 9293 MUST-39).
    /// </summary>
    public ushort Advertise()
    {
        long edge = Next + OpenBytes;
        if (edge - RightEdge >= SillyWindow) RightEdge = Math.Max(RightEdge, Next + ((edge - Next) >> Shift << Shift));
        // Rounded up: rounding down would take back what was promised (RFC 7323 2.4).
        long field = Math.Min((RightEdge - Next + (1L << Shift) - 1) >> Shift, ushort.MaxValue);
        RightEdge = Math.Max(RightEdge, Next + (field << Shift));
        LastAckSent = Next;
        _acks.OnAckSent();
        return (ushort)field;
    }

    /// <summary>The window of a SYN is never scaled (RFC 7323 2.2).</summary>
    public ushort AdvertiseInSyn()
    {
        long window = Math.Min(_tuning.Buffer, ushort.MaxValue);
        RightEdge = Math.Max(RightEdge, Next + window);
        LastAckSent = Next;
        _acks.OnAckSent();
        return (ushort)window;
    }

    /// <summary>The application has read so much that the peer, which knows only a small window, must hear of it.</summary>
    public bool IsWindowUpdateDue
    {
        get
        {
            long known = Window;
            // Before the first data nothing was read either: the peer's own next segment will be answered with the whole window.
            if (known * 2 > _tuning.Buffer || IsFinished || BytesReceived == 0) return false;
            long open = OpenBytes;
            return open - known >= SillyWindow && open >= 2 * known;
        }
    }

    private long OpenBytes => Math.Min(Math.Max(0, _tuning.Buffer - _inOrder.Bytes), (long)ushort.MaxValue << Shift);

    private int SillyWindow => Math.Min(_tuning.Buffer / 2, _segmentSize);

    public void ClearUnread() => _inOrder.Clear();

    public void ClearOutOfOrder() => _extras?.OutOfOrder?.Clear();

    private void FillHole(ReassemblyQueue outOfOrder, Packet packet, int offset, int length)
    {
        // RFC 2883 section 4: what reaches into the lowest run was here before, as far as that goes. Of several duplicates in one segment the
        // first is told, so one that lies below RCV.NXT goes before.
        SequenceRange lowest = outOfOrder[0];
        if (lowest.Left < Next + length && !Sacks.HasDuplicate)
            Sacks.OnDuplicate(new SequenceRange(Math.Max(lowest.Left, Next), Math.Min(lowest.Right, Next + length)));
        Append(CutToPayload(packet, offset, length));
        while (outOfOrder.TryTake(Next, out Packet? chain, out long _))
        {
            while (chain is { } payload)
            {
                chain = payload.Next;
                Append(payload);
            }
        }
        _extras?.Sacks?.RemoveBelow(Next);
        _acks.OnHoleFilled();
    }

    private void TakeOutOfOrder(Packet packet, long left, int offset, int length)
    {
        var range = new SequenceRange(left, left + length);
        int segmentBytes = packet.SegmentSize > 0 ? packet.SegmentSize : length;
        ReassemblyQueue outOfOrder = Extras.OutOfOrder ??= new ReassemblyQueue();
        if (outOfOrder.Holds(range))
        {
            Sacks.OnDuplicate(range);
            Drop(packet, TcpCounter.DroppedDuplicateData);
            _acks.OnOutOfOrder(segmentBytes, UsesSack);
            return;
        }
        Packet payload = CutToPayload(packet, offset, length);
        if (Storage + payload.Capacity > StorageLimit)
        {
            Drop(payload, TcpCounter.DroppedNoMemory);
            _acks.OnOutOfOrder(segmentBytes, UsesSack);
            return;
        }
        SequenceRange run = outOfOrder.Insert(payload, left, out SequenceRange duplicate);
        if (!duplicate.IsEmpty) Sacks.OnDuplicate(duplicate);
        Sacks.OnRun(WithFin(run));
        _acks.OnOutOfOrder(segmentBytes, UsesSack);
    }

    private void Append(Packet payload)
    {
        Next += payload.Length;
        BytesReceived += payload.Length;
        _inOrder.Append(payload);
    }

    /// <summary>Cuts headers and excess off. When memory is short, a little data in a large buffer moves to a small one.</summary>
    private Packet CutToPayload(Packet packet, int offset, int length)
    {
        packet.TrimStart(offset);
        packet.Truncate(length);
        bool isWasteful = packet.Capacity > PacketPool.SmallCapacity && length <= PacketPool.SmallCapacity - Packet.DefaultHeadroom;
        if (!isWasteful || Storage + packet.Capacity <= StorageLimit) return packet;
        Packet small = Context.Pool.Rent(length);
        packet.Bytes.CopyTo(small.Append(length));
        packet.Return();
        return small;
    }

    private void Drop(Packet packet, TcpCounter reason)
    {
        Context.Counters.Count(reason);
        packet.Return();
    }
}
