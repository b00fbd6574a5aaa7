using NetSim.Simulation.Determinism;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Queues;

/// <summary>Where a queue stands: what it may know of its direction, what it drops into, and what is counted of it, inner queues included.</summary>
/// <param name="link">What the packets start with.</param>
/// <param name="diceOf">Gives the dice for a purpose; asked only if something hangs on them.</param>
/// <param name="drop">Counts a drop and returns the packet.</param>
internal sealed class QueueSite(LinkType link, Func<string, RandomStream> diceOf, Action<Packet, DropReason> drop)
{
    private QueueCounters _counters;

    public LinkType Link => link;

    /// <summary>Of the transmitter, in bits per second; 0 = unlimited.</summary>
    public long Rate { get; set; }

    /// <summary>The longest packet that the link takes, link header included.</summary>
    public int MaxPacket { get; set; } = 1514;

    public ref readonly QueueCounters Counters => ref _counters;

    public RandomStream Dice(string purpose) => diceOf(purpose);

    public void Drop(Packet packet, DropReason reason) => drop(packet, reason);

    /// <summary>Marks a packet instead of dropping it.</summary>
    /// <returns>False if its transport does not understand marks: it has to be dropped (RFC 3168 section 5).</returns>
    public bool TryMark(Packet packet)
    {
        if (!CongestionMark.TrySet(packet, link)) return false;
        _counters.Marked++;
        return true;
    }

    /// <summary>A packet goes to the transmitter.</summary>
    public void OnSent(Packet packet, Instant now)
    {
        Duration sojourn = now - packet.Enqueued;
        _counters.Sent++;
        _counters.Waited += sojourn;
        _counters.LongestWait = Duration.Max(_counters.LongestWait, sojourn);
    }
}

/// <summary>What a queue that holds its packets has done, besides dropping.</summary>
public struct QueueCounters
{
    /// <summary>Packets that carry a mark of congestion instead of having been dropped.</summary>
    public long Marked { get; internal set; }

    /// <summary>Packets that went from the queue to the transmitter.</summary>
    public long Sent { get; internal set; }

    /// <summary>How long all of them have waited, together.</summary>
    public Duration Waited { get; internal set; }

    /// <summary>How long that one waited which waited longest.</summary>
    public Duration LongestWait { get; internal set; }
}
