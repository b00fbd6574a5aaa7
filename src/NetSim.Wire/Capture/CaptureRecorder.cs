using NetSim.Wire.Buffers;
using NetSim.Wire.Checksums;
using NetSim.Wire.Filtering;
using NetSim.Wire.Time;

namespace NetSim.Wire.Capture;

/// <summary>
/// Writes packets as they would be on the wire: partial checksums filled in, super-segments cut. It works on copies; the packet stays
/// as it is, and with its owner.
/// <para>
/// What becomes of a packet is known only later, and a file cannot be changed at its beginning. So a copy waits in a queue until it is settled, and
/// with it all that came behind: a file keeps the order of time. <see cref="WriteSettled"/> writes what need not wait.
/// </para>
/// </summary>
/// <param name="writer">The file; it stays with its owner too.</param>
/// <param name="pool">Where the copies come from.</param>
public sealed class CaptureRecorder(PcapngWriter writer, PacketPool pool)
{
    /// <summary>Of more frames than this that wait, the oldest is written without a comment.</summary>
    public const int MostWaiting = 4096;

    private CapturedFrame? _first, _last;

    /// <summary>What does not match is not written; null: all is. Of a super-segment each piece is asked.</summary>
    public BpfProgram? Filter { get; init; }

    /// <summary>How long a frame may wait, counted until the next one comes.</summary>
    public Duration Patience { get; init; } = Duration.FromSeconds(10);

    /// <summary>Called when there is something to write; a recorder without it is asked by whoever brings the next frame.</summary>
    public Action? Ready { get; init; }

    /// <summary>Frames that wait.</summary>
    public int Waiting { get; private set; }

    /// <param name="interfaceNumber">From <see cref="PcapngWriter.AddInterface"/>.</param>
    /// <param name="time">When; not before the writer's 1970.</param>
    /// <param name="packet">Borrowed.</param>
    /// <param name="direction">As the interface sees it.</param>
    /// <returns>To be settled; of a super-segment the first piece. Null if the filter refuses the packet.</returns>
    public CapturedFrame? Record(int interfaceNumber, Instant time, Packet packet, CaptureDirection direction)
    {
        ArgumentNullException.ThrowIfNull(packet);
        // The copies are for the file, and no part of what somebody follows.
        PacketJourney? journey = packet.Journey;
        packet.Journey = null;
        CapturedFrame? first = null;
        LinkType link = writer.Interfaces[interfaceNumber].LinkType;
        if (packet.SegmentSize > 0 && Segmentation.TryStart(packet, link, out Segmentation cut))
        {
            CapturedFrame? last = null;
            while (cut.TryTake(pool, out Packet? piece))
            {
                CapturedFrame frame = Keep(piece);
                first ??= frame;
                if (last is not null) last.NextPiece = frame;
                last = frame;
            }
        }
        else if (Filter?.Matches(packet.Bytes) != false)
        {
            first = Keep(packet.Clone(pool));
        }
        packet.Journey = journey;
        return first;

        CapturedFrame Keep(Packet copy)
        {
            bool isWanted = packet.SegmentSize == 0 || Filter?.Matches(copy.Bytes) != false;
            if (!isWanted) copy.Return();
            else TransportChecksum.Complete(copy, link);
            var frame = new CapturedFrame(this, isWanted ? copy : null) { InterfaceNumber = interfaceNumber, Time = time, Direction = direction };
            if (isWanted) Enqueue(frame);
            return frame;
        }
    }

    /// <summary>Writes, in their order, what is settled and what has waited for too long.</summary>
    /// <param name="now">The time.</param>
    public void WriteSettled(Instant now)
    {
        while (_first is { } frame && (frame.IsSettled || Waiting > MostWaiting || now - frame.Time > Patience)) WriteFirst(frame);
    }

    /// <summary>Writes all.</summary>
    public void WriteAll()
    {
        while (_first is { } frame) WriteFirst(frame);
    }

    /// <summary>Gives up all that waits.</summary>
    public void Discard()
    {
        for (; _first is { } frame; _first = frame.Behind)
        {
            frame.Copy?.Return();
            frame.Copy = null;
        }
        (_last, Waiting) = (null, 0);
    }

    internal void OnSettled(CapturedFrame frame)
    {
        if (ReferenceEquals(frame, _first)) Ready?.Invoke();
    }

    private void Enqueue(CapturedFrame frame)
    {
        if (_last is null) _first = frame;
        else _last.Behind = frame;
        _last = frame;
        Waiting++;
    }

    private void WriteFirst(CapturedFrame frame)
    {
        Packet copy = frame.Copy!;
        frame.Copy = null;
        _first = frame.Behind;
        if (_first is null) _last = null;
        Waiting--;
        try
        {
            writer.Write(frame.InterfaceNumber, frame.Time, copy.Bytes, frame.Direction, frame.Comment);
        }
        finally
        {
            copy.Return();
        }
    }
}
