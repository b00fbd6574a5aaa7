using NetSim.Simulation.Topology.Plan;

namespace NetSim.Simulation.Topology.Planning;

/// <summary>The ports that are taken on each node.</summary>
internal sealed class Listeners
{
    private readonly Dictionary<long, string> _taken = [];

    /// <returns>Null, or who has the port already.</returns>
    public string? Add(int node, ushort port, Transport transport, string who)
    {
        string? before = null;
        foreach (Transport one in (ReadOnlySpan<Transport>)[Transport.Tcp, Transport.Udp])
        {
            if ((transport & one) == 0 || _taken.TryAdd(Key(node, port, one), who)) continue;
            before ??= _taken[Key(node, port, one)];
        }
        return before;
    }

    public bool IsTaken(int node, ushort port, Transport transport) => _taken.ContainsKey(Key(node, port, transport));

    private static long Key(int node, ushort port, Transport transport) => (long)node << 24 | (long)port << 8 | (long)transport;
}
