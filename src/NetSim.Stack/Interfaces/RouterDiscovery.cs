using NetSim.Wire.Addresses;
using NetSim.Wire.Icmpv6;
using NetSim.Wire.Ipv6;
using NetSim.Wire.Time;

namespace NetSim.Stack.Interfaces;

/// <summary>
/// What a host learns from routers on one link (RFC 4861 6.3, RFC 4862 5.5): default routers, prefixes that are on the link, addresses of
/// its own, the MTU, name servers. All of it has an end unless it is told again.
/// </summary>
internal sealed class RouterDiscovery(NetworkInterface port, RandomGenerator random)
{
    /// <summary>RFC 4861 section 10: MAX_RTR_SOLICITATIONS and RTR_SOLICITATION_INTERVAL.</summary>
    private const int MaxSolicitations = 3;

    /// <summary>Of each kind: a link on which somebody tells more is not believed.</summary>
    private const int MaxEntries = 16;

    private static readonly Duration SolicitationInterval = Duration.FromSeconds(4);

    private readonly List<(IpAddress Address, Instant Until)> _routers = [];
    private readonly List<(IpPrefix Prefix, Instant Until)> _onLink = [];
    private readonly List<AutomaticAddress> _addresses = [];
    private readonly List<(IpAddress Address, Instant Until)> _dnsServers = [];
    private Instant _nextSolicitation = Instant.MaxValue;
    private int _solicitations;

    /// <summary>The present ones, those that answer first.</summary>
    public List<(IpAddress Address, Instant Until)> Routers => _routers;

    public List<(IpPrefix Prefix, Instant Until)> OnLinkPrefixes => _onLink;

    /// <summary>Another number: perhaps another list of name servers.</summary>
    public int DnsServerChanges { get; private set; }

    /// <summary>0: no router said.</summary>
    public int Mtu { get; private set; }

    public Instant NextDeadline
    {
        get
        {
            Instant next = port.CanSend ? _nextSolicitation : Instant.MaxValue;
            foreach ((_, Instant until) in _routers) next = Instant.Min(next, until);
            foreach ((_, Instant until) in _onLink) next = Instant.Min(next, until);
            foreach ((_, Instant until) in _dnsServers) next = Instant.Min(next, until);
            foreach (AutomaticAddress address in _addresses) next = Instant.Min(next, address.NextDeadline);
            return next;
        }
    }

    /// <summary>RFC 4861 6.3.7: asks after a random moment, so that not everybody does at once when the power comes back.</summary>
    public void OnUp(Instant now)
    {
        port.NeedLinkLocal();
        _solicitations = 0;
        _nextSolicitation = port.Addresses.FindLinkLocal().IsUnspecified
            ? Instant.MaxValue
            : now + Duration.FromMilliseconds(random.Next(1001));
    }

    /// <summary>The address is ours now. The random moment was passed in trying it (RFC 4861 6.3.7).</summary>
    public void OnAssigned(Instant now, IpAddress address)
    {
        if (address.IsIPv6 && address.IsLinkLocal && _routers.Count == 0 && _solicitations == 0 && _nextSolicitation == Instant.MaxValue) _nextSolicitation = now;
    }

    public IpAddress[] CopyRouters() => [.. _routers.ConvertAll(static router => router.Address)];

    public IpAddress[] CopyDnsServers() => [.. _dnsServers.ConvertAll(static server => server.Address)];

    public bool IsDeprecated(IpAddress address)
    {
        foreach (AutomaticAddress known in _addresses)
        {
            if (known.Prefix.Address == address) return known.IsDeprecated;
        }
        return false;
    }

    /// <summary>RFC 4861 6.3.4; what 6.1.2 asks of the message has been checked.</summary>
    public void OnAdvertisement(Instant now, IpAddress router, in RouterAdvertisementView message)
    {
        int seconds = message.RouterLifetimeSeconds;
        if (seconds > 0) _nextSolicitation = Instant.MaxValue;
        bool hasChanged = SetRouter(router, seconds == 0 ? null : now + Duration.FromSeconds(seconds));
        foreach (NdpOption option in message.Options)
        {
            if (option.TryGetPrefixInformation(out PrefixInformation prefix)) hasChanged |= OnPrefix(now, prefix);
            else if (option.TryGetMtu(out uint mtu)) OnMtu(mtu);
            else if (option.TryGetDnsServers(out uint lifetime, out int count)) OnDnsServers(now, option, (lifetime, count));
        }
        if (hasChanged) port.Observer?.OnRoutersChanged(port);
    }

    /// <summary>RFC 4861 6.3.6: a router that does not answer is the last to be chosen.</summary>
    public void OnUnreachable(IpAddress neighbour)
    {
        int at = _routers.FindIndex(router => router.Address == neighbour);
        if (at < 0 || _routers.Count == 1) return;
        (IpAddress, Instant) silent = _routers[at];
        _routers.RemoveAt(at);
        _routers.Add(silent);
        port.Observer?.OnRoutersChanged(port);
    }

    /// <summary>RFC 4861 7.2.5: it says of itself that it forwards no longer.</summary>
    public void OnNoRouter(IpAddress neighbour)
    {
        if (SetRouter(neighbour, null)) port.Observer?.OnRoutersChanged(port);
    }

    public void OnDeadline(Instant now)
    {
        if (_nextSolicitation <= now && port.CanSend) Solicit(now);
        bool hasChanged = _routers.RemoveAll(router => router.Until <= now) > 0;
        hasChanged |= _onLink.RemoveAll(prefix => prefix.Until <= now) > 0;
        DnsServerChanges += _dnsServers.RemoveAll(server => server.Until <= now);
        for (int i = 0; i < _addresses.Count; i++)
        {
            AutomaticAddress address = _addresses[i];
            if (address.PreferredUntil <= now) address.IsDeprecated = true;
            if (address.ValidUntil > now) continue;
            _addresses.RemoveAt(i--);
            port.RemoveAddress(address.Prefix.Address);
        }
        if (hasChanged) port.Observer?.OnRoutersChanged(port);
    }

    private void Solicit(Instant now)
    {
        RouterMessages.Solicit(port);
        // RFC 4861 6.3.7: after the last one nothing more is asked; an advertisement is heard whenever it comes.
        _nextSolicitation = ++_solicitations < MaxSolicitations ? now + SolicitationInterval : Instant.MaxValue;
    }

    /// <returns>The list of default routers is another one.</returns>
    private bool SetRouter(IpAddress router, Instant? until)
    {
        int at = _routers.FindIndex(known => known.Address == router);
        if (until is not { } end)
        {
            if (at >= 0) _routers.RemoveAt(at);
            return at >= 0;
        }
        if (at >= 0) _routers[at] = (router, end);
        else if (_routers.Count < MaxEntries) _routers.Add((router, end));
        return at < 0;
    }

    /// <summary>RFC 4861 6.3.4 (on link), RFC 4862 5.5.3 (addresses).</summary>
    private bool OnPrefix(Instant now, in PrefixInformation information)
    {
        IpPrefix prefix = information.Prefix.Network;
        // RFC 4861 6.3.4 and RFC 4862 5.5.3 b, c.
        if (prefix.Address.IsLinkLocal || prefix.Address.IsMulticast) return false;
        bool hasChanged = information.IsOnLink && SetOnLink(prefix, End(now, information.ValidLifetimeSeconds), information.ValidLifetimeSeconds == 0);
        bool isUsable = information.IsAutonomous && prefix.Length == 64 && port.Mac != default
            && information.PreferredLifetimeSeconds <= information.ValidLifetimeSeconds;
        if (isUsable) SetAddress(now, prefix, information);
        return hasChanged;
    }

    private bool SetOnLink(IpPrefix prefix, Instant until, bool isOver)
    {
        int at = _onLink.FindIndex(known => known.Prefix == prefix);
        if (isOver)
        {
            if (at >= 0) _onLink.RemoveAt(at);
            return at >= 0;
        }
        if (at >= 0) _onLink[at] = (prefix, until);
        else if (_onLink.Count < MaxEntries) _onLink.Add((prefix, until));
        return at < 0;
    }

    /// <summary>RFC 4862 5.5.3 d and e.</summary>
    private void SetAddress(Instant now, IpPrefix prefix, in PrefixInformation information)
    {
        Instant preferred = End(now, information.PreferredLifetimeSeconds), valid = End(now, information.ValidLifetimeSeconds);
        AutomaticAddress? known = _addresses.Find(address => address.Prefix.Network == prefix);
        if (known is null)
        {
            if (information.ValidLifetimeSeconds == 0 || _addresses.Count >= MaxEntries) return;
            var own = new IpPrefix(IpAddress.FromEui64(prefix, port.Mac), prefix.Length);
            if (port.HasAddress(own.Address)) return;
            _addresses.Add(new AutomaticAddress(own) { PreferredUntil = preferred, ValidUntil = valid, IsDeprecated = preferred <= now });
            port.Try(own);
            return;
        }
        (known.PreferredUntil, known.IsDeprecated) = (preferred, preferred <= now);
        known.ValidUntil = Lifetimes.Valid(now, known.ValidUntil, valid);
    }

    /// <summary>RFC 4861 6.3.4: between the least MTU of IPv6 and that of the link.</summary>
    private void OnMtu(uint mtu)
    {
        if (mtu >= Ipv6Header.LeastMtu && mtu <= port.Mtu) Mtu = (int)mtu;
    }

    /// <summary>RFC 8106 5.1: the first of an option is preferred, and what a router says now to what was known before.</summary>
    private void OnDnsServers(Instant now, in NdpOption option, (uint Seconds, int Count) servers)
    {
        for (int i = 0; i < servers.Count; i++)
        {
            IpAddress server = option.DnsServer(i);
            int at = _dnsServers.FindIndex(known => known.Address == server);
            if (at >= 0 && servers.Seconds > 0) _dnsServers[at] = (server, End(now, servers.Seconds));
            else if (at >= 0) _dnsServers.RemoveAt(at);
            else if (servers.Seconds > 0 && _dnsServers.Count < MaxEntries) _dnsServers.Insert(Math.Min(i, _dnsServers.Count), (server, End(now, servers.Seconds)));
            if (at < 0 || servers.Seconds == 0) DnsServerChanges++;
        }
    }

    private static Instant End(Instant now, uint seconds) =>
        seconds == PrefixInformation.InfiniteLifetime ? Instant.MaxValue : now + Duration.FromSeconds(seconds);

    private sealed class AutomaticAddress(IpPrefix prefix)
    {
        public IpPrefix Prefix => prefix;
        public Instant PreferredUntil { get; set; }
        public Instant ValidUntil { get; set; }
        public bool IsDeprecated { get; set; }
        public Instant NextDeadline => IsDeprecated ? ValidUntil : Instant.Min(PreferredUntil, ValidUntil);
    }

    private static class Lifetimes
    {
        /// <summary>RFC 4862 5.5.3 e: two hours, below which nobody may cut an address short, since anybody can say so.</summary>
        private static readonly Duration Protected = Duration.FromSeconds(7200);

        public static Instant Valid(Instant now, Instant present, Instant advertised)
        {
            if (advertised > now + Protected || advertised > present) return advertised;
            return present <= now + Protected ? present : now + Protected;
        }
    }
}
