using NetSim.Simulation.Queues;
using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Planning;

/// <summary>Whether what the levels of a file say of a queue fits its kind, and fits together. What many links share is judged once.</summary>
internal sealed class QueueChecker(DiagnosticBag diagnostics)
{
    /// <summary>As in tc.</summary>
    private const int MostBands = 16;

    private static readonly Duration LeastUpdate = Duration.FromMicroseconds(1);

    private static readonly QueueParameter[] Positive =
    [
        QueueParameter.Target, QueueParameter.Interval, QueueParameter.TUpdate, QueueParameter.Quantum, QueueParameter.MemoryLimit,
        QueueParameter.AvPkt, QueueParameter.Probability,
    ];

    private readonly HashSet<QueueDocument> _judged = new(ReferenceEqualityComparer.Instance);

    /// <param name="levels">The link, its profile, the defaults: the most specific first.</param>
    /// <param name="directions">What comes of them.</param>
    public void Check(LinkPropertiesDocument[] levels, Resolved directions)
    {
        if (!SaysNew(levels)) return;
        List<QueueDocument?> forward = [], reverse = [];
        for (int i = levels.Length - 1; i >= 0; i--)
        {
            forward.Add(levels[i].Forward.Queue);
            reverse.Add(levels[i].Forward.Queue);
            reverse.Add(levels[i].Reverse?.Queue);
        }
        Judge(QueuePlan.Default, forward, directions.AToB.Queue);
        Judge(QueuePlan.Default, reverse, directions.BToA.Queue);
    }

    /// <summary>What a queue becomes, level by level.</summary>
    public QueuePlan Check(QueuePlan from, QueueDocument?[] levels)
    {
        QueuePlan plan = from;
        foreach (QueueDocument? level in levels)
        {
            if (level is not null) plan = plan.Patched(level.Words);
        }
        Judge(from, levels, plan);
        return plan;
    }

    private bool SaysNew(LinkPropertiesDocument[] levels)
    {
        foreach (LinkPropertiesDocument level in levels)
        {
            if (level.Forward.Queue is { } forward && !_judged.Contains(forward)) return true;
            if (level.Reverse?.Queue is { } reverse && !_judged.Contains(reverse)) return true;
        }
        return false;
    }

    private void Judge(QueuePlan from, IReadOnlyList<QueueDocument?> levels, QueuePlan plan)
    {
        QueueKind kind = from.Kind;
        QueueDocument? top = null;
        bool isNew = false;
        foreach (QueueDocument? level in levels)
        {
            if (level is null) continue;
            kind = level.Words.Kind ?? kind;
            isNew = _judged.Add(level);
            if (isNew) CheckKeys(level, kind);
            top = level;
        }
        if (isNew && !top!.IsDamaged) CheckValues(plan, top);
    }

    private void CheckKeys(QueueDocument document, QueueKind kind)
    {
        foreach ((string key, Place place) in document.Said)
        {
            if (QueueVocabulary.KeysOf(kind).Contains(key)) continue;
            document.IsDamaged = true;
            diagnostics.AddAtKey(place, DiagnosticCode.KeyNotForQueue,
                $"a queue of kind {QueueVocabulary.Kinds.TextOf(kind)} has no '{key}' (it has: {string.Join(", ", QueueVocabulary.KeysOf(kind))})");
        }
    }

    private void CheckValues(QueuePlan plan, QueueDocument at)
    {
        string kind = QueueVocabulary.Kinds.TextOf(plan.Kind);
        QueueUnit unit = plan.Kind == QueueKind.Red ? QueueUnit.Bytes : QueueUnit.Packets;
        if (plan.Kind is not (QueueKind.DropTail or QueueKind.Prio) && plan.Limit.Unit != unit)
            Report(at, "limit", $"the limit of {kind} is counted in {(unit == QueueUnit.Bytes ? "bytes" : "packets")}, as in tc");
        else if (plan.Kind == QueueKind.Red && plan.Limit.Value == 0)
            diagnostics.AddAtKey(at.Place, DiagnosticCode.QueueParameters, "red needs a 'limit' in bytes, as in tc");
        else if (FindZero(plan) is { } zero)
            Report(at, zero, $"'{zero}' of {kind} must be more than 0");
        else if (plan.Kind == QueueKind.Pie && plan.Time(QueueParameter.TUpdate) < LeastUpdate)
            Report(at, "tupdate", $"'tupdate' of pie must be at least {DurationText.Format(LeastUpdate)}: it works so often, whether packets come or not");
        else if (plan.Kind == QueueKind.Red && !RedSettings.TryMake(plan, out _, out (string Key, string Text) problem))
            Report(at, problem.Key, problem.Text);
        else if (plan.Kind == QueueKind.Prio)
            CheckBands(plan.Bands, at);
    }

    private static string? FindZero(QueuePlan plan)
    {
        foreach (QueueWord word in QueueVocabulary.All)
        {
            if (plan.Settings[word.Parameter] == 0 && Positive.Contains(word.Parameter)) return word.Key;
        }
        return null;
    }

    private void CheckBands(QueueBands bands, QueueDocument at)
    {
        if (bands.Items.Count is 0 or > MostBands)
        {
            Report(at, "bands", $"prio needs from 1 to {MostBands} 'bands', the most urgent first: write 'bands: [{{ dscp: [ef] }}, {{}}]'");
            return;
        }
        ulong taken = 0;
        int rests = 0;
        foreach (QueueBand band in bands.Items)
        {
            if ((taken & band.Dscp) != 0) Report(at, "bands", "two bands name the same code point");
            taken |= band.Dscp;
            if (band.IsRest) rests++;
        }
        if (rests != 1 && !at.Bands.Any(band => band.IsDamaged)) Report(at, "bands", $"{rests} bands have no 'dscp', and one has to: it takes all that the others do not name");
        foreach (BandDocument band in at.Bands)
        {
            if (band.Queue is { } inner) Check(QueuePlan.Default, [inner]);
        }
    }

    private void Report(QueueDocument at, string key, string text) => diagnostics.AddAtKey(at.PlaceOf(key), DiagnosticCode.QueueParameters, text);
}
