using System.Globalization;
using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;

namespace NetSim.Simulation.Topology.Show;

/// <summary>The keys of applications that draw, trace or send again what others have sent.</summary>
internal static class TrafficWriter
{
    public static void Write(FlowMapping mapping, LookupPlan plan)
    {
        mapping.Add("name", YamlText.Quoted(plan.Name)).Add("type", LookupDocument.TypeWords.TextOf(plan.Type));
        mapping.Add("count", plan.Count).Add("every", DistributionText.Interval(plan.Every));
    }

    public static void Write(FlowMapping mapping, TraceroutePlan plan)
    {
        mapping.Add("to", YamlText.Quoted(plan.To.Text)).Add("max-hops", plan.MaxHops).Add("count", plan.Count).Add("size", plan.Size);
        mapping.Add("wait", DurationText.Format(plan.Wait));
    }

    public static void Write(FlowMapping mapping, TrafficPlan plan)
    {
        mapping.Add("to", YamlText.Quoted(plan.To.Text)).Add("port", plan.Port).Add("size", DistributionText.Size(plan.Size));
        mapping.Add("every", DistributionText.Interval(plan.Every));
        if (plan is { On: { } on, Off: { } off }) mapping.Add("on", DistributionText.Interval(on)).Add("off", DistributionText.Interval(off));
        if (plan.Count is { } count) mapping.Add("count", count);
        if (plan.For is { } time) mapping.Add("for", DurationText.Format(time));
        TcpWriter.Write(mapping, plan.Dscp);
    }

    public static void Write(FlowMapping mapping, TransferPlan plan)
    {
        mapping.Add("to", YamlText.Quoted(plan.To.Text)).Add("port", plan.Port).Add("size", DistributionText.Size(plan.Size)).Add("count", plan.Count);
        if (plan.Think is { } think) mapping.Add("think", DistributionText.Interval(think));
        TcpWriter.Write(mapping, plan.Dscp, plan.Tcp);
    }

    public static void Write(FlowMapping mapping, ReplayPlan plan)
    {
        mapping.AddText("file", plan.File.Text).AddText("interface", plan.InterfaceName);
        mapping.Add("speed", ((decimal)plan.Speed).ToString(CultureInfo.InvariantCulture));
        if (plan.Filter is { } filter) mapping.AddText("filter", filter.Text);
    }

    public static string Repeat(RepeatPlan plan)
    {
        FlowMapping mapping = new();
        if (plan.Count is { } count) mapping.Add("count", count);
        return mapping.Add("pause", DurationText.Format(plan.Pause)).ToString();
    }
}
