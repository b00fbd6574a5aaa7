using NetSim.Simulation.Applications.Iperf;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;

namespace NetSim.Simulation.Topology.Show;

/// <summary>The keys of iperf.</summary>
internal static class IperfWriter
{
    public static void Write(FlowMapping mapping, IperfClientPlan plan)
    {
        mapping.Add("to", YamlText.Quoted(plan.To.Text)).Add("port", plan.Port);
        if (plan.Time is { } time) mapping.Add("time", DurationText.Format(time));
        if (plan.Bytes is { } bytes) mapping.Add("bytes", bytes.ToString());
        mapping.Add("parallel", plan.Parallel);
        if (plan.Direction == IperfDirection.Reverse) mapping.Add("reverse", "true");
        if (plan.Direction == IperfDirection.Bidirectional) mapping.Add("bidir", "true");
        if (plan.Transport == Transport.Udp) mapping.Add("udp", "true");
        mapping.Add("rate", plan.Rate.ToString());
        if (plan.Length is { } length) mapping.Add("length", length);
        TcpWriter.Write(mapping, plan.Dscp, plan.Tcp);
    }
}
