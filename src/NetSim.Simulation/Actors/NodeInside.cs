using System.Runtime.InteropServices;
using NetSim.Simulation.Switching;
using NetSim.Simulation.Topology.Plan;
using NetSim.Stack;
using NetSim.Stack.Interfaces;
using NetSim.Stack.Network;

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
        inside.Centre = context.ActorOf(inside.ToProps(), $"{CentreName}~{inside._boots}");
        foreach (IActorRef port in Ports) port.Tell(new Booted(inside), context.Self);
        return inside;
    }

    private static NodeInside Make(NodeState node, IActorRef[] ports) =>
        node.Plan.Kind == NodeKind.Switch ? new SwitchInside(node, ports) : new HostInside(node, ports);

    public abstract ActorBase MakePort(int index);

    protected abstract string CentreName { get; }

    protected abstract string NameOf(in InterfacePlan port);

    /// <summary>Of a node that is off, no interface is up.</summary>
    protected static AdminState AdminOf(in InterfacePlan port, NodeState node) =>
        port.State == OperState.Up && node.State == OperState.Up ? AdminState.Up : AdminState.Down;

    protected IFrameTap? TapOf(int port) => Node.Wiring.Taps.GetValueOrDefault(Node.Plan.FirstInterface + port);

    private void Spawn(IActorContext context)
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
    public HostInside(NodeState node, IActorRef[] ports)
        : base(node, ports)
    {
        RandomGenerator random = node.RandomOf(node.Wiring.Key);
        Core = new HostStack(node.Plan.Kind == NodeKind.Router ? HostStackOptions.Router : HostStackOptions.Host, node.Pool, random);
        foreach (ref readonly InterfacePlan port in node.PortPlans) Core.AddInterface(MakeInterface(port, node, random));
        foreach (RoutePlan route in node.Plan.Routes)
            Core.Routes.Add(new Route { Destination = route.Destination, Gateway = route.Gateway, Interface = Core.Interfaces[route.InterfaceIndex] });
    }

    public HostStack Core { get; }

    protected override string CentreName => "stack";

    public override ActorBase Produce() => new StackActor(this);

    public override ActorBase MakePort(int index) => new InterfaceActor(Node, Core.Interfaces[index], Centre, TapOf(index));

    protected override string NameOf(in InterfacePlan port) => port.Name;

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

/// <summary>A switch.</summary>
internal sealed class SwitchInside : NodeInside
{
    public SwitchInside(NodeState node, IActorRef[] ports)
        : base(node, ports)
    {
        ReadOnlySpan<InterfacePlan> plans = node.PortPlans;
        Fabric = new LearningSwitch(plans.Length);
        Cores = new SwitchPort[plans.Length];
        for (int i = 0; i < plans.Length; i++)
            Cores[i] = new SwitchPort(plans[i].Index, plans[i].Name) { Admin = AdminOf(plans[i], node) };
    }

    public LearningSwitch Fabric { get; }

    public SwitchPort[] Cores { get; }

    protected override string CentreName => "fabric";

    public override ActorBase Produce() => new SwitchActor(Node, Fabric, Ports);

    public override ActorBase MakePort(int index) => new SwitchPortActor(Node, Cores[index], Centre, TapOf(index));

    protected override string NameOf(in InterfacePlan port) => $"port{port.Name}";
}
