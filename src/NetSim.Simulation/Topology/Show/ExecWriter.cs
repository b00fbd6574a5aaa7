using System.Globalization;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;

namespace NetSim.Simulation.Topology.Show;

/// <summary>Programs of this machine.</summary>
internal static class ExecWriter
{
    public static string Write(ExecPlan plan)
    {
        FlowMapping mapping = new();
        if (plan.GivenName is { } name) mapping.AddText("id", name);
        // One word alone would be split.
        if (plan.Words.Length == 1) mapping.Add("run", YamlText.Quoted($"'{plan.Words[0].Replace("'", "'\"'\"'", StringComparison.Ordinal)}'"));
        else mapping.Add("run", plan.Words.Select(YamlText.Quoted));
        mapping.Add("background", plan.Background ? "true" : "false");
        if (plan.WaitForPort is { } port) mapping.AddText("wait-for", string.Create(CultureInfo.InvariantCulture, $"port {port}"));
        if (plan.Expected is { } expected)
        {
            FlowMapping end = new FlowMapping().Add("status", expected.Status);
            if (expected.Output is { } output) end.Add("output", YamlText.Quoted(output));
            mapping.Add("expect", end.ToString());
        }
        mapping.Add("start", DurationText.Format(plan.Start));
        if (plan.Stop is { } stop) mapping.Add("stop", DurationText.Format(stop));
        return mapping.ToString();
    }
}
