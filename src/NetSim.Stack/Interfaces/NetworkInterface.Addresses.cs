using NetSim.Wire.Addresses;
using NetSim.Wire.Time;

namespace NetSim.Stack.Interfaces;

/// <summary>The addresses of an interface and its groups: how they come, how they are tried, how they go.</summary>
public sealed partial class NetworkInterface
{
    private readonly ConflictDetection _detection;

    /// <summary>In the order in which they were added. Addresses that are still being tried are not among them.</summary>
    public ReadOnlySpan<IpPrefix> Prefixes => _addresses.Prefixes;

    internal ref readonly InterfaceAddresses Addresses => ref _addresses;

    internal RouterDiscovery? Discovery => _duties?.Discovery;

    internal RouterAdvertiser? Advertiser => _duties?.Advertiser;

    /// <summary>Bytes of the largest IPv6 packet: <see cref="Mtu"/>, unless a router has advertised a smaller one (RFC 4861 4.6.4).</summary>
    public int MtuIPv6 => _duties?.Discovery is { Mtu: > 0 } discovery ? Math.Min(discovery.Mtu, Mtu) : Mtu;

    /// <summary>Recursive name servers that routers have advertised (RFC 8106), in their order. A copy.</summary>
    public IpAddress[] AdvertisedDnsServers() => Discovery?.CopyDnsServers() ?? [];

    /// <summary>A number that changes when <see cref="AdvertisedDnsServers"/> does.</summary>
    public int DnsServerChanges => Discovery?.DnsServerChanges ?? 0;

    /// <summary>The routers that have advertised themselves, the best first. A copy.</summary>
    public IpAddress[] AdvertisedRouters() => Discovery?.CopyRouters() ?? [];

    /// <summary>
    /// Adds an address with its subnet. The first of IPv6 brings a link-local one with it (RFC 4291 2.8), made from the MAC. With
    /// <see cref="InterfaceOptions.ConflictDetection"/> on it is used when the link has said nothing against it.
    /// </summary>
    /// <exception cref="ArgumentException">No interface can have that address, or this one has it already.</exception>
    public void AddAddress(IpPrefix prefix)
    {
        InterfaceAddresses.Check(prefix);
        if (HasAddress(prefix.Address)) throw new ArgumentException($"{prefix.Address} is there already.", nameof(prefix));
        if (prefix.Address.IsIPv6 && !prefix.Address.IsLinkLocal) NeedLinkLocal();
        Try(prefix);
    }

    /// <summary>Adds several addresses. If they are the first and all of IPv4, the array itself is kept: nobody may change it any more.</summary>
    /// <exception cref="ArgumentException">As of <see cref="AddAddress"/>.</exception>
    public void AddAddresses(IpPrefix[] prefixes)
    {
        ArgumentNullException.ThrowIfNull(prefixes);
        bool mayKeep = _detection == ConflictDetection.None && _addresses.Prefixes.IsEmpty
            && Array.TrueForAll(prefixes, static prefix => prefix.Address.IsIPv4);
        if (!mayKeep)
        {
            foreach (IpPrefix prefix in prefixes) AddAddress(prefix);
            return;
        }
        _addresses.Take(prefixes);
        Observer?.OnAddressesChanged(this);
    }

    /// <returns>False if the interface does not have it.</returns>
    public bool RemoveAddress(IpAddress address)
    {
        if (_duties?.Probing?.Remove(address) == true) return true;
        if (!_addresses.Remove(address)) return false;
        if (IsTried(address) && address.IsIPv6) LeaveGroupSoon(address.SolicitedNode);
        Observer?.OnAddressesChanged(this);
        return true;
    }

    /// <summary>All addresses, also those that may not be used yet or no longer.</summary>
    public AddressSnapshot[] SnapshotAddresses()
    {
        List<AddressSnapshot> snapshot = [];
        foreach (IpPrefix prefix in Prefixes)
            snapshot.Add(new AddressSnapshot(prefix, IsDeprecated(prefix.Address) ? AddressState.Deprecated : AddressState.Preferred));
        _duties?.Probing?.AddTo(snapshot);
        return [.. snapshot];
    }

    /// <summary>
    /// Receives the group's packets too, and tells routers and switches so (IGMPv3, MLDv2). Every call needs its <see cref="LeaveGroup"/>.
    /// </summary>
    /// <exception cref="ArgumentException">It is no multicast group.</exception>
    public void JoinGroup(Instant now, IpAddress group)
    {
        if (_addresses.Join(group)) Duties.NeedReporter().OnJoined(now, group);
    }

    /// <summary>Takes one <see cref="JoinGroup"/> back; without one nothing happens.</summary>
    public void LeaveGroup(Instant now, IpAddress group)
    {
        if (_addresses.Leave(group)) Duties.NeedReporter().OnLeft(now, group);
    }

    /// <summary>The same where the time is not known: it is told at the next deadline, which is at once.</summary>
    internal void LeaveGroupSoon(IpAddress group)
    {
        if (_addresses.Leave(group)) Duties.NeedReporter().OnLeft(group);
    }

    internal bool IsDeprecated(IpAddress address) => _duties?.Discovery?.IsDeprecated(address) ?? false;

    /// <summary>Has it, tries it, or has found that somebody else has it.</summary>
    internal bool HasAddress(IpAddress address) => _addresses.Contains(address) || _duties?.Probing?.IsKnown(address) == true;

    /// <summary>RFC 4291 2.8: every interface that speaks IPv6 has one.</summary>
    internal void NeedLinkLocal()
    {
        if (Mac == default || !_addresses.FindLinkLocal().IsUnspecified) return;
        var own = new IpPrefix(LinkLayerMapping.LinkLocal(Mac), LinkLayerMapping.LinkLocalPrefix.Length);
        if (!HasAddress(own.Address) && !HasIPv6) Try(own);
    }

    /// <summary>Takes an address, after its trial if there is to be one.</summary>
    internal void Try(IpPrefix prefix)
    {
        if (IsTried(prefix.Address)) Duties.NeedProbing().Begin(prefix);
        else Assign(prefix);
    }

    /// <summary>Nobody else has it.</summary>
    internal void Assign(Instant now, IpPrefix prefix)
    {
        Assign(prefix);
        Duties.OnAssigned(now, prefix.Address);
    }

    /// <summary>Somebody has, or wants, an address that is being tried here.</summary>
    /// <returns>False if it is not being tried.</returns>
    internal bool OnTentativeConflict(Instant now, IpAddress address)
    {
        if (_duties?.Probing?.OnConflict(address) != true) return false;
        _counters.AddressConflicts++;
        if (Duties.LinkLocal is not { } linkLocal || linkLocal.Address != address) return true;
        Duties.NeedProbing().Remove(address);
        linkLocal.OnLost(now);
        return true;
    }

    internal bool IsTentative(IpAddress address) => _duties?.Probing?.IsTentative(address) ?? false;

    private bool HasIPv6 => _addresses.HasIPv6;

    /// <summary>An address of 169.254/16 that was not stated is always tried (RFC 3927 2.2.1).</summary>
    private bool IsTried(IpAddress address)
    {
        if (Framing == Framing.Ip) return false;
        bool isChosen = _duties?.LinkLocal is { } linkLocal && linkLocal.Address == address;
        return isChosen || (_detection & (address.IsIPv4 ? ConflictDetection.IPv4 : ConflictDetection.IPv6)) != 0;
    }

    private void Assign(IpPrefix prefix)
    {
        _addresses.Add(prefix);
        Observer?.OnAddressesChanged(this);
    }
}
