using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;

namespace NetSim.Simulation.Topology.Show;

/// <summary>One direction of a link, or a change of it.</summary>
internal static class DirectionWriter
{
    /// <summary>All of a direction that every link has, and what it does to packets; or only what is different from the other one.</summary>
    public static void Add(FlowMapping mapping, DirectionPlan direction, DirectionPlan? other)
    {
        DirectionPlan usual = other ?? DirectionPlan.Default;
        AddChange(mapping, new DirectionChangePlan
        {
            Rate = direction.Rate != other?.Rate ? direction.Rate : null,
            Delay = direction.Delay != other?.Delay ? direction.Delay : null,
            Jitter = direction.Jitter != usual.Jitter ? direction.Jitter : null,
            Distribution = direction.Distribution != usual.Distribution ? direction.Distribution : null,
            Order = direction.Order != usual.Order ? direction.Order : null,
            QueueKind = direction.QueueKind != other?.QueueKind ? direction.QueueKind : null,
            QueueLimit = direction.QueueLimit != other?.QueueLimit ? direction.QueueLimit : null,
            Loss = direction.Loss != other?.Loss || direction.BurstLoss != usual.BurstLoss ? direction.Loss : null,
            BurstLoss = direction.BurstLoss,
            Duplicate = direction.Duplicate != usual.Duplicate ? direction.Duplicate : null,
            Corrupt = direction.Corrupt != usual.Corrupt ? direction.Corrupt : null,
            Reorder = direction.Reorder != usual.Reorder ? direction.Reorder : null,
            Overhead = direction.Overhead != other?.Overhead ? direction.Overhead : null,
        });
    }

    /// <summary>What a change of one direction says that the change of the other one does not.</summary>
    public static void AddChange(FlowMapping mapping, DirectionChangePlan change, DirectionChangePlan other) =>
        AddChange(mapping, change with
        {
            Rate = change.Rate != other.Rate ? change.Rate : null,
            Delay = change.Delay != other.Delay ? change.Delay : null,
            Jitter = change.Jitter != other.Jitter ? change.Jitter : null,
            Distribution = change.Distribution != other.Distribution ? change.Distribution : null,
            Order = change.Order != other.Order ? change.Order : null,
            QueueKind = change.QueueKind != other.QueueKind ? change.QueueKind : null,
            QueueLimit = change.QueueLimit != other.QueueLimit ? change.QueueLimit : null,
            Loss = change.Loss != other.Loss || change.BurstLoss != other.BurstLoss ? change.Loss : null,
            Duplicate = change.Duplicate != other.Duplicate ? change.Duplicate : null,
            Corrupt = change.Corrupt != other.Corrupt ? change.Corrupt : null,
            Reorder = change.Reorder != other.Reorder ? change.Reorder : null,
            Overhead = change.Overhead != other.Overhead ? change.Overhead : null,
        });

    public static void AddChange(FlowMapping mapping, DirectionChangePlan change)
    {
        if (change.Rate is { } rate) mapping.Add("rate", rate.ToString());
        AddDelay(mapping, change);
        FlowMapping queue = new();
        if (change.QueueKind is { } kind) queue.Add("kind", QueueDocument.KindWords.TextOf(kind));
        if (change.QueueLimit is { } limit) queue.Add("limit", limit.ToString());
        if (!queue.IsEmpty) mapping.Add("queue", queue.ToString());
        if (change.Loss is { } loss) mapping.Add("loss", change.BurstLoss is { } bursts ? Text(bursts) : loss.ToString());
        if (change.Duplicate is { } duplicate) mapping.Add("duplicate", duplicate.ToString());
        if (change.Corrupt is { } corrupt) mapping.Add("corrupt", corrupt.ToString());
        if (change.Reorder is { } reorder) mapping.Add("reorder", Text(reorder));
        if (change.Overhead is { } overhead) mapping.Add("overhead", $"{overhead} B");
    }

    private static void AddDelay(FlowMapping mapping, DirectionChangePlan change)
    {
        bool isPlain = change.Jitter is null && change.Distribution is null && change.Order is null;
        if (isPlain)
        {
            if (change.Delay is { } delay) mapping.Add("delay", DurationText.Format(delay));
            return;
        }
        FlowMapping spread = new();
        if (change.Delay is { } mean) spread.Add("mean", DurationText.Format(mean));
        if (change.Jitter is { } jitter) spread.Add("jitter", DurationText.Format(jitter));
        if (change.Distribution is { } distribution) spread.Add("distribution", DelayDocument.DistributionWords.TextOf(distribution));
        if (change.Order is { } order) spread.Add("order", DelayDocument.OrderWords.TextOf(order));
        mapping.Add("delay", spread.ToString());
    }

    private static string Text(GilbertElliott bursts) => new FlowMapping()
        .Add("model", "gilbert-elliott").Add("p", bursts.P.ToString()).Add("r", bursts.R.ToString())
        .Add("good", bursts.Good.ToString()).Add("bad", bursts.Bad.ToString()).ToString();

    private static string Text(Reordering reorder) => reorder.Gap == 1
        ? reorder.Share.ToString()
        : new FlowMapping().Add("percent", reorder.Share.ToString()).Add("gap", reorder.Gap).ToString();
}
