using NetSim.Devices.Netlink;
using NetSim.Devices.Tun;
using NetSim.Wire.Addresses;

namespace NetSim.Devices.Host;

/// <summary>
/// What of a stated host side would take something away from the host as it is, or cannot work (conflicts), and what will not go
/// where the file says (notes).
/// </summary>
internal sealed class HostConflicts
{
    private readonly HostSide _side;
    private readonly HostSnapshot _now;
    private readonly LinkRecord? _link;
    private readonly int _own;

    private HostConflicts(HostSide side, HostSnapshot now, LinkRecord? link) =>
        (_side, _now, _link, _own) = (side, now, link, link?.Index ?? 0);

    public List<string> Conflicts { get; } = [];

    public List<string> Notes { get; } = [];

    public static HostConflicts Find(HostSide side, HostSnapshot now, LinkRecord? link)
    {
        var found = new HostConflicts(side, now, link);
        found.CheckDevice();
        foreach (IpPrefix address in side.Addresses) found.CheckAddress(address);
        foreach (HostRoute route in side.Routes)
        {
            found.CheckRoute(route.Destination.Network);
            found.CheckNextHop(route);
        }
        if (side.Routes.Count > 0 && side.Admin != HostAdminState.Up && link is not { IsUp: true })
        {
            found.Conflicts.Add(
                $"routes into {side.Device} are stated but not that it is to be up, and a device that is down takes no routes: state `up: true`");
        }
        return found;
    }

    private void CheckDevice()
    {
        if (_link is null) return;
        if (_link.Kind != "tun")
        {
            string kind = _link.Kind.Length == 0 ? "a network device of the host" : $"a device of kind {_link.Kind}";
            Conflicts.Add($"{_side.Device} is {kind} and no TUN or TAP device: NetSim does not touch it; choose another name");
        }
        else if (_link.Tun is { } tun && tun.Kind != _side.Kind)
        {
            Conflicts.Add($"{_side.Device} is a {TunErrors.NameOf(tun.Kind)} device and a {TunErrors.NameOf(_side.Kind)} is stated");
        }
    }

    /// <summary>A subnet belongs to one device: any overlap with another's makes hosts on one of them unreachable.</summary>
    private void CheckAddress(IpPrefix stated)
    {
        foreach (AddressRecord known in _now.Addresses)
        {
            if (known.Interface == _own || IsLinkLocal(known.Prefix) || !Overlap(stated, known.Prefix)) continue;
            Conflicts.Add($"{stated} for {_side.Device} overlaps {known.Prefix}, which {_now.NameOf(known.Interface)} has");
        }
        foreach (RouteRecord known in OthersRoutes())
        {
            bool isSubnet = _now.Addresses.Exists(address =>
                address.Interface == known.Interface && address.Prefix.Network == known.Destination);
            if (isSubnet || known.Destination.Length == 0 || !Overlap(stated, known.Destination)) continue;
            Conflicts.Add($"{stated} for {_side.Device} overlaps the host's route {known.Destination} {Target(known)}");
        }
    }

    /// <summary>
    /// The longest prefix wins: a longer one than the host's takes traffic away from it, a shorter one gets what is left.
    /// </summary>
    private void CheckRoute(IpPrefix stated)
    {
        foreach (RouteRecord known in OthersRoutes())
        {
            bool areDefaults = stated == known.Destination && stated.Length == 0;
            if (areDefaults) Conflicts.Add($"a default route into {_side.Device} is stated, and the host has one already, {Target(known)}");
            if (stated.Length == 0 || known.Destination.Length == 0 || !Overlap(stated, known.Destination)) continue;
            if (known.Destination.Length <= stated.Length)
            {
                Conflicts.Add($"{stated} into {_side.Device} would take traffic from the host's route {known.Destination} {Target(known)}");
            }
            else
            {
                Notes.Add($"{known.Destination}, a part of {stated}, stays with the host's route {Target(known)}");
            }
        }
    }

    private IEnumerable<RouteRecord> OthersRoutes() => _now.Routes.Where(known =>
        known.Table == RtNetlink.MainTable && (known.Interface != _own || _own == 0) && !IsLinkLocal(known.Destination));

    private void CheckNextHop(HostRoute route)
    {
        if (route.Via is not { } via) return;
        if (via.IsIPv4 != route.Destination.Address.IsIPv4)
        {
            Conflicts.Add($"the route {route.Destination.Network} and its next hop {via} are of different families");
            return;
        }
        bool isOnLink = via.IsLinkLocal || _side.Addresses.Any(address => address.Contains(via))
            || (_own != 0 && _now.Addresses.Exists(address => address.Interface == _own && address.Prefix.Contains(via)));
        if (!isOnLink) Conflicts.Add($"the next hop {via} of {route.Destination.Network} is in none of the subnets of {_side.Device}");
    }

    private string Target(RouteRecord route) => route.Interface == 0 ? "(not to one device alone)" : $"to {_now.NameOf(route.Interface)}";

    private static bool Overlap(IpPrefix a, IpPrefix b) => a.Contains(b.Address) || b.Contains(a.Address);

    /// <summary>Every IPv6 device has fe80::/64.</summary>
    private static bool IsLinkLocal(IpPrefix prefix) => prefix.Address.IsLinkLocal && prefix.Address.IsIPv6;
}
