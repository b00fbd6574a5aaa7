namespace NetSim.Simulation.Switching;

/// <summary>What a spanning tree lets a port of a switch do (IEEE 802.1D-2004 7.4).</summary>
public enum PortState : byte
{
    Discarding,

    /// <summary>Sources are learnt, nothing passes.</summary>
    Learning,

    Forwarding,
}
