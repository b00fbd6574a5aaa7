namespace NetSim.Simulation.Applications.Iperf;

/// <summary>Which way the data of a test goes.</summary>
public enum IperfDirection : byte
{
    /// <summary>The client sends.</summary>
    Forward,

    /// <summary>The server sends.</summary>
    Reverse,

    Bidirectional,
}
