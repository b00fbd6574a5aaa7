using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Drawing;

/// <summary>What a drawing says beside a link: its rate, delay and loss, in as few lines as will do.</summary>
internal static class LinkLabel
{
    /// <returns>No line for a link that has none of them; two if the directions differ.</returns>
    public static List<string> Lines(TopologyPlan plan, in LinkPlan link)
    {
        List<string> lines = [];
        if (link.GivenName is { } name) lines.Add(name);
        string there = Of(link.AToB), back = Of(link.BToA);
        if (there == back)
        {
            if (there.Length > 0) lines.Add(there);
        }
        else
        {
            lines.Add($"from {NodeName(plan, link.A)}: {OrPlain(there)}");
            lines.Add($"from {NodeName(plan, link.B)}: {OrPlain(back)}");
        }
        if (link.State == OperState.Down) lines.Add("down");
        return lines;
    }

    private static string NodeName(TopologyPlan plan, int interfaceId) => plan.Nodes[plan.Interfaces[interfaceId].NodeId].Name;

    private static string OrPlain(string text) => text.Length == 0 ? "no limit" : text;

    private static string Of(DirectionPlan direction)
    {
        List<string> parts = [];
        if (!direction.Trace.IsNone) parts.Add($"trace {direction.Trace.File.Text}");
        else if (!direction.Rate.IsUnlimited) parts.Add(direction.Rate.ToString());
        if (!direction.Bucket.IsNone) parts.Add($"bucket {direction.Bucket.Rate}");
        if (direction.Jitter != Duration.Zero) parts.Add($"{DurationText.Format(direction.Delay)} ± {DurationText.Format(direction.Jitter)}");
        else if (direction.Delay != Duration.Zero) parts.Add(DurationText.Format(direction.Delay));
        if (Loss(direction) is { } loss) parts.Add(loss);
        return string.Join(", ", parts);
    }

    private static string? Loss(DirectionPlan direction)
    {
        if (direction.BurstLoss is not null) return "loss in bursts (gilbert-elliott)";
        if (direction.StateLoss is not null) return "loss in bursts (four states)";
        return direction.Loss.Share == Percentage.Zero ? null : $"loss {direction.Loss.Share}";
    }
}
