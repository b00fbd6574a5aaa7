using System.IO.Pipelines;
using NetSim.Simulation.Actors;
using NetSim.Simulation.Actors.Sockets;
using NetSim.Simulation.Sockets.Outside;
using NetSim.Wire.Addresses;

namespace NetSim.Simulation.Sockets.Bridges;

/// <summary>One TCP connection that code outside holds.</summary>
internal sealed class StreamBridge : Bridge
{
    /// <summary>So much may wait outside, unread, before the receive window begins to fill.</summary>
    private const int MostUnread = 64 << 10;

    private StreamBridge(Door door, NodeState node, IpEndpoint remote)
        : base(door, node)
    {
        Remote = remote;
        Connected = new Operation<bool>(door);
        Received = new Pipe(new PipeOptions(
            readerScheduler: door,
            writerScheduler: PipeScheduler.Inline,
            pauseWriterThreshold: MostUnread,
            resumeWriterThreshold: MostUnread / 2,
            useSynchronizationContext: false));
    }

    public override string Name => $"stream-{Remote}";

    /// <summary>What has come and is not read yet.</summary>
    public Pipe Received { get; }

    public Operation<bool> Connected { get; }

    public IpEndpoint Local { get; private set; }

    public IpEndpoint Remote { get; }

    /// <summary>Null until connected.</summary>
    public TcpFlow? Flow { get; private set; }

    /// <summary>Of an active open.</summary>
    public TcpConnect? Request { get; private init; }

    /// <summary>Of a passive open.</summary>
    public IActorRef? AcceptedSocket { get; private init; }

    public static StreamBridge ForConnect(Door door, NodeState node, TcpConnect request) =>
        new(door, node, request.Remote) { Request = request };

    public static StreamBridge ForAccepted(Door door, NodeState node, TcpAccepted accepted)
    {
        var bridge = new StreamBridge(door, node, accepted.Remote) { AcceptedSocket = accepted.Socket };
        bridge.OnConnected(accepted.Local);
        return bridge;
    }

    public override Props ActorProps(IActorRef stack) => Producer.PropsOf(() => new StreamBridgeActor(this, stack));

    /// <summary>On the lane.</summary>
    public void OnConnected(IpEndpoint local)
    {
        Local = local;
        Flow = Node.FindFlow(local, Remote);
        Connected.Succeed(true);
    }
}
