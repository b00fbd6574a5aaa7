using NetSim.Simulation.Topology.Binding;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;

namespace NetSim.Simulation.Topology.Document;

/// <summary><c>queue: { kind: codel, target: 5 ms }</c>.</summary>
internal sealed class QueueDocument : DocumentRecord
{
    public static readonly RecordShape<QueueDocument> Shape = MakeShape();

    private readonly List<(string Key, Place Place)> _said = [];

    /// <summary>What is said; the rest is null.</summary>
    public QueueChangePlan Words { get; private set; } = new();

    public bool IsEmpty => Words.Kind is null && _said.Count == 0;

    /// <summary>The keys that are given, and where; <c>kind</c> is not among them.</summary>
    public IReadOnlyList<(string Key, Place Place)> Said => _said;

    /// <summary>The queues of the bands, for whoever checks them.</summary>
    public List<BandDocument> Bands { get; } = [];

    /// <summary>Where a key is given, else the whole.</summary>
    public Place PlaceOf(string key)
    {
        foreach ((string said, Place place) in _said)
        {
            if (said == key) return place;
        }
        return Place;
    }

    private static RecordShape<QueueDocument> MakeShape()
    {
        RecordShape<QueueDocument> shape = new RecordShape<QueueDocument>("queue", static () => new QueueDocument(), "Where packets wait for the link to be free.")
            .Optional("kind", QueueVocabulary.Kinds, static (q, v) => q.Words = q.Words with { Kind = v.Value },
                "droptail: first in, first out, and what finds it full is dropped; the others are those of tc")
            .Optional("limit", Scalars.Limit, static (q, v) => q.SetLimit(v),
                "how much it holds: packets or bytes of droptail, bytes of red, packets of the others");
        foreach (QueueWord word in QueueVocabulary.All) shape.Optional(word.Key, word.Shape, (q, v) => q.Set(word, v), ForKinds(word));
        return shape.Optional("bands", static () => new ListShape<BandDocument>(BandDocument.Shape), static (q, v) => q.SetBands(v),
            "of prio: where packets wait, the most urgent first");
    }

    private static string ForKinds(QueueWord word) =>
        $"of {string.Join(", ", word.Kinds.Select(QueueVocabulary.Kinds.TextOf))}: {word.Meaning}";

    private void SetLimit(Located<QueueLimit> limit)
    {
        _said.Add(("limit", limit.Place));
        Words = Words with { Limit = limit.Value };
    }

    private void Set(QueueWord word, Located<long> value)
    {
        _said.Add((word.Key, value.Place));
        Words = Words with { Settings = Words.Settings.With(word.Parameter, value.Value) };
    }

    private void SetBands(Located<List<Located<BandDocument>>> bands)
    {
        _said.Add(("bands", bands.Place));
        foreach (Located<BandDocument> band in bands.Value) Bands.Add(band.Value);
        Words = Words with { Bands = new QueueBands([.. Bands.Select(band => band.ToPlan())]) };
    }
}

/// <summary><c>{ dscp: [ef, cs6], queue: { kind: codel } }</c>.</summary>
internal sealed class BandDocument : DocumentRecord
{
    public static readonly RecordShape<BandDocument> Shape =
        new RecordShape<BandDocument>("band", static () => new BandDocument(), "One band of strict priority.") { MayBeEmpty = true }
            .Optional("dscp", new ListShape<int>(DscpText.Shape, ListForm.OneOrMany), static (b, v) => b.Dscp = v.Value,
                "which code points it is for: names, or numbers up to 63; without it, all that the other bands do not name")
            .Optional("queue", static () => QueueDocument.Shape, static (b, v) => b.Queue = v.Value, "where its packets wait");

    public List<Located<int>> Dscp { get; private set; } = [];
    public QueueDocument? Queue { get; private set; }

    public QueueBand ToPlan()
    {
        ulong dscp = 0;
        foreach (Located<int> point in Dscp) dscp |= 1UL << point.Value;
        return new QueueBand(dscp, Queue is null ? QueuePlan.Default : QueuePlan.Default.Patched(Queue.Words));
    }
}
