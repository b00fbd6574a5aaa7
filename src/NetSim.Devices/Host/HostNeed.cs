namespace NetSim.Devices.Host;

/// <summary>Something that a run needs of the machine.</summary>
/// <param name="Kind">What it is for.</param>
/// <param name="State">Whether the process has it now.</param>
/// <param name="Sentence">What is needed; if it is missing, how to get it.</param>
public sealed record HostNeed(HostNeedKind Kind, HostNeedState State, string Sentence);

public enum HostNeedKind
{
    /// <summary>The TUN driver's node, to read and write.</summary>
    Driver,

    /// <summary>To enter another network namespace.</summary>
    Namespace,

    /// <summary>To make the device, or to attach to it.</summary>
    Device,

    /// <summary>To change addresses, routes and link states of the host.</summary>
    Configuration,
}

public enum HostNeedState
{
    Met,
    Missing,
}
