using NetSim.Simulation.Topology.Document;
using NetSim.Stack.Tunnels;

namespace NetSim.Simulation.Topology.Show;

/// <summary>One end of a tunnel, as its interface states it.</summary>
internal static class TunnelWriter
{
    public static string Write(TunnelOptions tunnel)
    {
        FlowMapping mapping = new FlowMapping().Add("mode", TunnelDocument.ModeWords.TextOf(tunnel.Mode));
        mapping.Add("local", YamlText.Quoted(tunnel.Local.ToString())).Add("remote", YamlText.Quoted(tunnel.Remote.ToString()));
        if (tunnel.TimeToLive is { } ttl) mapping.Add("ttl", ttl);
        else mapping.Add("ttl", "inherit");
        mapping.Add("pmtudisc", YesNo(tunnel.PathMtuDiscovery == PathMtuDiscovery.On));
        if (tunnel.Key is { } key) mapping.Add("key", key);
        if (tunnel.Mode == TunnelMode.Gre) mapping.Add("csum", YesNo(tunnel.HasChecksum)).Add("seq", YesNo(tunnel.HasSequenceNumbers));
        if (tunnel.Mode == TunnelMode.Vxlan) mapping.Add("id", tunnel.Vni).Add("dstport", tunnel.Port);
        return mapping.ToString();
    }

    private static string YesNo(bool value) => value ? "true" : "false";
}
