using NetSim.Stack.Tunnels;

namespace NetSim.Simulation.Topology.Plan;

/// <summary>An interface that is one end of a tunnel.</summary>
/// <param name="InterfaceId">The interface.</param>
/// <param name="Options">What the tunnel is like.</param>
public sealed record TunnelPlan(int InterfaceId, TunnelOptions Options)
{
    /// <summary>The interface at the other end; −1 if it is outside of this network.</summary>
    internal static int FarEndOf(TunnelPlan tunnel, IReadOnlyList<TunnelPlan> all)
    {
        foreach (TunnelPlan other in all)
        {
            if (tunnel.Options.IsFarEndOf(other.Options)) return other.InterfaceId;
        }
        return -1;
    }
}
