using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Planning;

/// <summary>The settings of a spanning tree, within their limits (IEEE 802.1D-2004 17.14).</summary>
internal sealed class SpanningTreePlanner(PlanDraft draft)
{
    private const int PriorityStep = 4096;

    public SpanningTreePlan Plan(SpanningTreeDocument document)
    {
        var standard = new SpanningTreePlan();
        if (document.Priority is { } priority && priority.Value % PriorityStep != 0)
        {
            draft.Diagnostics.Add(priority.Place, DiagnosticCode.SpanningTreeTimes,
                $"the priority is a multiple of {PriorityStep}: write {priority.Value / PriorityStep * PriorityStep}");
        }
        bool isGood = IsWithin(document.HelloTime, 1, 10) & IsWithin(document.MaxAge, 6, 40) & IsWithin(document.ForwardDelay, 4, 30);
        SpanningTreePlan plan = standard with
        {
            Priority = document.Priority?.Value ?? standard.Priority,
            HelloTime = document.HelloTime?.Value ?? standard.HelloTime,
            MaxAge = document.MaxAge?.Value ?? standard.MaxAge,
            ForwardDelay = document.ForwardDelay?.Value ?? standard.ForwardDelay,
        };
        if (isGood) CheckRelation(document, plan);
        return plan;
    }

    private bool IsWithin(Located<Duration>? time, int least, int most)
    {
        if (time is not { } given || (given.Value >= Duration.FromSeconds(least) && given.Value <= Duration.FromSeconds(most))) return true;
        draft.Diagnostics.Add(given.Place, DiagnosticCode.OutOfRange, $"{DurationText.Format(given.Value)} is not between {least} s and {most} s");
        return false;
    }

    private void CheckRelation(SpanningTreeDocument document, SpanningTreePlan plan)
    {
        Duration second = Duration.FromSeconds(1);
        Duration least = plan.HelloTime + plan.HelloTime + second + second;
        Duration most = plan.ForwardDelay + plan.ForwardDelay - second - second;
        if (plan.MaxAge >= least && plan.MaxAge <= most) return;
        Place place = document.MaxAge?.Place ?? document.ForwardDelay?.Place ?? document.HelloTime!.Place;
        draft.Diagnostics.Add(place, DiagnosticCode.SpanningTreeTimes,
            $"the maximum age, {DurationText.Format(plan.MaxAge)}, is not between 2 × (hello + 1 s) = {DurationText.Format(least)} "
            + $"and 2 × (forward delay − 1 s) = {DurationText.Format(most)}");
    }
}
