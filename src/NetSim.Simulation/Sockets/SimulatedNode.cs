using System.Net.Sockets;
using NetSim.Simulation.Actors;
using NetSim.Simulation.Actors.Sockets;
using NetSim.Simulation.Running;
using NetSim.Simulation.Sockets.Bridges;
using NetSim.Simulation.Sockets.Outside;
using NetSim.Simulation.Topology.Plan;
using NetSim.Stack.Interfaces;
using NetSim.Stack.Sockets;
using NetSim.Stack.Sockets.Raw;
using NetSim.Wire.Addresses;
using NetSim.Wire.Ip;
using NetSim.Wire.Time;
using ErrorCode = System.Net.Sockets.SocketError;
using AddressFamily = NetSim.Wire.Addresses.AddressFamily;

namespace NetSim.Simulation.Sockets;

/// <summary>
/// A host or router of a run, for code outside of the simulation: opens sockets on it. Whatever does not come about throws a
/// <see cref="SocketException"/> that says why.
/// </summary>
public sealed class SimulatedNode
{
    private const int PingSize = 56;

    private readonly SimulationRun _run;
    private readonly TopologyPlan _plan;
    private readonly NodeState _node;
    private readonly Door _door;

    internal SimulatedNode(SimulationRun run, TopologyPlan plan, NodeState node, Door door) =>
        (_run, _plan, _node, _door) = (run, plan, node, door);

    public string Name => _node.Name;

    /// <param name="remote">Where to.</param>
    /// <param name="options">null: as the topology says.</param>
    /// <param name="cancellation">Gives the connection up.</param>
    public async Task<TcpStream> ConnectAsync(IpEndpoint remote, TcpSocketOptions? options = null, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        StreamBridge bridge = StreamBridge.ForConnect(_door, _node, new TcpConnect(remote, Options: options));
        bridge.Open();
        await using CancellationTokenRegistration registration =
            cancellation.UnsafeRegister(static state => ((StreamBridge)state!).Tell(BridgeWish.Abort), bridge);
        try
        {
            await bridge.Connected.Task.ConfigureAwait(false);
        }
        catch (SocketException) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
        }
        return new TcpStream(_run, bridge);
    }

    /// <param name="hostAndPort">An address or a name, and a port: <c>web:80</c>, <c>10.0.0.2:80</c>, <c>[fd00::2]:80</c>. The addresses of a name are tried in turn.</param>
    /// <param name="options">null: as the topology says.</param>
    /// <param name="cancellation">Gives the connection up.</param>
    public Task<TcpStream> ConnectAsync(string hostAndPort, TcpSocketOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(hostAndPort);
        int colon = hostAndPort.LastIndexOf(':');
        if (colon < 0 || !ushort.TryParse(hostAndPort.AsSpan(colon + 1), out ushort port))
            throw new FormatException($"'{hostAndPort}' is not a host and a port");
        return ConnectAsync(hostAndPort[..colon].Trim('[', ']'), port, options, cancellation);
    }

    /// <summary>For <see cref="SocketsHttpHandler.ConnectCallback"/>: an HttpClient then lives on this node.</summary>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(context);
        string host = context.DnsEndPoint.Host.Trim('[', ']');
        return await ConnectAsync(host, (ushort)context.DnsEndPoint.Port, new TcpSocketOptions { NoDelay = true }, cancellation).ConfigureAwait(false);
    }

    /// <param name="port">0 = any free one.</param>
    /// <param name="backlog">Connections that may wait to be accepted.</param>
    /// <param name="address">null = every address of the node.</param>
    /// <param name="options">Of the connections that come; null: as the topology says.</param>
    public async Task<TcpAcceptor> ListenAsync(ushort port, int backlog = 128, IpAddress? address = null, TcpSocketOptions? options = null)
    {
        var bridge = new ListenerBridge(_door, _node, new TcpListen(port, address, backlog, options));
        bridge.Open();
        return new TcpAcceptor(_run, bridge, await bridge.Listening.Task.ConfigureAwait(false));
    }

    /// <summary>As <see cref="ListenAsync"/>, and waits.</summary>
    public TcpAcceptor Listen(ushort port, int backlog = 128) => _run.Await(ListenAsync(port, backlog));

    /// <param name="port">0 = any free one.</param>
    /// <param name="address">null = every address of the node.</param>
    /// <param name="sharing">Whether other sockets may bind the same port.</param>
    public Task<DatagramSocket> OpenUdpAsync(ushort port = 0, IpAddress? address = null, PortSharing sharing = PortSharing.None) =>
        OpenDatagramsAsync(new UdpBind(port, address, Sharing: sharing), families: address is null ? 2 : 1);

    /// <summary>
    /// A raw IP socket: gets a copy of every packet of the protocol, byte for byte, and sends messages, or with
    /// <see cref="RawSocketOptions.OnSend"/> whole packets as they are.
    /// </summary>
    /// <param name="protocol">Of the packets.</param>
    /// <param name="family">IPv4 or IPv6.</param>
    /// <param name="change">What is not as is usual of the family, such as <see cref="RawSocketOptions.Reach"/>.</param>
    public Task<DatagramSocket> OpenRawAsync(
        IpProtocol protocol, AddressFamily family = AddressFamily.IPv4, Func<RawSocketOptions, RawSocketOptions>? change = null) =>
        OpenDatagramsAsync(new RawOpen(protocol, family, change), families: 1);

    /// <summary>
    /// A packet socket: gets a copy of the frames that arrive at an interface, byte for byte, and <see cref="DatagramSocket.Send"/> sends whole frames
    /// as they are. (Where a link has no Ethernet header, a frame is an IP packet.)
    /// </summary>
    /// <param name="interface">Its name.</param>
    /// <param name="options">Which frames, and whether the stack sees them too; null: all that are for this interface.</param>
    /// <exception cref="ArgumentException">The node has no such interface.</exception>
    public Task<DatagramSocket> OpenPacketAsync(string @interface, PacketSocketOptions? options = null) =>
        OpenDatagramsAsync(new PacketOpen(IndexOf(@interface), options ?? new PacketSocketOptions()), families: 1);

    /// <summary>Waits until an interface is administratively up and has a carrier.</summary>
    /// <exception cref="ArgumentException">The node has no such interface.</exception>
    public async Task WaitUntilUpAsync(string @interface, CancellationToken cancellation = default)
    {
        var up = new Operation<bool>(_door);
        _door.Enter(new PortEntry(_node, IndexOf(@interface), new AwaitUp(up)));
        await up.Task.WaitAsync(cancellation).ConfigureAwait(false);
    }

    private int IndexOf(string @interface)
    {
        foreach (ref readonly InterfacePlan port in _node.PortPlans)
            if (port.Name == @interface) return port.Index;
        throw new ArgumentException($"{Name} has no interface '{@interface}'", nameof(@interface));
    }

    /// <summary>A UDP socket with one peer: it hears only that one, and of errors about what it has sent.</summary>
    public Task<DatagramSocket> ConnectUdpAsync(IpEndpoint remote, ushort port = 0) =>
        OpenDatagramsAsync(new UdpBind(port, Address: null, remote), families: 1);

    /// <summary>As <see cref="OpenUdpAsync"/>, and waits.</summary>
    public DatagramSocket OpenUdp(ushort port = 0) => _run.Await(OpenUdpAsync(port));

    /// <summary>One echo request. An ICMP error is an answer, too; without any it throws <see cref="ErrorCode.TimedOut"/>.</summary>
    /// <param name="target">Whom to ask.</param>
    /// <param name="timeout">Simulated time; null: one second.</param>
    /// <param name="timeToLive">0 = the stack's default.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<PingReply> PingAsync(IpAddress target, Duration? timeout = null, byte timeToLive = 0, CancellationToken cancellation = default)
    {
        var bridge = new PingBridge(_door, _node, new EchoOpen(target, timeToLive), PingSize);
        bridge.Open();
        try
        {
            TimeSpan patience = new((timeout ?? Duration.FromSeconds(1)).Nanoseconds / 100);
            return await bridge.Reply.Task.WaitAsync(patience, _run.Clock, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw SocketErrors.Make(ErrorCode.TimedOut, $"{target} does not answer");
        }
        finally
        {
            bridge.Tell(BridgeWish.Close);
        }
    }

    /// <summary>Lets simulated time pass.</summary>
    public async Task DelayAsync(Duration time, CancellationToken cancellation = default)
    {
        var done = new TaskCompletionSource();
        using var timer = new SimulatedTimer(_door, static source => ((TaskCompletionSource)source!).TrySetResult(), done);
        timer.Set(Math.Max(0, time.Nanoseconds), period: 0);
        await done.Task.WaitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>The addresses of a name: what the node's name servers say if it has any in the file, else those of the node of that name.</summary>
    public async Task<IReadOnlyList<IpAddress>> ResolveAsync(string name, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (IpAddress.TryParse(name, out IpAddress literal)) return [literal];
        if (_node.Plan.Resolver is null && AddressesOfNode(name) is { Count: > 0 } known) return known;
        var bridge = new NameBridge(_door, _node, name);
        bridge.Open();
        return await bridge.Answer.Task.WaitAsync(cancellation).ConfigureAwait(false);
    }

    private async Task<TcpStream> ConnectAsync(string host, ushort port, TcpSocketOptions? options, CancellationToken cancellation)
    {
        IReadOnlyList<IpAddress> addresses = await ResolveAsync(host, cancellation).ConfigureAwait(false);
        for (int i = 0; ; i++)
        {
            try
            {
                return await ConnectAsync(new IpEndpoint(addresses[i], port), options, cancellation).ConfigureAwait(false);
            }
            catch (SocketException) when (i < addresses.Count - 1)
            {
                // The next address may do.
            }
        }
    }

    private async Task<DatagramSocket> OpenDatagramsAsync(object request, int families)
    {
        var bridge = new DatagramBridge(_door, _node, request, families);
        bridge.Open();
        return new DatagramSocket(bridge, await bridge.Ready.Task.ConfigureAwait(false));
    }

    /// <summary>In the order of the file, of the families that this node has.</summary>
    private List<IpAddress> AddressesOfNode(string name)
    {
        List<IpAddress> found = [];
        foreach (ref readonly NodePlan node in _plan.Nodes.AsSpan())
        {
            if (node.Name != name) continue;
            foreach (ref readonly InterfacePlan port in _plan.InterfacesOf(node.Id))
                foreach (IpPrefix prefix in port.Addresses)
                    if (HasFamily(prefix.Address.Family)) found.Add(prefix.Address);
        }
        return found;
    }

    private bool HasFamily(AddressFamily family)
    {
        foreach (ref readonly InterfacePlan port in _node.PortPlans)
            foreach (IpPrefix prefix in port.Addresses)
                if (prefix.Address.Family == family) return true;
        return false;
    }
}
