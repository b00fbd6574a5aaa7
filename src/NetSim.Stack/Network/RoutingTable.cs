using NetSim.Stack.Interfaces;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;

namespace NetSim.Stack.Network;

/// <summary>
/// The ways out of a node, and its own addresses: one table for all interfaces. The longest prefix wins, then the least metric; a route
/// whose interface cannot send is passed over, so that packets take the next one.
/// </summary>
/// <remarks>
/// Changes are cheap, the first look-up after one puts the table in order again. Until then an interface stands for the routes that follow
/// from its addresses: most nodes of a large network never look anything up.
/// </remarks>
public sealed class RoutingTable
{
    /// <summary>Routes, and interfaces in place of their connected routes, in the order in which they were added.</summary>
    private object[] _lines = [];
    private int _count;
    private bool _isDirty;
    private bool _hasInterfaces;
    private Multipath? _multipath;
    private FewRoutes _few;
    private RangeTable<uint> _ipv4 = RangeTable<uint>.Empty;
    private RangeTable<UInt128> _ipv6 = RangeTable<UInt128>.Empty;

    /// <summary>In the order in which they were added, those of interfaces' addresses included.</summary>
    public ReadOnlySpan<Route> Routes
    {
        get
        {
            if (_hasInterfaces) WriteOut();
            return Array.ConvertAll(_lines[.._count], static line => (Route)line);
        }
    }

    public void Add(Route route)
    {
        ArgumentNullException.ThrowIfNull(route);
        Append(route);
    }

    /// <summary>Adds one route with several next hops: ways to the same prefix that cost the same, each with its own interface and gateway.</summary>
    /// <param name="ways">In the order in which the next one takes over from one that cannot be used; one is an ordinary route.</param>
    /// <param name="hash">Chooses a way for a flow. The first that is given counts for all routes of the table.</param>
    public void Add(ReadOnlySpan<Route> ways, KeyedHash hash)
    {
        Add(ways[0]);
        if (ways.Length > 1) (_multipath ??= new Multipath(hash)).Add([.. ways]);
    }

    /// <returns>False if the route is not in the table.</returns>
    public bool Remove(Route route)
    {
        if (_hasInterfaces) WriteOut();
        int at = Array.IndexOf(_lines, route, 0, _count);
        if (at < 0) return false;
        Array.Copy(_lines, at + 1, _lines, at, --_count - at);
        _lines[_count] = null!;
        _isDirty = true;
        _multipath?.Remove(route);
        return true;
    }

    /// <summary>Takes many routes out; quicker than one by one. Of one with several next hops the first stands for it.</summary>
    public void RemoveAll(ReadOnlySpan<Route> routes)
    {
        HashSet<object> gone = new(routes.Length, ReferenceEqualityComparer.Instance);
        foreach (Route route in routes)
        {
            gone.Add(route);
            _multipath?.Remove(route);
        }
        int kept = 0;
        for (int i = 0; i < _count; i++)
            if (!gone.Contains(_lines[i])) _lines[kept++] = _lines[i];
        Array.Clear(_lines, kept, _count - kept);
        _isDirty |= kept < _count;
        _count = kept;
    }

    /// <summary>The best route that can be used now; null if there is none.</summary>
    public Route? Find(IpAddress destination) => destination.IsIPv4
        ? FindIPv4(destination.IPv4Value)
        : FirstUsable(FindIPv6(new UInt128(destination.High, destination.Low)));

    /// <summary>The same, out of the routes of one interface.</summary>
    public Route? Find(IpAddress destination, NetworkInterface port)
    {
        Route? route = Find(destination);
        for (; route is not null; route = route.Fallback)
        {
            if (ReferenceEquals(route.Interface, port) && route.IsUsable) return route;
            if (_multipath?.WayOutOf(route, port) is { } way) return way;
        }
        return null;
    }

    /// <summary>Some routes have several next hops, of which each packet must have one chosen.</summary>
    internal bool HasMultipath => _multipath is not null;

    /// <summary>The next hop of a route for a packet, which starts at its IP header; null if it is not made yet.</summary>
    internal Route Choose(Route route, Packet? packet) => _multipath is null ? route : _multipath.Choose(route, packet);

    internal Route? FindIPv4(uint destination)
    {
        if (_isDirty) Arrange();
        Route? route = _few.AreAll ? _few.Find(destination) : _ipv4.Find(destination);
        return route is null || route.IsUsable ? route : FirstUsable(route);
    }

    /// <summary>Takes all routes of one origin out that lead to one interface.</summary>
    internal void RemoveAll(NetworkInterface port, RouteOrigin origin)
    {
        int kept = 0;
        for (int i = 0; i < _count; i++)
        {
            bool isMeant = _lines[i] is Route route && route.Origin == origin && ReferenceEquals(route.Interface, port);
            if (!isMeant) _lines[kept++] = _lines[i];
        }
        Array.Clear(_lines, kept, _count - kept);
        _isDirty |= kept < _count;
        _count = kept;
    }

    /// <summary>
    /// Brings the routes in line with the addresses that the interface has now: each address itself, its subnet, its broadcast.
    /// </summary>
    internal void SetConnected(NetworkInterface port)
    {
        int kept = 0;
        for (int i = 0; i < _count; i++)
        {
            bool isOld = ReferenceEquals(_lines[i], port)
                || (_lines[i] is Route { Origin: RouteOrigin.Connected } route && ReferenceEquals(route.Interface, port));
            if (!isOld) _lines[kept++] = _lines[i];
        }
        Array.Clear(_lines, kept, _count - kept);
        _count = kept;
        AddConnected(port);
    }

    /// <summary>The same for an interface that is new here.</summary>
    internal void AddConnected(NetworkInterface port)
    {
        Append(port);
        _hasInterfaces = true;
    }

    private void Append(object line)
    {
        if (_count == _lines.Length) Array.Resize(ref _lines, Math.Max(2, _count * 2));
        _lines[_count++] = line;
        _isDirty = true;
    }

    /// <summary>Writes the connected routes out in the place of their interfaces.</summary>
    private void WriteOut()
    {
        object[] before = _lines;
        int lines = _count;
        (_lines, _count, _hasInterfaces) = ([], 0, false);
        for (int i = 0; i < lines; i++)
        {
            if (before[i] is not NetworkInterface port)
            {
                Append(before[i]);
                continue;
            }
            foreach (IpPrefix prefix in port.Prefixes) WriteConnected(port, prefix);
        }
    }

    private void WriteConnected(NetworkInterface port, IpPrefix prefix)
    {
        IpAddress address = prefix.Address;
        WriteConnected(port, new IpPrefix(address, address.BitLength), RouteKind.Local, address);
        if (prefix.Length == address.BitLength) return;
        WriteConnected(port, prefix, RouteKind.Unicast, address);
        if (address.IsIPv4 && prefix.Length < 31) WriteConnected(port, new IpPrefix(prefix.Last, 32), RouteKind.Broadcast, address);
    }

    private void WriteConnected(NetworkInterface port, IpPrefix destination, RouteKind kind, IpAddress source) => Append(new Route
    {
        Destination = destination,
        Interface = port,
        Kind = kind,
        // Which of several IPv6 addresses to use depends on the destination (RFC 6724), so the subnet's route does not say.
        Source = source.IsIPv4 ? source : default,
        Origin = RouteOrigin.Connected,
    });

    private Route? FindIPv6(UInt128 destination)
    {
        if (_isDirty) Arrange();
        return _ipv6.Find(destination);
    }

    /// <summary>Of a route with several next hops this is the one that stands for all of them: <see cref="Choose"/> one.</summary>
    private Route? FirstUsable(Route? route) => route is null || route.IsUsable ? route : OtherUsable(route);

    private Route? OtherUsable(Route? route)
    {
        while (route is not null && !route.IsUsable && _multipath?.IsUsable(route) != true) route = route.Fallback;
        return route;
    }

    private void Arrange()
    {
        if (_hasInterfaces) WriteOut();
        _isDirty = false;
        int ipv4 = CountIPv4();
        bool areFew = ipv4 <= FewRoutes.Most;
        _few = areFew ? FewRoutes.Of(_lines.AsSpan(0, _count), ipv4) : default;
        (_ipv4, _ipv6) = (RangeTable<uint>.Empty, RangeTable<UInt128>.Empty);
        if (areFew && ipv4 == _count) return;
        Route[] sorted = Sorted();
        if (!areFew) _ipv4 = BuildIPv4(sorted, ipv4);
        if (ipv4 < _count) _ipv6 = BuildIPv6(sorted, _count - ipv4);
    }

    private int CountIPv4()
    {
        int count = 0;
        for (int i = 0; i < _count; i++)
            if (((Route)_lines[i]).Destination.Address.IsIPv4) count++;
        return count;
    }

    private static RangeTable<uint> BuildIPv4(Route[] sorted, int count)
    {
        var prefixes = new (uint First, uint Last, Route Route)[count];
        int next = 0;
        foreach (Route route in sorted)
        {
            IpAddress first = route.Destination.Address;
            if (first.IsIPv4) prefixes[next++] = (first.IPv4Value, route.Destination.Last.IPv4Value, route);
        }
        return RangeTable<uint>.Build(prefixes);
    }

    private static RangeTable<UInt128> BuildIPv6(Route[] sorted, int count)
    {
        var prefixes = new (UInt128 First, UInt128 Last, Route Route)[count];
        int next = 0;
        foreach (Route route in sorted)
        {
            IpAddress first = route.Destination.Address, last = route.Destination.Last;
            if (first.IsIPv6) prefixes[next++] = (new UInt128(first.High, first.Low), new UInt128(last.High, last.Low), route);
        }
        return RangeTable<UInt128>.Build(prefixes);
    }

    /// <summary>
    /// By first address, wider prefixes first, own addresses before ways out, lesser metrics before greater, older routes before younger.
    /// </summary>
    private Route[] Sorted()
    {
        var keys = new (Route Route, int Age)[_count];
        for (int i = 0; i < _count; i++) keys[i] = ((Route)_lines[i], i);
        Array.Sort(keys, static (a, b) =>
        {
            int order = a.Route.Destination.Address.CompareTo(b.Route.Destination.Address);
            if (order == 0) order = a.Route.Destination.Length.CompareTo(b.Route.Destination.Length);
            if (order == 0) order = (a.Route.Kind == RouteKind.Unicast).CompareTo(b.Route.Kind == RouteKind.Unicast);
            if (order == 0) order = a.Route.Metric.CompareTo(b.Route.Metric);
            return order == 0 ? a.Age.CompareTo(b.Age) : order;
        });
        return Array.ConvertAll(keys, static key => key.Route);
    }
}
