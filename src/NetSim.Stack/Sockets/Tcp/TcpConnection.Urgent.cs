using NetSim.Wire.Tcp;
using NetSim.Wire.Time;

namespace NetSim.Stack.Sockets.Tcp;

/// <summary>
/// Urgent data (RFC 9293 3.8.5, RFC 6093): a point of the stream before which there is something urgent. The data stays where it is;
/// the application is told.
/// </summary>
public sealed partial class TcpConnection
{
    /// <summary>
    /// How many bytes, read from now on, lead up to the end of the urgent data, whether they are here yet or not; 0 if nothing is urgent
    /// (RFC 9293 MUST-33).
    /// </summary>
    public long UrgentBytesAhead =>
        _extras is { } extras ? Math.Max(0, extras.UrgentUpTo - (_receiver.Next - _receiver.ReadableBytes - (_receiver.IsFinished ? 1 : 0))) : 0;

    /// <summary>
    /// As <see cref="Write"/>, and the peer is told of its end as the end of urgent data, of any length (RFC 9293 MUST-30, MUST-31). New
    /// applications should not use it (SHLD-13).
    /// </summary>
    public int WriteUrgent(Instant now, ReadOnlyMemory<byte> data)
    {
        int taken = Write(now, data);
        if (taken > 0) _sender.UrgentEnd = _sender.Data.End;
        return taken;
    }

    /// <summary>Sixth check of RFC 9293 3.10.7.4. The pointer is the place of the first byte that is not urgent (MUST-62).</summary>
    private void TakeUrgent(in ArrivedSegment segment)
    {
        if (!segment.Has(TcpFlags.Urg) || segment.UrgentPointer == 0) return;
        if (State is not (TcpState.Established or TcpState.FinWait1 or TcpState.FinWait2)) return;
        long end = segment.Sequence + segment.UrgentPointer;
        if (end <= Extras.UrgentUpTo || end <= _receiver.Next - _receiver.ReadableBytes) return;
        Extras.UrgentUpTo = end;
        _events |= TcpEvents.Urgent;
    }
}
