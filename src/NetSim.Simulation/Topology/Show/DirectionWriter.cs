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
            // Where there is a trace there is no rate, and the other way round.
            Rate = direction.Trace.IsNone && (direction.Rate != other?.Rate || !other.Trace.IsNone) ? direction.Rate : null,
            Trace = !direction.Trace.IsNone && direction.Trace != usual.Trace ? direction.Trace : null,
            Delay = direction.Delay != other?.Delay ? direction.Delay : null,
            Jitter = direction.Jitter != usual.Jitter ? direction.Jitter : null,
            Distribution = direction.Distribution != usual.Distribution || direction.Table != usual.Table ? direction.Distribution : null,
            Table = direction.Table,
            DelayCorrelation = direction.DelayCorrelation != usual.DelayCorrelation ? direction.DelayCorrelation : null,
            Order = direction.Order != usual.Order ? direction.Order : null,
            Queue = QueueWriter.Difference(direction.Queue, other?.Queue),
            Loss = direction.Loss != other?.Loss || direction.BurstLoss != usual.BurstLoss || direction.StateLoss != usual.StateLoss ? direction.Loss : null,
            BurstLoss = direction.BurstLoss,
            StateLoss = direction.StateLoss,
            Duplicate = direction.Duplicate != usual.Duplicate ? direction.Duplicate : null,
            Corrupt = direction.Corrupt != usual.Corrupt ? direction.Corrupt : null,
            Reorder = direction.Reorder != usual.Reorder ? direction.Reorder : null,
            Overhead = direction.Overhead != other?.Overhead ? direction.Overhead : null,
            Cell = direction.Cell != usual.Cell ? direction.Cell : null,
            Bucket = direction.Bucket != usual.Bucket ? direction.Bucket : null,
            Slots = direction.Slots != usual.Slots ? direction.Slots : null,
        });
    }

    /// <summary>What a change of one direction says that the change of the other one does not.</summary>
    public static void AddChange(FlowMapping mapping, DirectionChangePlan change, DirectionChangePlan other) =>
        AddChange(mapping, change with
        {
            Rate = change.Rate != other.Rate ? change.Rate : null,
            Trace = change.Trace != other.Trace ? change.Trace : null,
            Delay = change.Delay != other.Delay ? change.Delay : null,
            Jitter = change.Jitter != other.Jitter ? change.Jitter : null,
            Distribution = change.Distribution != other.Distribution || change.Table != other.Table ? change.Distribution : null,
            DelayCorrelation = change.DelayCorrelation != other.DelayCorrelation ? change.DelayCorrelation : null,
            Order = change.Order != other.Order ? change.Order : null,
            Queue = change.Queue != other.Queue ? change.Queue : null,
            Loss = change.Loss != other.Loss || change.BurstLoss != other.BurstLoss || change.StateLoss != other.StateLoss ? change.Loss : null,
            Duplicate = change.Duplicate != other.Duplicate ? change.Duplicate : null,
            Corrupt = change.Corrupt != other.Corrupt ? change.Corrupt : null,
            Reorder = change.Reorder != other.Reorder ? change.Reorder : null,
            Overhead = change.Overhead != other.Overhead ? change.Overhead : null,
            Cell = change.Cell != other.Cell ? change.Cell : null,
            Bucket = change.Bucket != other.Bucket ? change.Bucket : null,
            Slots = change.Slots != other.Slots ? change.Slots : null,
        });

    public static void AddChange(FlowMapping mapping, DirectionChangePlan change)
    {
        if (change.Rate is { } rate) mapping.Add("rate", rate.ToString());
        AddDelay(mapping, change);
        if (change.Queue is { } queue) mapping.Add("queue", QueueWriter.Text(queue));
        if (change.Loss is { } loss) mapping.Add("loss", ImpairmentText.Of(loss, change.BurstLoss, change.StateLoss));
        if (change.Duplicate is { } duplicate) mapping.Add("duplicate", ImpairmentText.Of(duplicate));
        if (change.Corrupt is { } corrupt) mapping.Add("corrupt", ImpairmentText.Of(corrupt));
        if (change.Reorder is { } reorder) mapping.Add("reorder", ImpairmentText.Of(reorder));
        if (change.Overhead is { } overhead) mapping.Add("overhead", $"{overhead} B");
        if (change.Cell is { } cell) mapping.Add("cell", ImpairmentText.Of(cell));
        if (change.Bucket is { } bucket) mapping.Add("bucket", ImpairmentText.Of(bucket));
        if (change.Slots is { } slots) mapping.Add("slots", ImpairmentText.Of(slots));
        if (change.Trace is { } trace) mapping.Add("trace", ImpairmentText.Of(trace));
    }

    private static void AddDelay(FlowMapping mapping, DirectionChangePlan change)
    {
        bool isPlain = change is { Jitter: null, Distribution: null, DelayCorrelation: null, Order: null };
        if (isPlain)
        {
            if (change.Delay is { } delay) mapping.Add("delay", DurationText.Format(delay));
            return;
        }
        FlowMapping spread = new();
        if (change.Delay is { } mean) spread.Add("mean", DurationText.Format(mean));
        if (change.Jitter is { } jitter) spread.Add("jitter", DurationText.Format(jitter));
        if (change.DelayCorrelation is { } correlation) spread.Add("correlation", correlation.ToString());
        if (change.Distribution is { } distribution) spread.Add("distribution", ImpairmentText.Of(distribution, change.Table));
        if (change.Order is { } order) spread.Add("order", DelayDocument.OrderWords.TextOf(order));
        mapping.Add("delay", spread.ToString());
    }
}
