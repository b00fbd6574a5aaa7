using NetSim.Wire.Tcp;

namespace NetSim.Stack.Sockets.Tcp.Receiving;

/// <summary>The receiver's half of ECN (RFC 3168 6.1.3): after a mark every ACK says so until the peer answers with CWR. Made if ECN is agreed.</summary>
internal sealed class EcnEcho
{
    /// <summary>What goes out carries ECE.</summary>
    public bool IsDue { get; private set; }

    /// <summary>Packets that came with a mark.</summary>
    public long Marks { get; private set; }

    /// <summary>A segment arrived and is acceptable.</summary>
    /// <returns>True if it brings the first mark since the last was answered, of which the peer should hear at once.</returns>
    public bool OnArrival(in ArrivedSegment segment)
    {
        if (segment.Has(TcpFlags.Syn)) return false;
        bool wasDue = IsDue;
        if (segment.Has(TcpFlags.Cwr)) IsDue = false;
        if (!segment.IsMarked) return false;
        Marks++;
        IsDue = true;
        return !wasDue;
    }
}
