using System.Globalization;
using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Addresses;

namespace NetSim.Simulation.Topology.Planning;

/// <summary>Real devices and the machine's side of them.</summary>
internal sealed class DevicePlanner(PlanDraft draft)
{
    /// <summary>IFNAMSIZ less the closing zero.</summary>
    private const int LongestName = 15;

    private readonly Dictionary<string, string> _owners = [];

    public void Plan(int interfaceId, InterfaceDocument document, AddressRegister addresses)
    {
        if (document.Tun is { } tun) Plan(interfaceId, DeviceKind.Tun, tun, addresses);
        else if (document.Tap is { } tap) Plan(interfaceId, DeviceKind.Tap, tap, addresses);
        else if (document.Attach is { } attach) Plan(interfaceId, attach);
        else if (document.Vxlan is { } vxlan) Plan(interfaceId, vxlan);
    }

    private void Plan(int interfaceId, AttachDocument document)
    {
        if (document.Name is { } stated) CheckName(stated, draft.EndpointName(interfaceId));
        draft.Builder.AddAttachment(interfaceId, new DevicePlan
        {
            Id = 0,
            InterfaceId = interfaceId,
            Kind = DeviceKind.Packet,
            Name = document.Name?.Value ?? "",
            Namespace = document.Namespace?.Value,
            Promiscuous = document.Promiscuous,
        });
    }

    private void Plan(int interfaceId, VxlanLinkDocument document)
    {
        if (document.Id is not { } id || document.Remote is not { } remote) return;
        IpAddress local = document.Local?.Value ?? (remote.Value.IsIPv4 ? IpAddress.AnyIPv4 : IpAddress.AnyIPv6);
        if (local.IsIPv4 != remote.Value.IsIPv4 || remote.Value.IsMulticast || remote.Value.IsUnspecified)
        {
            draft.Diagnostics.Add(remote.Place, DiagnosticCode.TunnelFamilies, $"{remote.Value} cannot be the other end of {local}: it must be the address of one machine, of the same family");
            return;
        }
        ushort port = document.Port?.Value ?? Wire.Vxlan.VxlanHeader.Port;
        string socket = string.Create(CultureInfo.InvariantCulture, $"UDP port {port} of {local} in {document.Namespace?.Value}");
        if (!_owners.TryAdd(socket, draft.EndpointName(interfaceId)))
        {
            draft.Diagnostics.AddAtKey(document.Place, DiagnosticCode.DuplicateDevice,
                string.Create(CultureInfo.InvariantCulture, $"UDP port {port} of {local} is {_owners[socket]}'s already: state another 'dstport' or 'local'"));
            return;
        }
        draft.Builder.AddAttachment(interfaceId, new DevicePlan
        {
            Id = 0,
            InterfaceId = interfaceId,
            Kind = DeviceKind.Vxlan,
            Name = string.Create(CultureInfo.InvariantCulture, $"vxlan{id.Value}-{remote.Value}-{port}"),
            Namespace = document.Namespace?.Value,
            Vxlan = new VxlanLinkPlan(id.Value, remote.Value, local, port),
        });
    }

    private void Plan(int interfaceId, DeviceKind kind, DeviceDocument document, AddressRegister addresses)
    {
        string name = document.Name?.Value ?? "";
        if (document.Name is { } stated) CheckName(stated, draft.EndpointName(interfaceId));
        HostSidePlan? host = document.Host is { } side ? HostSide(interfaceId, side, addresses) : null;
        draft.Builder.AddDevice(interfaceId, kind, name, host, document.Namespace?.Value);
    }

    private void CheckName(Located<string> name, string owner)
    {
        if (Objection(name.Value) is { } reason)
        {
            draft.Diagnostics.Add(name.Place, DiagnosticCode.BadDeviceName,
                $"{Quoted.Text(name.Value)} cannot be the name of a device: {reason}");
        }
        else if (!_owners.TryAdd(name.Value, owner))
        {
            draft.Diagnostics.Add(name.Place, DiagnosticCode.DuplicateDevice,
                $"the device {Quoted.Text(name.Value)} is plugged into {_owners[name.Value]} already");
        }
    }

    /// <summary>What the kernel refuses, and what a command line or its format for names ("tun%d") would read in its own way.</summary>
    public static string? Objection(string name)
    {
        if (name.Length == 0) return "it is empty";
        if (name.Length > LongestName) return $"it has {name.Length} characters, and the kernel allows {LongestName}";
        if (name is "." or ".." || name[0] == '-') return "it is not a name for the kernel or its tools";
        foreach (char c in name)
        {
            if (char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') continue;
            return $"{Quoted.Text(c.ToString())} is not among letters, digits, '-', '_' and '.'";
        }
        return null;
    }

    private HostSidePlan HostSide(int interfaceId, HostSideDocument side, AddressRegister addresses)
    {
        foreach (Located<IpPrefix> address in side.Addresses)
        {
            addresses.ClaimForHost(interfaceId, address);
            CheckSubnet(interfaceId, address);
        }
        foreach (Located<IpPrefix> route in side.Routes)
        {
            if (route.Value == route.Value.Network) continue;
            draft.Diagnostics.Add(route.Place, DiagnosticCode.HostBitsInRoute,
                $"'{route.Value}' has bits set beyond its length: write '{route.Value.Network}'");
        }
        return new HostSidePlan
        {
            Addresses = [.. side.Addresses.Select(address => address.Value)],
            Routes = [.. side.Routes.Select(route => route.Value)],
            Up = side.Up,
        };
    }

    private void CheckSubnet(int interfaceId, Located<IpPrefix> address)
    {
        InterfacePlan plan = draft.Builder.Interfaces[interfaceId];
        foreach (IpPrefix own in plan.Addresses)
        {
            if (own.Network == address.Value.Network) return;
        }
        if (plan.Addresses.IsEmpty) return;
        draft.Diagnostics.Add(address.Place, DiagnosticCode.HostSideElsewhere,
            $"'{address.Value}' lies in no subnet of the interface ({string.Join(", ", plan.Addresses.Select(own => own.Network))})");
    }
}
