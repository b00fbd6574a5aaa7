using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Planning;

/// <summary>When an expectation is tried, and how often.</summary>
internal sealed class ExpectationScheduler(PlanDraft draft)
{
    /// <returns>Null if there is none, or its times make no sense.</returns>
    public ExpectationPlan? Schedule(ExpectationDocument document, ExpectationPlan? plan)
    {
        bool isGood = CheckVia(document) & TryFindStart(document, out Duration start);
        ExpectationTries tries = document.Always is { Value: true } ? ExpectationTries.Always
            : document.Within is not null ? ExpectationTries.Eventually : ExpectationTries.Once;
        isGood &= CheckTries(document, tries);
        if (plan is null || !isGood) return null;
        plan = plan with { Start = start };
        if (tries == ExpectationTries.Once) return plan;
        Duration every = document.Every?.Value ?? PeriodOf(plan);
        if (plan is PingExpectationPlan ping && every.Nanoseconds < LastRequest(ping))
        {
            draft.Diagnostics.Add(document.Every!.Place, DiagnosticCode.TimesClash,
                $"the {ping.Count} requests of one try take longer: make it longer, or 'count' smaller");
            return null;
        }
        return plan with { Tries = tries, Within = document.Within?.Value ?? Duration.Zero, Period = every };
    }

    /// <summary>Unless the file says it: what is enough for one try on most networks.</summary>
    private static Duration PeriodOf(ExpectationPlan plan) => plan switch
    {
        PingExpectationPlan ping => new Duration(Math.Max(LastRequest(ping) + Duration.FromSeconds(1).Nanoseconds, 1)),
        TcpExpectationPlan => Duration.FromSeconds(10),
        HttpExpectationPlan => Duration.FromSeconds(2),
        PathExpectationPlan => Duration.FromSeconds(5),
        _ => Duration.FromMilliseconds(100),
    };

    private static long LastRequest(PingExpectationPlan ping) => (long)decimal.Min(long.MaxValue / 2, (ping.Count - 1) * (decimal)ping.Every.Nanoseconds);

    private bool TryFindStart(ExpectationDocument document, out Duration start)
    {
        Located<Duration>? inner = document.Ping?.Start ?? document.Tcp?.Start;
        start = document.At?.Value ?? inner?.Value ?? Duration.Zero;
        if (document.At is { } at && inner is { } other && other.Value != Duration.Zero)
        {
            draft.Diagnostics.Add(at.Place, DiagnosticCode.KeysExclude, "'start' says already when it starts");
            return false;
        }
        if ((document.At ?? inner) is { } time) Times.WarnAfterStop(draft, time, "it starts");
        return true;
    }

    private bool CheckTries(ExpectationDocument document, ExpectationTries tries)
    {
        if (document.Within is { Value.Nanoseconds: 0 } never)
        {
            draft.Diagnostics.Add(never.Place, DiagnosticCode.OutOfRange, "in no time nothing can be tried");
            return false;
        }
        if (document.Every is { } every)
        {
            if (tries == ExpectationTries.Once)
            {
                draft.Diagnostics.AddAtKey(every.Place, DiagnosticCode.KeyNeedsOther, "'every' goes only with 'within' or 'always'");
                return false;
            }
            if (every.Value == Duration.Zero)
            {
                draft.Diagnostics.Add(every.Place, DiagnosticCode.TimesClash, "the next try would be at the same time, and so on for ever");
                return false;
            }
        }
        if (tries != ExpectationTries.Always || draft.Time is not { Mode: TimeMode.Virtual, Stop: null }) return true;
        draft.Diagnostics.Add(document.Always!.Place, DiagnosticCode.NeverEnds,
            "'always' is until the run ends, so that must be said: add 'time: { stop: 60 s }' to the file");
        return false;
    }

    private bool CheckVia(ExpectationDocument document)
    {
        if (document.Via is not { } via || document.Route is not null || document.Path is not null || document.IsDamaged) return true;
        draft.Diagnostics.AddAtKey(via.Place, DiagnosticCode.KeyNeedsOther, "'via' goes only with 'route' or 'path'");
        return false;
    }
}
