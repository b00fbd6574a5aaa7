using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Simulation.Topology.Show;

/// <summary>A queue as a file says it.</summary>
internal static class QueueWriter
{
    /// <summary>All of a queue, or nothing if it is like the other one.</summary>
    public static QueueChangePlan? Difference(QueuePlan queue, QueuePlan? other) => queue == other ? null : Words(queue);

    public static string Text(QueueChangePlan words)
    {
        FlowMapping mapping = new();
        if (words.Kind is { } kind) mapping.Add("kind", QueueVocabulary.Kinds.TextOf(kind));
        if (words.Limit is { Value: > 0 } limit && words.Kind is not QueueKind.Prio) mapping.Add("limit", limit.ToString());
        foreach (QueueWord word in QueueVocabulary.All)
        {
            if (words.Settings[word.Parameter] is { } value) mapping.Add(word.Key, word.Text(value));
        }
        if (words.Bands is { Items.Count: > 0 } bands) mapping.Add("bands", bands.Items.Select(Text));
        return mapping.ToString();
    }

    private static QueueChangePlan Words(QueuePlan queue) =>
        new() { Kind = queue.Kind, Limit = queue.Limit, Settings = queue.Settings, Bands = queue.Bands };

    private static string Text(QueueBand band)
    {
        FlowMapping mapping = new();
        List<string> points = [];
        for (int dscp = 0; dscp < 64; dscp++)
        {
            if ((band.Dscp >> dscp & 1) != 0) points.Add(DscpText.Format(dscp));
        }
        if (!band.IsRest) mapping.Add("dscp", points);
        return mapping.Add("queue", Text(Words(band.Queue))).ToString();
    }
}
