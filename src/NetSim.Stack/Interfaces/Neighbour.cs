using NetSim.Wire.Addresses;
using NetSim.Wire.Time;

namespace NetSim.Stack.Interfaces;

/// <summary>
/// How far an entry can be trusted: the states of RFC 4861 7.3.2, used for ARP too, and one for entries that the operator made.
/// </summary>
public enum NeighbourState : byte
{
    /// <summary>Asked, no answer yet: packets wait.</summary>
    Incomplete,

    /// <summary>Known to have worked a short while ago.</summary>
    Reachable,

    /// <summary>Worked once; used as it is, and verified when it is used.</summary>
    Stale,

    /// <summary>Stale and in use: a probe follows unless something confirms it first.</summary>
    Delay,

    /// <summary>Being asked again, by unicast, while packets still flow.</summary>
    Probe,

    /// <summary>Set by the operator: never asked, never forgotten.</summary>
    Permanent,
}

/// <summary>One entry of a <see cref="NeighbourCache"/>.</summary>
internal sealed class Neighbour(IpAddress address)
{
    public readonly IpAddress Address = address;

    public MacAddress Mac;
    public NeighbourState State;

    /// <summary>Says of itself that it forwards (the R flag of a neighbour advertisement).</summary>
    public bool IsRouter;

    /// <summary>Before this moment a packet may leave without a further look at the state.</summary>
    public Instant UsableUntil;

    /// <summary>
    /// When <see cref="NeighbourState.Incomplete"/>, <see cref="NeighbourState.Delay"/> or <see cref="NeighbourState.Probe"/> goes on.
    /// </summary>
    public Instant Deadline;

    public Instant LastUsed;

    /// <summary>Solicitations sent in this state.</summary>
    public int Solicitations;

    public PacketQueue Waiting;

    /// <summary>Place among all entries.</summary>
    public int Slot;

    public Neighbour? EarlierDeadline;
    public Neighbour? LaterDeadline;
}

/// <summary>A copy of an entry for those who look (<c>ip neigh</c>).</summary>
public readonly record struct NeighbourSnapshot(IpAddress Address, MacAddress Mac, NeighbourState State, bool IsRouter);
