using NetSim.Simulation.Topology.Plan;

namespace NetSim.Simulation.Topology.Show;

/// <summary>What an interface is plugged into of this machine.</summary>
internal static class DeviceWriter
{
    public static void Write(FlowMapping mapping, DevicePlan device)
    {
        string key = device.Kind switch
        {
            DeviceKind.Tun => "tun",
            DeviceKind.Tap => "tap",
            DeviceKind.Packet => "attach",
            _ => "vxlan",
        };
        mapping.Add(key, (device.Vxlan is { } vxlan ? Vxlan(vxlan, device.Namespace) : Device(device)).ToString());
    }

    private static FlowMapping Device(DevicePlan device)
    {
        FlowMapping mapping = new();
        mapping.AddText("device", device.Name);
        if (device.Namespace is { } space) mapping.AddText("netns", space);
        if (device.Kind == DeviceKind.Packet) mapping.Add("promiscuous", YesNo(device.Promiscuous));
        if (device.Host is not { } host) return mapping;
        FlowMapping side = new();
        if (!host.Addresses.IsEmpty) side.Add("address", PlanWriter.Prefixes(host.Addresses));
        if (!host.Routes.IsEmpty) side.Add("routes", PlanWriter.Prefixes(host.Routes));
        return mapping.Add("host", side.Add("up", YesNo(host.Up)).ToString());
    }

    private static FlowMapping Vxlan(VxlanLinkPlan vxlan, string? space)
    {
        FlowMapping mapping = new FlowMapping().Add("id", vxlan.Vni).Add("remote", YamlText.Quoted(vxlan.Remote.ToString()));
        mapping.Add("local", YamlText.Quoted(vxlan.Local.ToString())).Add("dstport", vxlan.Port);
        if (space is not null) mapping.AddText("netns", space);
        return mapping;
    }

    private static string YesNo(bool value) => value ? "true" : "false";
}
