using NetSim.Simulation.Actors;
using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Planning;

/// <summary>How routes are computed.</summary>
internal static class RoutingPlanner
{
    public static RoutingSettings Plan(PlanDraft draft)
    {
        RoutingSettings settings = RoutingSettings.Default;
        if (draft.Document.Routing is not { } routing) return settings;
        settings = settings with
        {
            Kind = routing.Kind,
            Metric = routing.Metric,
            Paths = routing.EqualCost?.Value == true ? PathChoice.EqualCost : PathChoice.One,
            Detection = routing.Detection?.Value ?? settings.Detection,
            Convergence = routing.Convergence?.Value ?? settings.Convergence,
        };
        foreach (Located<Duration>? time in (ReadOnlySpan<Located<Duration>?>)[routing.Detection, routing.Convergence])
        {
            if (time is null || routing.Kind == RoutingKind.DynamicShortest) continue;
            draft.Diagnostics.AddAtKey(time.Place, DiagnosticCode.KeyNotForKind, "only 'kind: dynamic-shortest' changes its routes");
        }
        if (settings.Kind == RoutingKind.DynamicShortest && settings.Detection + settings.Convergence < ControlPlane.Latency)
        {
            Place place = routing.Convergence?.Place ?? routing.Detection!.Place;
            draft.Diagnostics.Add(place, DiagnosticCode.OutOfRange,
                $"detection and convergence together take at least {DurationText.Format(ControlPlane.Latency)}: routers far apart cannot know at once");
        }
        return settings;
    }
}
