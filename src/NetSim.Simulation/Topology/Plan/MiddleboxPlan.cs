using NetSim.Stack.Network.Tracking;

namespace NetSim.Simulation.Topology.Plan;

/// <summary>What a router does besides routing.</summary>
/// <param name="Translation">Null: it does not translate.</param>
/// <param name="Firewall">Null: it passes on everything.</param>
/// <param name="Tracking">What it remembers of conversations.</param>
public sealed record MiddleboxPlan(TranslationOptions? Translation, FirewallOptions? Firewall, TrackingOptions Tracking);
