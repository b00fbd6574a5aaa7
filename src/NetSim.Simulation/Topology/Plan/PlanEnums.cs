namespace NetSim.Simulation.Topology.Plan;

public enum NodeKind : byte
{
    Host,

    /// <summary>A host that forwards.</summary>
    Router,

    /// <summary>Joins Ethernet links; transparent to IP.</summary>
    Switch,

    /// <summary>A shared segment: what comes in by one port goes out by all others.</summary>
    Hub,

    /// <summary>A network namespace of this machine, with the kernel's stack and the programs of the file in it.</summary>
    Netns,
}

/// <summary>What follows from the kind of a node.</summary>
internal static class NodeKinds
{
    /// <summary>It has ports, and is transparent to IP.</summary>
    public static bool IsBridge(this NodeKind kind) => kind is NodeKind.Switch or NodeKind.Hub;
}

/// <summary>Of an interface: set up or down by its operator. Of a link: plugged in or cut.</summary>
public enum OperState : byte
{
    Up,
    Down,
}

public enum Framing : byte
{
    Ethernet,

    /// <summary>Bare IP packets from point to point.</summary>
    Ip,
}

/// <summary>The queues, by the names of tc.</summary>
public enum QueueKind : byte
{
    DropTail,
    CoDel,
    FqCoDel,
    Red,
    Pie,
    Drr,
    Prio,
}

/// <summary>What DRR takes for one flow.</summary>
public enum QueueClasses : byte
{
    /// <summary>What has the same addresses, protocol and ports, by a hash.</summary>
    Flow,

    /// <summary>What has the same DSCP.</summary>
    Dscp,
}

public enum CongestionControl : byte
{
    NewReno,
    Cubic,
    Bbr,
}

public enum RoutingKind : byte
{
    None,
    StaticShortest,

    /// <summary>Shortest paths of what is up, some time after each change.</summary>
    DynamicShortest,
}

public enum RoutingMetric : byte
{
    Delay,
    Hops,
}

/// <summary>What becomes of paths that are equally short.</summary>
public enum PathChoice : byte
{
    /// <summary>One of them is taken.</summary>
    One,

    /// <summary>All of them are, each flow keeping to one (ECMP).</summary>
    EqualCost,
}

public enum TimeMode : byte
{
    Virtual,
    Real,
}

[Flags]
public enum Transport : byte
{
    Tcp = 1,
    Udp = 2,
    Both = Tcp | Udp,
}

public enum FlowTracing : byte
{
    All,
    None,
}

public enum DropTracing : byte
{
    Always,
    Sampled,
}
