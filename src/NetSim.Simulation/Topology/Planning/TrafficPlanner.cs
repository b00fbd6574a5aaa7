using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Planning;

/// <summary>What draws its times.</summary>
internal sealed class TrafficPlanner(PlanDraft draft)
{
    public TrafficPlan? Traffic(TrafficDocument document, Target target)
    {
        bool isBounded = document.Count is not null || document.For is not null || document.Stop is not null || draft.Time.Stop is not null;
        if (!isBounded && draft.Time.Mode == TimeMode.Virtual && !document.IsDamaged)
        {
            draft.Diagnostics.AddAtKey(document.Place, DiagnosticCode.NeverEnds,
                "this never ends, and neither would the run: add 'count' or 'for' here, or 'time: { stop: 60 s }' to the file");
        }
        // Not '&&': each is to be said.
        bool isUsable = IsInterval(document.Every) & IsInterval(document.On) & IsInterval(document.Off);
        if (!isUsable || document.Every is not { } every) return null;
        return new TrafficPlan
        {
            To = target,
            Port = document.Port.Value,
            Size = document.Size,
            Every = every.Value,
            On = document.On?.Value,
            Off = document.Off?.Value,
            Count = document.Count,
            For = document.For,
            Dscp = document.Dscp,
        };
    }

    public LookupPlan? Lookup(LookupDocument document)
    {
        if (document.Name is not { } name || !IsBounded(document.Every)) return null;
        Distribution every = document.Every?.Value ?? Distribution.Constant(Duration.FromSeconds(1));
        return new LookupPlan { Name = name, Type = document.Type, Count = document.Count, Every = every };
    }

    /// <summary>An interval of nothing would leave the run where it is.</summary>
    private bool IsInterval(Located<Distribution>? interval)
    {
        if (interval is not { Value.Mean: 0 }) return IsBounded(interval);
        draft.Diagnostics.Add(interval.Place, DiagnosticCode.OutOfRange, "an interval of no time would never end");
        return false;
    }

    /// <summary>A tail must not leave the time that can be counted.</summary>
    public bool IsBounded(Located<Distribution>? interval)
    {
        if (interval is null || interval.Value.Mean <= DistributionDocument.LongestMean.Nanoseconds) return true;
        draft.Diagnostics.Add(interval.Place, DiagnosticCode.OutOfRange,
            $"an interval is at most {Quantities.DurationText.Format(DistributionDocument.LongestMean)}");
        return false;
    }
}
