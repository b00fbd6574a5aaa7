using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Addresses;

namespace NetSim.Simulation.Topology.Planning;

/// <summary>
/// From the document to the plan. Every step goes as far as it can, so that all that is wrong is said at once; a plan comes out only
/// if nothing is.
/// </summary>
internal static class TopologyPlanner
{
    public static TopologyPlan? Plan(TopologyDocument document, PlanOptions options, DiagnosticBag diagnostics)
    {
        PlanDraft draft = new(document, options, diagnostics);
        draft.Builder.Folder = Path.GetFullPath(options.BaseFolder ?? ".");
        draft.Builder.Seed = options.Seed ?? document.Seed.Value;
        new NodePlanner(draft).Plan();
        TimePlanner.Plan(draft);
        PathPlanner paths = new(draft);
        DirectionChecker directions = new(draft, new LinkFiles(draft, paths));
        LinkPlanner links = new(draft, directions);
        links.Plan();
        links.WarnOfTimelessLinks();
        VlanPlanner.CheckLinks(draft);
        TunnelPlanner.CheckEnds(draft);
        TopologyPlanBuilder built = draft.Builder;
        Segments segments = new(new Segments.Network([.. built.Nodes], [.. built.Interfaces], [.. built.Links], [.. built.Vlans], [.. built.Tunnels]));
        new SegmentChecker(draft, segments).Check();
        new AutomationPlanner(draft).CheckFraming();
        new RoutePlanner(draft, segments).Plan();
        new MiddleboxPlanner(draft).Plan();
        TargetResolver targets = new(draft);
        new ResolverPlanner(draft, targets).Plan();
        new ApplicationPlanner(draft, targets, paths).Plan();
        new ExpectationPlanner(draft, targets).Plan();
        new EventPlanner(draft, directions).Plan();
        new CapturePlanner(draft, paths).Plan();
        new TracePlanner(draft).Plan();
        RoutingSettings routing = RoutingPlanner.Plan(draft);
        if (diagnostics.HasErrors) return null;
        TopologyPlan plan = draft.Builder.Build(routing);
        RouteChecker.Check(draft, plan);
        ReplayPlanner.WarnOfLong(draft, plan);
        return plan;
    }
}

/// <summary>With the routes known: can everybody speak to whom he wants to?</summary>
internal static class RouteChecker
{
    public static void Check(PlanDraft draft, TopologyPlan plan)
    {
        if (draft.Errands.Count == 0) return;
        RouteWalk walk = new(plan);
        foreach (Errand errand in draft.Errands)
        {
            // Its routes and its address come from routers, when it runs.
            if (errand.To.IsIPv6 && FindsRouters(plan, errand.FromNode)) continue;
            string from = plan.Nodes[errand.FromNode].Name;
            if (walk.Objection(errand.FromNode, errand.To, out IpAddress source, out int end) is { } there)
            {
                draft.Diagnostics.Add(errand.Place, DiagnosticCode.Unreachable, $"{errand.To} cannot be reached from {from}: {there}");
            }
            else if (end >= 0 && end != errand.FromNode && walk.Objection(end, source, out _, out _) is { } back)
            {
                draft.Diagnostics.Add(errand.Place, DiagnosticCode.Unreachable,
                    $"{errand.To} can be reached from {from}, but its answer to {source} cannot come back: {back}");
            }
        }
    }

    private static bool FindsRouters(TopologyPlan plan, int node)
    {
        foreach (InterfacePlan own in plan.InterfacesOf(node))
        {
            if (own.Automation is { Slaac: true }) return true;
        }
        return false;
    }
}
