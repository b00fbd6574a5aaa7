using NetSim.Stack.Network.Tracking;

namespace NetSim.Simulation.Topology.Plan;

/// <summary>What a router does besides routing, and what a host or router lets in and out itself.</summary>
/// <param name="Translation">Null: it does not translate.</param>
/// <param name="Firewall">Null: it passes on everything.</param>
/// <param name="Tracking">What it remembers of conversations.</param>
public sealed record MiddleboxPlan(TranslationOptions? Translation, FirewallOptions? Firewall, TrackingOptions Tracking)
{
    /// <summary>For what comes for the node itself; null: it takes everything.</summary>
    public FirewallOptions? Input { get; init; }

    /// <summary>For what the node itself sends; null: everything goes.</summary>
    public FirewallOptions? Output { get; init; }
}
