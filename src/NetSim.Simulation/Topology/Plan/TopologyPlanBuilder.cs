using System.Runtime.InteropServices;
using NetSim.Simulation.Topology.Routing;
using NetSim.Stack.Tunnels;
using NetSim.Wire.Addresses;

namespace NetSim.Simulation.Topology.Plan;

/// <summary>
/// Makes a plan from code, for measurements and tests: a million hosts cost some hundred bytes each. It refuses what would break the
/// plan's own order, and leaves the sense of the network to the caller; a file is checked before it comes here.
/// </summary>
public sealed class TopologyPlanBuilder(string name)
{
    internal const int DefaultMtu = 1500;

    private readonly Dictionary<string, string> _interfaceNames = [];
    private readonly List<NodePlan> _nodes = [];
    private readonly List<InterfacePlan> _interfaces = [];
    private readonly List<LinkPlan> _links = [];
    private readonly List<DevicePlan> _devices = [];
    private readonly List<VlanPlan> _vlans = [];
    private readonly List<TunnelPlan> _tunnels = [];
    private readonly List<(int Node, RoutePlan Route)> _routes = [];
    private readonly List<ApplicationPlan> _applications = [];
    private readonly List<EventPlan> _events = [];
    private readonly List<CapturePlan> _captures = [];
    private readonly List<ExpectationPlan> _expectations = [];

    public ulong Seed { get; set; } = 1;

    /// <summary>Where relative paths begin.</summary>
    internal string Folder { get; set; } = ".";

    public TimePlan Time { get; set; } = new(TimeMode.Virtual, Scale: 1, Stop: null);
    public TracePlan? Trace { get; set; }

    internal ReadOnlySpan<NodePlan> Nodes => CollectionsMarshal.AsSpan(_nodes);
    internal ReadOnlySpan<InterfacePlan> Interfaces => CollectionsMarshal.AsSpan(_interfaces);
    internal ReadOnlySpan<LinkPlan> Links => CollectionsMarshal.AsSpan(_links);
    internal IReadOnlyList<DevicePlan> Devices => _devices;
    internal IReadOnlyList<VlanPlan> Vlans => _vlans;
    internal IReadOnlyList<TunnelPlan> Tunnels => _tunnels;

    /// <summary>In the order in which they were added.</summary>
    internal IReadOnlyList<ApplicationPlan> Applications => _applications;

    /// <summary>Says how a node looks names up.</summary>
    public void SetResolver(int node, ResolverPlan resolver)
    {
        ref NodePlan plan = ref CollectionsMarshal.AsSpan(_nodes)[node];
        plan = plan with { Resolver = resolver };
    }

    /// <summary>Says what a router does besides routing.</summary>
    public void SetMiddlebox(int node, MiddleboxPlan middlebox)
    {
        ref NodePlan plan = ref CollectionsMarshal.AsSpan(_nodes)[node];
        plan = plan with { Middlebox = middlebox };
    }

    /// <returns>The id of the node.</returns>
    public int AddNode(string name, NodeKind kind, TcpPlan? tcp = null)
    {
        int id = _nodes.Count;
        _nodes.Add(new NodePlan
        {
            Id = id,
            Name = name,
            Kind = kind,
            FirstInterface = _interfaces.Count,
            InterfaceCount = 0,
            Routes = [],
            Tcp = tcp ?? TcpPlan.Default,
        });
        return id;
    }

    /// <summary>Adds a switch; the id of port n is that of the first one plus n − 1.</summary>
    /// <returns>The interface id of port 1.</returns>
    public int AddSwitch(string name, int ports, SwitchPlan? settings = null)
    {
        int first = AddBridge(name, NodeKind.Switch, ports);
        ref NodePlan plan = ref CollectionsMarshal.AsSpan(_nodes)[^1];
        plan = plan with { Switch = settings };
        return first;
    }

    /// <summary>Adds a hub; the id of port n is that of the first one plus n − 1.</summary>
    /// <returns>The interface id of port 1.</returns>
    public int AddHub(string name, int ports) => AddBridge(name, NodeKind.Hub, ports);

    private int AddBridge(string name, NodeKind kind, int ports)
    {
        int node = AddNode(name, kind);
        int first = _interfaces.Count;
        for (int port = 1; port <= ports; port++) AddInterface(node, PortName(port), []);
        return first;
    }

    /// <summary>Adds an interface to the node that was added last: the interfaces of a node lie together.</summary>
    /// <returns>The id of the interface.</returns>
    public int AddInterface(int node, string name, ReadOnlySpan<IpPrefix> addresses, InterfaceSettings? settings = null)
    {
        if (node != _nodes.Count - 1) throw new InvalidOperationException("an interface can be added only to the node that was added last");
        settings ??= InterfaceSettings.Default;
        ref NodePlan owner = ref CollectionsMarshal.AsSpan(_nodes)[node];
        int id = _interfaces.Count;
        _interfaces.Add(new InterfacePlan
        {
            Id = id,
            NodeId = node,
            Index = owner.InterfaceCount,
            Name = Shared(name),
            Addresses = [.. addresses],
            Mac = settings.Mac ?? default,
            Mtu = settings.Mtu ?? 0,
            State = settings.State,
            AttachedTo = -1,
            Automation = settings.Automation,
        });
        owner = owner with { InterfaceCount = owner.InterfaceCount + 1 };
        return id;
    }

    /// <summary>Nearly every node has an eth0: one string serves them all.</summary>
    private string Shared(string interfaceName)
    {
        ref string? shared = ref CollectionsMarshal.GetValueRefOrAddDefault(_interfaceNames, interfaceName, out _);
        return shared ??= interfaceName;
    }

    /// <summary>Plugs a cable into two interfaces that are free.</summary>
    /// <returns>The id of the link.</returns>
    public int AddLink(int a, int b, LinkSettings? settings = null)
    {
        settings ??= LinkSettings.Default;
        int id = _links.Count;
        Plug(a, Attachment.Link, id, LinkEnd.A, settings.Framing);
        Plug(b, Attachment.Link, id, LinkEnd.B, settings.Framing);
        _links.Add(new LinkPlan
        {
            Id = id,
            GivenName = settings.Name,
            A = a,
            B = b,
            AToB = settings.AToB,
            BToA = settings.BToA,
            Mtu = settings.Mtu ?? 0,
            Framing = settings.Framing,
            State = settings.State,
        });
        return id;
    }

    /// <summary>Plugs a real device, in the process's or a named network namespace, into an interface that is free.</summary>
    /// <returns>The id of the device.</returns>
    public int AddDevice(int interfaceId, DeviceKind kind, string name, HostSidePlan? host = null, string? space = null)
    {
        int id = _devices.Count;
        bool isTun = kind == DeviceKind.Tun;
        Plug(interfaceId, isTun ? Attachment.Tun : Attachment.Tap, id, LinkEnd.A, isTun ? Framing.Ip : Framing.Ethernet);
        _devices.Add(new DevicePlan { Id = id, Kind = kind, Name = name, InterfaceId = interfaceId, Host = host, Namespace = space });
        return id;
    }

    /// <summary>Plugs an interface that the machine has, or a wire to another machine, into an interface that is free.</summary>
    /// <returns>The id of the device.</returns>
    public int AddAttachment(int interfaceId, DevicePlan settings)
    {
        int id = _devices.Count;
        Plug(interfaceId, settings.Kind == DeviceKind.Packet ? Attachment.Packet : Attachment.Vxlan, id, LinkEnd.A, Framing.Ethernet);
        _devices.Add(settings with { Id = id, InterfaceId = interfaceId });
        return id;
    }

    /// <summary>Gives an interface of a netns node, which a link may be plugged into, its device in the namespace of the node.</summary>
    /// <returns>The id of the device.</returns>
    public int AddNodeDevice(int interfaceId)
    {
        InterfacePlan own = _interfaces[interfaceId];
        NodePlan node = _nodes[own.NodeId];
        if (node.Kind != NodeKind.Netns) throw new InvalidOperationException($"{node.Name} is not a network namespace");
        int id = _devices.Count;
        _devices.Add(new DevicePlan { Id = id, Kind = DeviceKind.Tap, Name = $"{node.Name}:{own.Name}", DeviceName = own.Name, InterfaceId = interfaceId });
        return id;
    }

    /// <summary>Makes an interface that is free one of a VLAN of another interface of its node.</summary>
    /// <returns>The id of the VLAN.</returns>
    public int AddVlan(int interfaceId, int linkId, int vlan)
    {
        if (_interfaces[interfaceId].NodeId != _interfaces[linkId].NodeId) throw new InvalidOperationException("a VLAN is on an interface of its own node");
        int id = _vlans.Count;
        Plug(interfaceId, Attachment.Vlan, id, LinkEnd.A, Framing.Ethernet);
        _vlans.Add(new VlanPlan(interfaceId, linkId, vlan));
        return id;
    }

    /// <summary>Makes an interface that is free one end of a tunnel.</summary>
    /// <returns>The id of the tunnel.</returns>
    public int AddTunnel(int interfaceId, TunnelOptions options)
    {
        int id = _tunnels.Count;
        Plug(interfaceId, Attachment.Tunnel, id, LinkEnd.A, options.Mode == TunnelMode.Vxlan ? Framing.Ethernet : Framing.Ip);
        _tunnels.Add(new TunnelPlan(interfaceId, options));
        return id;
    }

    /// <summary>
    /// Adds a static route; the gateway must lie in a subnet of the node. Routes to the same prefix that are added one after the other are next hops of one route.
    /// </summary>
    public void AddRoute(int node, IpPrefix destination, IpAddress gateway)
    {
        NodePlan owner = _nodes[node];
        for (int index = 0; index < owner.InterfaceCount; index++)
        {
            foreach (IpPrefix address in _interfaces[owner.FirstInterface + index].Addresses)
            {
                if (!address.Contains(gateway)) continue;
                _routes.Add((node, new RoutePlan(destination.Network, gateway, index)));
                return;
            }
        }
        throw new ArgumentException($"{gateway} lies in no subnet of {owner.Name}", nameof(gateway));
    }

    /// <summary>
    /// Adds an application to the node of its <see cref="ApplicationPlan.NodeId"/>; its id is given when the plan is built.
    /// </summary>
    public void AddApplication(ApplicationPlan application) => _applications.Add(application);

    public void AddEvent(EventPlan @event) => _events.Add(@event);

    public void AddCapture(CapturePlan capture) => _captures.Add(capture);

    public void AddExpectation(ExpectationPlan expectation) => _expectations.Add(expectation with { Id = _expectations.Count });

    public TopologyPlan Build(RoutingKind routing = RoutingKind.StaticShortest, RoutingMetric metric = RoutingMetric.Delay) =>
        Build(RoutingSettings.Default with { Kind = routing, Metric = metric });

    public TopologyPlan Build(RoutingSettings routing)
    {
        ArgumentNullException.ThrowIfNull(routing);
        InterfacePlan[] interfaces = ResolvedInterfaces();
        LinkPlan[] links = ResolvedLinks(interfaces);
        NodePlan[] nodes = [.. _nodes];
        ApplicationPlan[] applications = GroupApplications(nodes);
        SetStatedRoutes(nodes);
        DynamicRoutingPlan? dynamic = routing.Kind == RoutingKind.DynamicShortest ? Dynamic(routing, nodes) : null;
        if (routing.Kind != RoutingKind.None) ComputeRoutes(nodes, interfaces, links, routing);
        return new TopologyPlan
        {
            Name = name,
            Folder = Folder,
            Seed = Seed,
            Time = Time,
            Nodes = ImmutableCollectionsMarshal.AsImmutableArray(nodes),
            Interfaces = ImmutableCollectionsMarshal.AsImmutableArray(interfaces),
            Links = ImmutableCollectionsMarshal.AsImmutableArray(links),
            Devices = [.. _devices],
            Vlans = [.. _vlans],
            Tunnels = [.. _tunnels],
            Routing = dynamic,
            Applications = ImmutableCollectionsMarshal.AsImmutableArray(applications),
            Events = _events.Count > 1 ? [.. _events.OrderBy(e => e.At.Nanoseconds)] : [.. _events],
            Captures = [.. _captures],
            Expectations = [.. _expectations],
            Trace = Trace,
        };
    }

    private static DynamicRoutingPlan Dynamic(RoutingSettings routing, NodePlan[] nodes) => new()
    {
        Metric = routing.Metric,
        Paths = routing.Paths,
        Detection = routing.Detection,
        Convergence = routing.Convergence,
        StatedRoutes = [.. nodes.Select(static node => node.Routes.Length)],
    };

    private void ComputeRoutes(NodePlan[] nodes, InterfacePlan[] interfaces, LinkPlan[] links, RoutingSettings routing)
    {
        if (routing.Kind == RoutingKind.DynamicShortest)
        {
            interfaces = [.. interfaces];
            DynamicRouting.Unplug(interfaces, links, [.. interfaces.Select(static own => own.State)], [.. _vlans]);
        }
        StaticRouting.Compute(new RoutedNetwork(nodes, interfaces, links, [.. _vlans]), routing.Metric, routing.Paths);
    }

    internal static string PortName(int port) => port.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private void Plug(int interfaceId, Attachment attachment, int to, LinkEnd end, Framing framing)
    {
        ref InterfacePlan plugged = ref CollectionsMarshal.AsSpan(_interfaces)[interfaceId];
        if (plugged.Attachment != Attachment.None)
        {
            throw new InvalidOperationException($"{_nodes[plugged.NodeId].Name}:{plugged.Name} is plugged in already");
        }
        plugged = plugged with { Attachment = attachment, AttachedTo = to, End = end, Framing = framing };
    }

    private InterfacePlan[] ResolvedInterfaces()
    {
        InterfacePlan[] resolved = [.. _interfaces];
        for (int i = 0; i < resolved.Length; i++)
        {
            InterfacePlan plan = resolved[i];
            NodePlan node = _nodes[plan.NodeId];
            int ofLink = plan.Attachment switch
            {
                Attachment.Link => _links[plan.AttachedTo].Mtu,
                Attachment.Vxlan => DefaultMtu - _devices[plan.AttachedTo].Vxlan!.Overhead,
                Attachment.Tunnel => DefaultMtu - _tunnels[plan.AttachedTo].Options.Overhead,
                _ => 0,
            };
            bool hasMac = plan.Framing == Framing.Ethernet && !node.Kind.IsBridge();
            resolved[i] = plan with
            {
                Mtu = plan.Mtu > 0 ? plan.Mtu : ofLink > 0 ? ofLink : DefaultMtu,
                Mac = !hasMac ? default : plan.Mac == default ? DerivedMac.Of(node.Name, plan.Name) : plan.Mac,
            };
        }
        ResolveVlans(resolved);
        return resolved;
    }

    /// <summary>As Linux does: a VLAN has the address and the MTU of the interface that it is on.</summary>
    private void ResolveVlans(InterfacePlan[] resolved)
    {
        foreach (VlanPlan vlan in _vlans)
        {
            InterfacePlan below = resolved[vlan.LinkId], stated = _interfaces[vlan.InterfaceId];
            resolved[vlan.InterfaceId] = resolved[vlan.InterfaceId] with
            {
                Mtu = stated.Mtu > 0 ? stated.Mtu : below.Mtu,
                Mac = stated.Mac == default ? below.Mac : stated.Mac,
            };
        }
    }

    private LinkPlan[] ResolvedLinks(InterfacePlan[] interfaces)
    {
        LinkPlan[] resolved = [.. _links];
        for (int i = 0; i < resolved.Length; i++)
        {
            LinkPlan link = resolved[i];
            bool isPortA = IsPort(interfaces[link.A]), isPortB = IsPort(interfaces[link.B]);
            int ofA = isPortA ? 0 : interfaces[link.A].Mtu;
            int ofB = isPortB ? 0 : interfaces[link.B].Mtu;
            int mtu = link.Mtu > 0 ? link.Mtu : isPortA && isPortB ? DefaultMtu : Math.Max(ofA, ofB);
            resolved[i] = link with { Mtu = mtu };
            if (isPortA) interfaces[link.A] = interfaces[link.A] with { Mtu = mtu };
            if (isPortB) interfaces[link.B] = interfaces[link.B] with { Mtu = mtu };
        }
        return resolved;
    }

    private bool IsPort(in InterfacePlan plan) => _nodes[plan.NodeId].Kind.IsBridge();

    /// <summary>Puts the applications of each node together, in the order in which they came.</summary>
    private ApplicationPlan[] GroupApplications(NodePlan[] nodes)
    {
        int[] next = new int[nodes.Length];
        foreach (ApplicationPlan application in _applications) next[application.NodeId]++;
        int first = 0;
        for (int node = 0; node < nodes.Length; node++)
        {
            int count = next[node];
            nodes[node] = nodes[node] with { FirstApplication = first, ApplicationCount = count };
            next[node] = first;
            first += count;
        }
        ApplicationPlan[] grouped = new ApplicationPlan[_applications.Count];
        foreach (ApplicationPlan application in _applications)
        {
            int id = next[application.NodeId]++;
            grouped[id] = application with { Id = id };
        }
        return grouped;
    }

    private void SetStatedRoutes(NodePlan[] nodes)
    {
        int[] count = new int[nodes.Length];
        foreach ((int node, _) in _routes) count[node]++;
        RoutePlan[]?[] stated = new RoutePlan[nodes.Length][];
        int[] next = new int[nodes.Length];
        foreach ((int node, RoutePlan route) in _routes) (stated[node] ??= new RoutePlan[count[node]])[next[node]++] = route;
        for (int node = 0; node < nodes.Length; node++)
        {
            if (stated[node] is not { } routes) continue;
            nodes[node] = nodes[node] with { Routes = ImmutableCollectionsMarshal.AsImmutableArray(routes) };
        }
    }
}
