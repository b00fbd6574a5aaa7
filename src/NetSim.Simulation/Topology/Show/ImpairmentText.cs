using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;

namespace NetSim.Simulation.Topology.Show;

/// <summary>Values of a direction's keys, in their shortest form.</summary>
internal static class ImpairmentText
{
    private const string None = "none";

    public static string Of(Chance chance) => chance.Correlation == Percentage.Zero
        ? chance.Share.ToString()
        : new FlowMapping().Add("percent", chance.Share.ToString()).Add("correlation", chance.Correlation.ToString()).ToString();

    public static string Of(Chance loss, GilbertElliott? bursts, FourStateLoss? chain)
    {
        if (bursts is not null)
        {
            return new FlowMapping().Add("model", "gilbert-elliott").Add("p", bursts.P.ToString()).Add("r", bursts.R.ToString())
                .Add("good", bursts.Good.ToString()).Add("bad", bursts.Bad.ToString()).ToString();
        }
        if (chain is null) return Of(loss);
        return new FlowMapping().Add("model", "state").Add("p13", chain.P13.ToString()).Add("p31", chain.P31.ToString())
            .Add("p32", chain.P32.ToString()).Add("p23", chain.P23.ToString()).Add("p14", chain.P14.ToString()).ToString();
    }

    public static string Of(JitterDistribution distribution, DistributionTable? table) => table is null
        ? DelayDocument.DistributionWords.TextOf(distribution)
        : new FlowMapping().AddText("file", table.File.Text).ToString();

    public static string Of(Reordering reorder)
    {
        if (reorder.Gap == 1 && reorder.Correlation == Percentage.Zero) return reorder.Share.ToString();
        FlowMapping mapping = new FlowMapping().Add("percent", reorder.Share.ToString());
        if (reorder.Gap != 1) mapping.Add("gap", reorder.Gap);
        if (reorder.Correlation != Percentage.Zero) mapping.Add("correlation", reorder.Correlation.ToString());
        return mapping.ToString();
    }

    public static string Of(CellPlan cell) =>
        cell.Size == 0 ? None : new FlowMapping().Add("size", $"{cell.Size} B").Add("overhead", $"{cell.Overhead} B").ToString();

    public static string Of(in TokenBucketPlan bucket)
    {
        if (bucket.IsNone) return None;
        FlowMapping mapping = new FlowMapping().Add("rate", bucket.Rate.ToString()).Add("burst", bucket.Burst.ToString());
        if (!bucket.PeakRate.IsUnlimited) mapping.Add("peakrate", bucket.PeakRate.ToString()).Add("mtu", bucket.Mtu.ToString());
        if (bucket.Limit.Bytes > 0) mapping.Add("limit", bucket.Limit.ToString());
        return mapping.ToString();
    }

    public static string Of(in SlotPlan slots)
    {
        if (slots.IsNone) return None;
        FlowMapping mapping = new FlowMapping().Add("min", DurationText.Format(slots.Min)).Add("max", DurationText.Format(slots.Max));
        if (slots.Packets > 0) mapping.Add("packets", slots.Packets);
        if (slots.Bytes.Bytes > 0) mapping.Add("bytes", slots.Bytes.ToString());
        return mapping.ToString();
    }

    public static string Of(DeliveryTracePlan trace) => trace.IsNone ? None : new FlowMapping().AddText("file", trace.File.Text).ToString();
}
