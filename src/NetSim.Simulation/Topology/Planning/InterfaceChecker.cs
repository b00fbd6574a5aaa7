using System.Globalization;
using NetSim.Simulation.Topology.Binding;
using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Document;
using NetSim.Stack.Tunnels;
using NetSim.Wire.Addresses;

namespace NetSim.Simulation.Topology.Planning;

/// <summary>What an interface says of itself: addresses, MTU, MAC.</summary>
internal sealed class InterfaceChecker(PlanDraft draft)
{
    /// <summary>RFC 791 section 3.2: every module forwards 68 bytes without fragmentation.</summary>
    public const int LeastMtuIPv4 = 68;

    /// <summary>RFC 8200 section 5.</summary>
    public const int LeastMtuIPv6 = 1280;

    /// <summary>Those that an interface can have; the others are reported.</summary>
    public List<IpPrefix> UsableAddresses(Named<InterfaceDocument> named)
    {
        List<IpPrefix> usable = [];
        foreach (Located<IpPrefix> address in named.Value.Addresses)
        {
            if (Objection(address.Value) is { } reason)
            {
                draft.Diagnostics.Add(address.Place, DiagnosticCode.UnusableAddress,
                    $"'{address.Value}' cannot be the address of an interface: {reason}");
                continue;
            }
            usable.Add(address.Value);
        }
        return usable;
    }

    public void CheckHasAddress(Named<InterfaceDocument> named)
    {
        bool findsOne = named.Value.Dhcp.Value || named.Value.Slaac?.Value == true || named.Value.LinkLocal?.Value == true;
        bool isBare = named.Value.Addresses.Count == 0 && !named.Value.IsDamaged && !findsOne;
        if (isBare) draft.Diagnostics.AddAtKey(named.Place, DiagnosticCode.InterfaceWithoutAddress, "this interface has no address");
    }

    public void CheckMtu(InterfaceDocument document)
    {
        if (document.Mtu is { } mtu) CheckMtu(mtu, document.Addresses);
    }

    public bool CheckMtu(Located<int> mtu, List<Located<IpPrefix>> addresses)
    {
        bool hasIPv6 = false;
        foreach (Located<IpPrefix> address in addresses) hasIPv6 |= address.Value.Address.IsIPv6;
        int least = hasIPv6 ? LeastMtuIPv6 : LeastMtuIPv4;
        if (mtu.Value >= least) return true;
        draft.Diagnostics.Add(mtu.Place, DiagnosticCode.MtuTooSmall,
            string.Create(CultureInfo.InvariantCulture,
                $"an MTU of {mtu.Value} is too small: {(hasIPv6 ? "IPv6" : "IPv4")} needs at least {least} bytes"));
        return false;
    }

    public void CheckMac(InterfaceDocument document)
    {
        if (document.Mac is not { } mac) return;
        string? bare = document.Tun is not null ? "a TUN device" : document.Tunnel?.Value.Mode is { Value: not TunnelMode.Vxlan } ? "such a tunnel" : null;
        if (bare is not null)
        {
            draft.Diagnostics.AddAtKey(mac.Place, DiagnosticCode.KeyNotForKind, $"{bare} carries bare IP packets: 'mac' means nothing here");
        }
        else if (mac.Value.IsGroup || mac.Value == default)
        {
            draft.Diagnostics.Add(mac.Place, DiagnosticCode.GroupMacAddress,
                $"{mac.Value} is not the address of one interface: bit 0 of the first byte must be 0, and not all bytes may be");
        }
    }

    private static string? Objection(IpPrefix prefix)
    {
        IpAddress address = prefix.Address;
        if (address.IsUnspecified) return "it means 'no address'";
        if (address.IsMulticast) return "it is a multicast address";
        if (address.IsLoopback) return "it never leaves a node";
        if (address.IsIPv6) return null;
        if (address.IPv4Value >> 24 == 0) return "0.0.0.0/8 means 'this network'";
        if (address.IPv4Value >> 28 == 0xF) return "240.0.0.0/4 is reserved";
        // RFC 3021: a subnet of two addresses has neither a network nor a broadcast address.
        if (prefix.Length >= 31) return null;
        if (address == prefix.Network.Address) return $"it is the address of the subnet itself: write '{Next(address, 1)}/{prefix.Length}'";
        if (address == prefix.Last) return "it is the broadcast address of the subnet";
        return null;
    }

    private static IpAddress Next(IpAddress address, uint by) => IpAddress.FromIPv4(address.IPv4Value + by);
}
