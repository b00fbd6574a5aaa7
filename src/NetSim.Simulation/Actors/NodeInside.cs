using System.Collections.Immutable;
using System.Runtime.InteropServices;
using NetSim.Simulation.Switching;
using NetSim.Simulation.Switching.SpanningTree;
using NetSim.Simulation.Topology.Plan;
using NetSim.Stack;
using NetSim.Stack.Interfaces;
using NetSim.Stack.Network;
using NetSim.Stack.Tunnels;

namespace NetSim.Simulation.Actors;

/// <summary>
/// The actors inside one incarnation of a node and their cores, made from the plan: interfaces and a stack, or ports and a switch. It is
/// itself the recipe of the actor in the centre.
/// </summary>
internal abstract class NodeInside : Recipe
{
    private int _boots;

    protected NodeInside(NodeState node, IActorRef[] ports) => (Node, Ports) = (node, ports);

    public NodeState Node { get; }

    /// <summary>The stack of a host or router, the fabric of a switch.</summary>
    public IActorRef Centre { get; private set; } = ActorRefs.Nobody;

    /// <summary>The actors of the interfaces or ports, by index.</summary>
    public IActorRef[] Ports { get; }

    public static NodeInside Build(NodeState node, IActorContext context)
    {
        NodeInside inside = Make(node, new IActorRef[node.PortPlans.Length]);
        inside.Spawn(context);
        return inside;
    }

    /// <summary>The inside after the node has booted: new but for the actors of the ports, which are told.</summary>
    public NodeInside Rebuild(IActorContext context)
    {
        NodeInside inside = Make(Node, Ports);
        inside._boots = _boots + 1;
        inside.Inherit(this);
        inside.Centre = context.ActorOf(inside.ToProps(), $"{CentreName}~{inside._boots}");
        foreach (IActorRef port in Ports) port.Tell(new Booted(inside), context.Self);
        return inside;
    }

    private static NodeInside Make(NodeState node, IActorRef[] ports) => node.Plan.Kind switch
    {
        NodeKind.Switch => new SwitchInside(node, ports),
        NodeKind.Hub => new HubInside(node, ports),
        NodeKind.Netns => new NetnsInside(node, ports),
        _ => new HostInside(node, ports),
    };

    /// <summary>Whether an actor stays when the node boots.</summary>
    public virtual bool IsHardware(IActorRef child) => Array.IndexOf(Ports, child) >= 0;

    /// <summary>Takes over what else stays.</summary>
    protected virtual void Inherit(NodeInside former)
    {
    }

    public abstract ActorBase MakePort(int index);

    /// <summary>What a link is plugged into: the interface, unless something stands before it.</summary>
    public virtual IActorRef EntranceOf(int port) => Ports[port];

    protected abstract string CentreName { get; }

    protected abstract string NameOf(in InterfacePlan port);

    /// <summary>Of a node that is off, no interface is up.</summary>
    protected static AdminState AdminOf(in InterfacePlan port, NodeState node) =>
        node.State == OperState.Down ? AdminState.Down : node.AdminOf(port);

    protected IFrameTap? TapOf(int port) => Node.Wiring.Taps.GetValueOrDefault(Node.Plan.FirstInterface + port);

    protected virtual void Spawn(IActorContext context)
    {
        Centre = context.ActorOf(ToProps(), CentreName);
        ReadOnlySpan<InterfacePlan> plans = Node.PortPlans;
        for (int i = 0; i < plans.Length; i++) Ports[i] = context.ActorOf(new Port(this, i).ToProps(), NameOf(plans[i]));
    }

    private sealed class Port(NodeInside inside, int index) : Recipe
    {
        public override ActorBase Produce() => inside.MakePort(index);
    }
}

/// <summary>A host or router.</summary>
internal sealed class HostInside : NodeInside
{
    /// <summary>Before the interfaces that have VLANs; null nearly always.</summary>
    private List<(VlanTrunk Core, IActorRef Actor)>? _trunks;

    /// <summary>Wires of interfaces; null nearly always.</summary>
    private List<(string Interface, Tunnel Core, IActorRef Actor)>? _tunnels;

    /// <summary>Those that may change; none in most networks.</summary>
    private Route[] _routes = [];

    public HostInside(NodeState node, IActorRef[] ports)
        : base(node, ports)
    {
        RandomGenerator random = node.RandomOf(node.Wiring.Key);
        Core = new HostStack(OptionsOf(node.Plan), node.Pool, random);
        foreach (ref readonly InterfacePlan port in node.PortPlans) Core.AddInterface(MakeInterface(port, node, random));
        if (node.Wiring.Plan.Routing is not null) SetRoutes(node.Routes.IsDefault ? node.Plan.Routes : node.Routes);
        else AddRoutes(node.Plan.Routes, null);
    }

    /// <summary>Of a network whose routes change: gives the node others.</summary>
    public void SetRoutes(ImmutableArray<RoutePlan> plans)
    {
        Core.Routes.RemoveAll(_routes);
        List<Route> added = [];
        AddRoutes(plans, added);
        _routes = [.. added];
    }

    /// <summary>Routes to the same prefix that follow one another are next hops of one.</summary>
    private void AddRoutes(ImmutableArray<RoutePlan> plans, List<Route>? added)
    {
        for (int i = 0; i < plans.Length; i++)
        {
            int next = i + 1;
            while (next < plans.Length && plans[next].Destination == plans[i].Destination) next++;
            Route first = Make(plans[i]);
            added?.Add(first);
            if (next == i + 1) Core.Routes.Add(first);
            else Core.Routes.Add([first, .. plans.Skip(i + 1).Take(next - i - 1).Select(Make)], Node.RandomOf(Node.Wiring.Key, "multipath").NextKey());
            i = next - 1;
        }
    }

    private Route Make(RoutePlan plan) =>
        new() { Destination = plan.Destination, Gateway = plan.Gateway, Interface = Core.Interfaces[plan.InterfaceIndex] };

    public HostStack Core { get; }

    protected override string CentreName => "stack";

    public override ActorBase Produce() => new StackActor(this);

    /// <summary>A trunk sees the frames as they are on the wire.</summary>
    public override ActorBase MakePort(int index) =>
        new InterfaceActor(Node, Core.Interfaces[index], Centre, VlansOn(index).Length > 0 ? null : TapOf(index));

    public override IActorRef EntranceOf(int port) => TrunkOf(port) ?? Ports[port];

    /// <summary>Null: the interface has no VLANs.</summary>
    public IActorRef? TrunkOf(int port)
    {
        if (_trunks is null) return null;
        foreach ((VlanTrunk core, IActorRef actor) in _trunks)
            if (core.Link == port) return actor;
        return null;
    }

    public override bool IsHardware(IActorRef child) => base.IsHardware(child)
        || _trunks?.Exists(trunk => trunk.Actor.Equals(child)) == true || _tunnels?.Exists(tunnel => tunnel.Actor.Equals(child)) == true;

    protected override void Inherit(NodeInside former)
    {
        _trunks = ((HostInside)former)._trunks;
        foreach ((VlanTrunk core, IActorRef actor) in _trunks ?? [])
        {
            // What it has counted is in the sum of the former incarnation.
            core.Drops = default;
            actor.Tell(AdminOf(Node.PortPlans[core.Link], Node), ActorRefs.NoSender);
        }
        _tunnels = ((HostInside)former)._tunnels;
        foreach ((_, Tunnel core, IActorRef actor) in _tunnels ?? [])
        {
            core.Drops = default;
            Core.AddTunnel(core, actor);
        }
    }

    /// <summary>By the names of their interfaces.</summary>
    public IEnumerable<(string Interface, Tunnel Core)> Tunnels => _tunnels?.Select(static tunnel => (tunnel.Interface, tunnel.Core)) ?? [];

    /// <summary>Frames of VLANs that no interface has.</summary>
    public IEnumerable<VlanTrunk> Trunks => _trunks?.Select(static trunk => trunk.Core) ?? [];

    protected override void Spawn(IActorContext context)
    {
        base.Spawn(context);
        foreach (ref readonly InterfacePlan port in Node.PortPlans)
        {
            (int Vlan, int Interface)[] vlans = VlansOn(port.Index);
            if (vlans.Length == 0) continue;
            var core = new VlanTrunk(port.Index, vlans);
            IFrameTap? tap = TapOf(port.Index);
            IActorRef actor = context.ActorOf(Producer.PropsOf(() => new VlanTrunkActor(Node, core, Ports, tap)), $"trunk-{port.Name}");
            (_trunks ??= []).Add((core, actor));
        }
        foreach (ref readonly InterfacePlan port in Node.PortPlans)
        {
            if (port.Attachment != Attachment.Tunnel) continue;
            int index = port.Index;
            TunnelOptions options = Node.Wiring.Plan.Tunnels[port.AttachedTo].Options;
            var core = new Tunnel(options, Node.Pool, Node.RandomOf(Node.Wiring.Key, $"tunnel {port.Name}").NextKey());
            IActorRef actor = context.ActorOf(Producer.PropsOf(() => new TunnelActor(Node, core, index)), $"tunnel-{port.Name}");
            Core.AddTunnel(core, actor);
            (_tunnels ??= []).Add((port.Name, core, actor));
        }
    }

    private (int Vlan, int Interface)[] VlansOn(int port)
    {
        TopologyPlan plan = Node.Wiring.Plan;
        if (plan.Vlans.IsEmpty) return [];
        int first = Node.Plan.FirstInterface;
        return [.. plan.Vlans.Where(vlan => vlan.LinkId == first + port).Select(vlan => (vlan.Vlan, vlan.InterfaceId - first))];
    }

    protected override string NameOf(in InterfacePlan port) => port.Name;

    private static HostStackOptions OptionsOf(in NodePlan plan)
    {
        HostStackOptions usual = plan.Kind == NodeKind.Router ? HostStackOptions.Router : HostStackOptions.Host;
        if (plan.Middlebox is not { } box) return usual;
        IpOptions ip = usual.Ip with
        {
            Translation = box.Translation,
            Firewall = box.Firewall,
            Input = box.Input,
            Output = box.Output,
            Tracking = box.Tracking,
        };
        return usual with { Ip = ip };
    }

    private static NetworkInterface MakeInterface(in InterfacePlan plan, NodeState node, RandomGenerator random)
    {
        var core = new NetworkInterface(new InterfaceOptions
        {
            Name = plan.Name,
            Index = plan.Index,
            Mac = plan.Mac,
            Mtu = plan.Mtu,
            Framing = plan.Framing == Topology.Plan.Framing.Ethernet ? Stack.Interfaces.Framing.Ethernet : Stack.Interfaces.Framing.Ip,
            Admin = AdminOf(plan, node),
            Carrier = CarrierState.Off,
            ConflictDetection = AutomationSettings.Detection(plan.Automation),
            Autoconfiguration = AutomationSettings.Autoconfiguration(plan.Automation),
            Advertise = AutomationSettings.Advertise(plan.Automation),
        }, node.Pool, random);
        core.AddAddresses(ImmutableCollectionsMarshal.AsArray(plan.Addresses)!);
        return core;
    }
}

/// <summary>What has ports, not interfaces.</summary>
internal abstract class BridgeInside : NodeInside
{
    protected BridgeInside(NodeState node, IActorRef[] ports)
        : base(node, ports)
    {
        ReadOnlySpan<InterfacePlan> plans = node.PortPlans;
        Cores = new SwitchPort[plans.Length];
        for (int i = 0; i < plans.Length; i++)
            Cores[i] = new SwitchPort(plans[i].Index, plans[i].Name) { Admin = AdminOf(plans[i], node) };
    }

    public SwitchPort[] Cores { get; }

    protected override string CentreName => "fabric";

    public override ActorBase MakePort(int index) => new SwitchPortActor(Node, Cores[index], Centre, TapOf(index));

    protected override string NameOf(in InterfacePlan port) => $"port{port.Name}";
}

/// <summary>A switch.</summary>
internal sealed class SwitchInside(NodeState node, IActorRef[] ports) : BridgeInside(node, ports)
{
    public LearningSwitch Fabric { get; } = new(node.PortPlans.Length, node.Plan.Switch ?? SwitchPlan.Default);

    /// <summary>Null: it speaks no spanning tree protocol.</summary>
    public SpanningTreeBridge? Tree { get; } = node.Plan.Switch?.SpanningTree is { } plan ? BridgeMaker.Make(plan, node.Wiring.Plan, node.Id, node.PortCosts) : null;

    public override ActorBase Produce() => new SwitchActor(Node, Fabric, Tree, Ports);
}

/// <summary>A hub.</summary>
internal sealed class HubInside(NodeState node, IActorRef[] ports) : BridgeInside(node, ports)
{
    public Hub Fabric { get; } = new(node.PortPlans.Length);

    public override ActorBase Produce() => new HubActor(Node, Fabric, Ports);
}

/// <summary>A network namespace of this machine: what comes from a link goes to the device in there, and the other way round.</summary>
internal sealed class NetnsInside(NodeState node, IActorRef[] ports) : BridgeInside(node, ports)
{
    protected override string CentreName => "namespace";

    public override ActorBase Produce() => new NetnsActor(Node, Ports);
}
