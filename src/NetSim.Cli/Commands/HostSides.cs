using NetSim.Devices;
using NetSim.Devices.Host;
using NetSim.Devices.Namespaces;
using NetSim.Devices.Tun;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Addresses;

namespace NetSim.Cli.Commands;

/// <summary>The system's side of a topology's devices, as far as the file states it.</summary>
internal static class HostSides
{
    /// <summary>In the order of the plan's devices. Those in namespaces of NetSim's own are none of the machine's business, and what the machine has already is none of ours.</summary>
    public static IEnumerable<HostSide> Of(TopologyPlan plan) => plan.Devices.Where(device => device is { DeviceName: null, IsMade: true }).Select(device => Of(plan, device));

    public static HostSide Of(TopologyPlan plan, DevicePlan device)
    {
        InterfacePlan port = plan.Interfaces[device.InterfaceId];
        return new HostSide
        {
            Device = device.Name,
            Namespace = device.Namespace,
            Kind = device.Kind == DeviceKind.Tun ? TunKind.Tun : TunKind.Tap,
            Addresses = device.Host is { } host ? [.. host.Addresses] : [],
            Routes = device.Host is { } sides ? [.. sides.Routes.Select(route => new HostRoute(route, ViaOf(route, port)))] : [],
            Admin = device.Host is { Up: true } ? HostAdminState.Up : HostAdminState.AsItIs,
        };
    }

    /// <summary>What is missing on this machine, as it is now.</summary>
    public static DeviceResult<HostPlan> Plan(HostSide side, HostDeviceMaker maker)
    {
        if (!Open(side).TryGet(out NetworkNamespace? space, out DeviceError? error)) return error;
        using (space)
        {
            return HostSnapshot.Read(space).TryGet(out HostSnapshot? now, out error) ? HostPlan.Make(side, now, maker) : error;
        }
    }

    /// <summary>The namespace of a device.</summary>
    public static DeviceResult<NetworkNamespace> Open(HostSide side) =>
        side.Namespace is { } name ? NetworkNamespace.Open(name) : NetworkNamespace.OpenCurrent();

    /// <summary>The stack's address of the route's family is the next hop; without one the device itself has to do.</summary>
    private static IpAddress? ViaOf(IpPrefix route, in InterfacePlan port)
    {
        foreach (IpPrefix address in port.Addresses)
            if (address.Address.IsIPv4 == route.Address.IsIPv4) return address.Address;
        return null;
    }
}
