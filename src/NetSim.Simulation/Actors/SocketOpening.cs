using System.Diagnostics;
using NetSim.Simulation.Actors.Sockets;
using NetSim.Simulation.Applications.Dns;
using NetSim.Simulation.Sockets;
using NetSim.Simulation.Sockets.Outside;
using NetSim.Simulation.Telemetry.Traces;
using NetSim.Stack;
using NetSim.Stack.Sockets;
using NetSim.Stack.Sockets.Raw;
using NetSim.Stack.Sockets.Tcp;
using NetSim.Wire.Addresses;
using NetSim.Wire.Ip;

namespace NetSim.Simulation.Actors;

/// <summary>
/// How a stack opens and forgets sockets: an actor for each, registered under the ends that its packets come by. What cannot be opened
/// is answered at once, with the reason.
/// </summary>
internal sealed class SocketOpening(NodeState node, HostStack core, IActorContext context)
{
    private TcpSettings Settings => node.Wiring.TcpOf(node.Plan.Tcp, node.PortPlans);

    private TcpSettings SettingsWith(TcpSocketOptions? options) => options is null ? Settings : options.ApplyTo(Settings);

    /// <summary>False if the message does not ask for a socket.</summary>
    public bool TryHandle(object message, IActorRef sender)
    {
        switch (message)
        {
            case TcpConnect connect:
                Connect(connect, sender);
                return true;
            case TcpListen listen:
                Listen(listen, sender);
                return true;
            case TcpAdopt adopt:
                Adopt(adopt, sender);
                return true;
            case UdpBind bind:
                BindUdp(bind, sender);
                return true;
            case EchoOpen open:
                OpenEcho(open, sender);
                return true;
            case RawOpen open:
                OpenRaw(open, sender);
                return true;
            case PacketOpen open:
                OpenPacket(open, sender);
                return true;
            case OpenBridge open:
                IActorRef stack = context.Self;
                open.Bridge.Actor = Child(open.Bridge.Name, open.Bridge.ActorProps(stack));
                return true;
            case BridgeCommand command:
                command.Bridge.Take(command.Message);
                return true;
            case ResolveName question:
                context.Parent.Tell(question, sender);
                return true;
            case SocketReleased released:
                core.Release(IpProtocol.Tcp, released.Connection.Local, released.Connection.Remote);
                return true;
            case EndReleased released:
                if (released.Sharing != PortSharing.None) core.ReleaseShared(released.Local, sender);
                else core.Release(released.Protocol, released.Local, released.Remote);
                return true;
            case PacketReleased released:
                core.Interfaces[released.Interface].ReleasePacketSocket(sender);
                return true;
            case RawReleased released:
                core.ReleaseRaw(released.Options.Local, released.Options.Protocol, sender);
                return true;
            default:
                return false;
        }
    }

    /// <summary>The registration needs the socket's reference and the socket its local port, so a hold keeps the place until both are there.</summary>
    private void Connect(TcpConnect connect, IActorRef handler)
    {
        var hold = new object();
        BindOutcome outcome = core.Connect(node.Now, IpProtocol.Tcp, (connect.Local, connect.Remote), hold, out IpEndpoint local);
        if (outcome != BindOutcome.Bound)
        {
            handler.Tell(new BindFailed(Describe(outcome, connect.Remote), outcome), context.Self);
            return;
        }
        core.TryRoute(node.Now, connect.Remote.Address, out RouteAnswer route);
        TcpSettings settings = SettingsWith(connect.Options);
        if (settings.Mtu != route.Mtu) settings = settings with { Mtu = route.Mtu };
        TcpConnection connection = TcpConnection.Create(core.Tcp, settings, local, connect.Remote);
        core.Release(IpProtocol.Tcp, local, connect.Remote);
        var flow = new TcpFlow(node.Name, connection, node.Now, node.Tracer?.OpenFlow(local, connect.Remote, ActivityKind.Client, node.Now));
        Spawn(connection, flow, listener: null, handler, connect.First);
    }

    private void Adopt(TcpAdopt adopt, IActorRef listener)
    {
        TcpConnection connection = adopt.Connection;
        FlowTrace? trace = node.Tracer?.OpenFlow(connection.Remote, connection.Local, ActivityKind.Server, adopt.Since);
        var flow = new TcpFlow(node.Name, connection, node.Now, trace) { Connected = node.Now };
        IActorRef socket = Spawn(connection, flow, listener, handler: null);
        listener.Tell(new TcpAdopted(connection, socket), context.Self);
    }

    private IActorRef Spawn(TcpConnection connection, TcpFlow flow, IActorRef? listener, IActorRef? handler, ReadOnlyMemory<byte> first = default)
    {
        node.Add(flow);
        // Numbered, not named by both ends: of a hundred thousand connections those names would be 90 bytes each that nobody asks for.
        IActorRef socket = context.ActorOf(TcpSocketActor.Made);
        socket.Tell(new TcpBegin(connection, flow, listener, handler, first), context.Self);
        connection.Owner = socket;
        core.Register(connection);
        return socket;
    }

    private void Listen(TcpListen listen, IActorRef owner)
    {
        IActorRef stack = context.Self;
        ushort port = listen.Port;
        foreach (IpAddress address in AnyOr(listen.Address))
        {
            var local = new IpEndpoint(address, port);
            TcpSettings tcp = SettingsWith(listen.Options) with { Mtu = SmallestMtu(), AcceptBacklog = listen.Backlog };
            IActorRef listener = Child($"listen-{local}", () => new TcpListenerActor(new TcpListener(core.Tcp, tcp, local), stack, owner));
            BindOutcome outcome = core.Bind(IpProtocol.Tcp, local, listener, out IpEndpoint bound);
            if (outcome != BindOutcome.Bound)
            {
                context.Stop(listener);
                owner.Tell(new BindFailed(Describe(outcome, local), outcome), context.Self);
                return;
            }
            listener.Tell(new SocketBound(bound), context.Self);
            port = bound.Port;
        }
        owner.Tell(new TcpListening(port), context.Self);
    }

    /// <summary>One socket for each family when no address was given: the socket of the asker's first answer sends both ways all the same.</summary>
    private void BindUdp(UdpBind bind, IActorRef owner)
    {
        IActorRef stack = context.Self;
        ushort port = bind.Port;
        foreach (IpAddress address in bind.Remote is { } peer ? [bind.Address ?? AnyLike(peer.Address)] : AnyOr(bind.Address))
        {
            IpEndpoint local = new(address, port);
            IActorRef actor = Child($"udp-{local}", () => new UdpSocketActor(stack, owner));
            BindOutcome outcome = bind.Remote is { } remote
                ? core.Connect(node.Now, IpProtocol.Udp, (local, remote), actor, out IpEndpoint bound)
                : core.BindShared(local, actor, bind.Sharing, out bound);
            if (outcome != BindOutcome.Bound)
            {
                context.Stop(actor);
                owner.Tell(new BindFailed(Describe(outcome, local), outcome), context.Self);
                return;
            }
            actor.Tell(new SocketBound(bound, bind.Remote ?? default, bind.Remote is null ? bind.Sharing : PortSharing.None), context.Self);
            port = bound.Port;
        }
    }

    private void OpenEcho(EchoOpen open, IActorRef owner)
    {
        IActorRef stack = context.Self;
        if (!core.TryRoute(node.Now, open.Target, out RouteAnswer route))
        {
            owner.Tell(new BindFailed($"no route to {open.Target}", BindOutcome.NoRoute), context.Self);
            return;
        }
        IpProtocol protocol = open.Target.IsIPv4 ? IpProtocol.Icmp : IpProtocol.Icmpv6;
        IActorRef socket = Child($"echo-{open.Target}", () => new EchoSocketActor(stack, owner, node, open));
        BindOutcome outcome = core.Bind(protocol, new IpEndpoint(route.Source, 0), socket, out IpEndpoint bound);
        if (outcome == BindOutcome.Bound)
        {
            socket.Tell(new SocketBound(bound), context.Self);
            return;
        }
        context.Stop(socket);
        owner.Tell(new BindFailed(Describe(outcome, bound), outcome), context.Self);
    }

    private void OpenRaw(RawOpen open, IActorRef owner)
    {
        IActorRef stack = context.Self;
        IpAddress any = open.Family == AddressFamily.IPv4 ? IpAddress.AnyIPv4 : IpAddress.AnyIPv6;
        var options = RawSocketOptions.For(any, open.Protocol);
        if (open.Change is { } change) options = change(options);
        IActorRef socket = Child($"raw-{open.Protocol}", () => new RawSocketActor(new RawSocket(options), stack, owner));
        core.BindRaw(any, open.Protocol, socket, options.Reach);
        owner.Tell(new DatagramReady(socket, new IpEndpoint(any, 0)), context.Self);
    }

    private void OpenPacket(PacketOpen open, IActorRef owner)
    {
        IActorRef stack = context.Self, port = node.Inside!.Ports[open.Interface];
        IActorRef socket = Child($"packet-{core.Interfaces[open.Interface].Name}", () => new PacketSocketActor(open.Interface, port, stack, owner));
        core.Interfaces[open.Interface].BindPacketSocket(open.Options, socket);
        owner.Tell(new DatagramReady(socket, default), context.Self);
    }

    private static IpAddress AnyLike(IpAddress address) => address.IsIPv4 ? IpAddress.AnyIPv4 : IpAddress.AnyIPv6;

    private static IpAddress[] AnyOr(IpAddress? address) => address is { } one ? [one] : [IpAddress.AnyIPv4, IpAddress.AnyIPv6];

    private int SmallestMtu()
    {
        int mtu = ushort.MaxValue;
        foreach (Stack.Interfaces.NetworkInterface port in core.Interfaces) mtu = Math.Min(mtu, port.Mtu);
        return mtu;
    }

    /// <summary>A readable name that is free: the actor before may be on its way out, and then the next gets a number.</summary>
    private IActorRef Child(string wanted, Func<ActorBase> make) => Child(wanted, Producer.PropsOf(make));

    private IActorRef Child(string wanted, Props props)
    {
        string name = wanted.Replace('[', '(').Replace(']', ')');
        string free = name;
        for (int n = 2; !context.Child(free).IsNobody(); n++) free = $"{name}~{n}";
        return context.ActorOf(props, free);
    }

    private static string Describe(BindOutcome outcome, IpEndpoint end) => outcome switch
    {
        BindOutcome.AddressInUse => $"port {end.Port} is in use",
        BindOutcome.PortsExhausted => "no free port is left",
        BindOutcome.NotOwnAddress => $"{end.Address} is not an address of this node",
        BindOutcome.NoRoute => $"no route to {end.Address}",
        _ => $"{end} cannot be the other end",
    };
}
