using NetSim.Wire.Stp;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Switching.SpanningTree;

/// <summary>IEEE 802.1D-2004 17.7.</summary>
internal enum PortRole : byte
{
    Disabled,
    Root,
    Designated,
    Alternate,
    Backup,
}

/// <summary>Where what a port believes comes from (17.19.10).</summary>
internal enum InfoSource : byte
{
    Disabled,
    Aged,
    Mine,
    Received,
}

/// <summary>How it is known that no switch is behind a port.</summary>
internal enum EdgePort : byte
{
    /// <summary>Nobody is heard there for a while (AutoEdge, 17.13.3).</summary>
    Found,

    /// <summary>The file says so (AdminEdge, 17.13.1).</summary>
    Stated,
}

/// <summary>
/// The variables of one port (IEEE 802.1D-2004 17.19), by their names there. A timer is the instant at which it runs out; one that the standard sets again and again
/// while something holds is <see cref="Held"/>.
/// </summary>
internal sealed class TreePort(ushort id, uint cost, EdgePort edge)
{
    public static readonly Instant Held = new(long.MaxValue);

    public ushort Id { get; } = id;

    /// <summary>What a way over its link adds (PortPathCost, 17.13.11).</summary>
    public uint Cost { get; set; } = cost;

    public EdgePort Edge { get; } = edge;

    public bool IsEnabled, OperEdge, SendRstp = true;
    public InfoSource InfoIs;
    public PortRole Role, SelectedRole;
    public PriorityVector Priority, DesignatedPriority;
    public TreeTimes Times;
    public bool Synced = true;
    public bool Agree, Agreed, Proposed, Proposing, Sync, ReRoot, Disputed, UpdtInfo;
    public bool Learn, Forward;
    public bool NewInfo, RcvdTc, RcvdTcn, RcvdTcAck, TcAck, TcProp, IsTcActive, FdbFlush;
    public Instant EdgeDelayWhile, FdWhile, HelloWhen, MdelayWhile, RbWhile, RcvdInfoWhile, RrWhile, SpeakWhen, TcWhile, TxDecrement;
    public int TxCount;

    public PriorityVector MessagePriority(in Bpdu bpdu) => new(bpdu.Root, bpdu.RootPathCost, bpdu.Bridge, bpdu.Port);

    /// <summary>The first of its timers that is still to run out.</summary>
    public Instant NextAfter(Instant now)
    {
        Instant next = Held;
        foreach (Instant timer in (ReadOnlySpan<Instant>)[FdWhile, HelloWhen, RbWhile, RrWhile, SpeakWhen, TcWhile])
            if (timer > now) next = Instant.Min(next, timer);
        if (InfoIs == InfoSource.Received && RcvdInfoWhile > now) next = Instant.Min(next, RcvdInfoWhile);
        if (Proposing && EdgeDelayWhile > now) next = Instant.Min(next, EdgeDelayWhile);
        if (NewInfo && TxCount > 0 && TxDecrement > now) next = Instant.Min(next, TxDecrement);
        return next;
    }
}
