namespace NetSim.Simulation.Topology.Plan;

public enum NodeKind : byte
{
    Host,

    /// <summary>A host that forwards.</summary>
    Router,

    /// <summary>Joins Ethernet links; transparent to IP.</summary>
    Switch,
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
}

public enum RoutingMetric : byte
{
    Delay,
    Hops,
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
