using NetSim.Simulation.Switching;
using NetSim.Simulation.Topology.Plan;
using NetSim.Stack;
using NetSim.Stack.Interfaces;
using NetSim.Stack.Network;
using NetSim.Stack.Sockets.Tcp;

namespace NetSim.Simulation.Actors;

/// <summary>The actors inside one node, made from its plan: interfaces and a stack, or ports and a switch.</summary>
internal sealed class NodeInside
{
    private NodeInside(IActorRef centre, IActorRef[] interfaces) => (Centre, Interfaces) = (centre, interfaces);

    /// <summary>The stack of a host or router, the fabric of a switch.</summary>
    public IActorRef Centre { get; }

    /// <summary>Interfaces or ports, by index.</summary>
    public IActorRef[] Interfaces { get; }

    public static NodeInside Build(NodeState node, NodeWiring wiring, IActorContext context) =>
        wiring.Plan.Nodes[node.Id].Kind == NodeKind.Switch ? BuildSwitch(node, wiring, context) : BuildHost(node, wiring, context);

    private static NodeInside BuildHost(NodeState node, NodeWiring wiring, IActorContext context)
    {
        NodePlan plan = wiring.Plan.Nodes[node.Id];
        ReadOnlySpan<InterfacePlan> ports = wiring.Plan.InterfacesOf(node.Id);
        RandomGenerator random = node.RandomOf(wiring.Key);
        var stack = new HostStack(plan.Kind == NodeKind.Router ? HostStackOptions.Router : HostStackOptions.Host, node.Pool, random);
        var cores = new NetworkInterface[ports.Length];
        for (int i = 0; i < ports.Length; i++)
        {
            cores[i] = MakeInterface(ports[i], node, random);
            stack.AddInterface(cores[i]);
        }
        foreach (RoutePlan route in plan.Routes)
            stack.Routes.Add(new Route { Destination = route.Destination, Gateway = route.Gateway, Interface = cores[route.InterfaceIndex] });

        TcpSettings settings = wiring.TcpOf(plan.Tcp, ports);
        IActorRef stackActor = context.ActorOf(Producer.PropsOf(() => new StackActor(node, stack, settings, wiring.Observer)), "stack");
        var interfaces = new IActorRef[ports.Length];
        for (int i = 0; i < ports.Length; i++)
        {
            NetworkInterface core = cores[i];
            IFrameTap? tap = wiring.Taps.GetValueOrDefault(ports[i].Id);
            interfaces[i] = context.ActorOf(Producer.PropsOf(() => new InterfaceActor(node, core, stackActor, tap)), core.Name);
        }
        stackActor.Tell(new StackInterfaces(interfaces), context.Self);
        node.Inspect(stack, cores);
        return new NodeInside(stackActor, interfaces);
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
            Admin = plan.State == OperState.Up ? AdminState.Up : AdminState.Down,
            Carrier = CarrierState.Off,
        }, node.Pool, random);
        foreach (Wire.Addresses.IpPrefix address in plan.Addresses) core.AddAddress(address);
        return core;
    }

    private static NodeInside BuildSwitch(NodeState node, NodeWiring wiring, IActorContext context)
    {
        ReadOnlySpan<InterfacePlan> ports = wiring.Plan.InterfacesOf(node.Id);
        var core = new LearningSwitch(ports.Length);
        IActorRef fabric = context.ActorOf(Producer.PropsOf(() => new SwitchActor(node, core)), "fabric");
        var cores = new SwitchPort[ports.Length];
        var actors = new IActorRef[ports.Length];
        for (int i = 0; i < ports.Length; i++)
        {
            SwitchPort port = cores[i] = new SwitchPort(ports[i].Index, ports[i].Name);
            port.Admin = ports[i].State == OperState.Up ? AdminState.Up : AdminState.Down;
            IFrameTap? tap = wiring.Taps.GetValueOrDefault(ports[i].Id);
            actors[i] = context.ActorOf(Producer.PropsOf(() => new SwitchPortActor(node, port, fabric, tap)), $"port{port.Name}");
        }
        fabric.Tell(new SwitchPorts(actors), context.Self);
        node.Inspect(core, cores);
        return new NodeInside(fabric, actors);
    }
}
