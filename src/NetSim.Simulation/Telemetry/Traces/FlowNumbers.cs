namespace NetSim.Simulation.Telemetry.Traces;

/// <summary>
/// Counts the packets of each flow that starts at a node, in a table that never grows: two flows may share a counter, which leaves all
/// (flow, number) different all the same.
/// </summary>
internal sealed class FlowNumbers
{
    private const int Counters = 256;

    private readonly ulong[] _counts = new ulong[Counters];

    public ulong Next(ulong flow) => _counts[flow % Counters]++;
}
