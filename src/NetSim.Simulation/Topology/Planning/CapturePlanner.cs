using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Simulation.Topology.Planning;

/// <summary>What is written down: captures.</summary>
internal sealed class CapturePlanner(PlanDraft draft, PathPlanner paths)
{
    private readonly Dictionary<string, Place> _files = [];

    public void Plan()
    {
        foreach (Located<CaptureDocument> capture in draft.Document.Captures) PlanCapture(capture.Value);
    }

    private void PlanCapture(CaptureDocument capture)
    {
        if (capture.Interface is not { } endpoint || !draft.TryFindInterface(endpoint, out int id)) return;
        if (capture.File is not { } file || paths.Output(file) is not { } path) return;
        if (!_files.TryAdd(path.FullPath, capture.Place))
        {
            draft.Diagnostics.Add(file.Place, DiagnosticCode.DuplicateCapture, $"{_files[path.FullPath].Path} writes this file too");
            return;
        }
        FilterPlan? filter = null;
        if (capture.Filter is { } text && !FilterPlanner.TryPlan(draft, text, id, out filter)) return;
        CaptureRingPlan? ring = null;
        if (capture.Ring is { } kept && !TryPlanRing(kept, out ring)) return;
        draft.Builder.AddCapture(new CapturePlan(id, path) { Filter = filter, Ring = ring });
    }

    private bool TryPlanRing(CaptureRingDocument ring, out CaptureRingPlan? plan)
    {
        plan = null;
        if (ring.Size is not { } size || ring.Files == 0) return false;
        if (size.Value.Bytes < CaptureRingPlan.LeastSize.Bytes)
        {
            draft.Diagnostics.Add(size.Place, DiagnosticCode.SmallCaptureRing, $"{size.Value} is too little for a file of a ring: {CaptureRingPlan.LeastSize} is the least");
            return false;
        }
        plan = new CaptureRingPlan(ring.Files, size.Value);
        return true;
    }
}
