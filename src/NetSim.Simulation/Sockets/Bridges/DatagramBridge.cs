using NetSim.Simulation.Actors;
using NetSim.Simulation.Actors.Sockets;
using NetSim.Simulation.Sockets.Outside;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;

namespace NetSim.Simulation.Sockets.Bridges;

/// <summary>A datagram socket that code outside holds: UDP, raw IP or packet, according to what it asks the stack for.</summary>
internal sealed class DatagramBridge(Door door, NodeState node, object request, int families) : Bridge(door, node)
{
    /// <summary>Datagrams that may wait to be received.</summary>
    private const int MostWaiting = 1024;

    private long _overflows;

    public override string Name => "datagrams";

    /// <summary>To the stack.</summary>
    public object Request { get; } = request;

    /// <summary>How many sockets answer: one for each family.</summary>
    public int Families { get; } = families;

    /// <summary>The local end.</summary>
    public Operation<IpEndpoint> Ready { get; } = new(door);

    public InboundQueue<ReceivedDatagram> Received { get; } = new(door, MostWaiting);

    /// <summary>Datagrams that came when <see cref="Received"/> was full.</summary>
    public long Overflows => Volatile.Read(ref _overflows);

    /// <summary>Only a socket with a peer hears of errors, since only it knows what they are about.</summary>
    public bool HearsErrors => Request is UdpBind { Remote: not null };

    public override Props ActorProps(IActorRef stack) => Producer.PropsOf(() => new DatagramBridgeActor(this, stack));

    public void OnOverflow() => Interlocked.Increment(ref _overflows);
}

/// <summary>From outside: send this.</summary>
internal sealed record SendDatagram(byte[] Data, IpEndpoint Remote);

/// <summary>The owner of the sockets behind a <see cref="DatagramBridge"/>.</summary>
internal sealed class DatagramBridgeActor(DatagramBridge bridge, IActorRef stack) : UntypedActor
{
    private readonly List<(IActorRef Socket, IpEndpoint Local)> _sockets = [];
    private System.Net.Sockets.SocketException? _error;

    protected override void PreStart() => stack.Tell(bridge.Request, Self);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Packet packet:
                Receive(packet);
                break;
            case SendDatagram send:
                Send(send);
                break;
            case DatagramReady ready:
                _sockets.Add((ready.Socket, ready.Local));
                if (_sockets.Count == bridge.Families) bridge.Ready.Succeed(_sockets[0].Local);
                break;
            case BindFailed failed:
                bridge.Ready.Fail(SocketErrors.Of(failed));
                Context.Stop(Self);
                break;
            case SocketError error when bridge.HearsErrors:
                OnError(SocketErrors.Of(error.Error, error.Text));
                break;
            case SocketError:
                break;
            case BridgeWish.Resume:
                TellError();
                break;
            case BridgeWish:
                Context.Stop(Self);
                break;
            case GroupJoin { Group: var group } join:
                SocketFor(group)?.Tell(join, Self);
                break;
            case GroupLeave { Group: var group } leave:
                SocketFor(group)?.Tell(leave, Self);
                break;
            case DatagramOptions options:
                foreach ((IActorRef socket, _) in _sockets) socket.Tell(options, Self);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    protected override void PostStop()
    {
        bridge.IsGone = true;
        var end = SocketErrors.Make(System.Net.Sockets.SocketError.OperationAborted, "the socket is closed");
        bridge.Ready.Fail(end);
        bridge.Received.End(end);
    }

    private void Receive(Packet packet)
    {
        var datagram = new ReceivedDatagram(packet.Bytes.ToArray(), packet.Remote, packet.Local);
        packet.Return();
        if (!bridge.Received.TryAdd(datagram)) bridge.OnOverflow();
    }

    private void Send(SendDatagram send)
    {
        IpEndpoint remote = send.Remote == default && bridge.Request is UdpBind { Remote: { } peer } ? peer : send.Remote;
        if (SocketFor(remote.Address) is not { } socket) return;
        Packet packet = bridge.Node.Pool.Rent(send.Data.Length);
        send.Data.CopyTo(packet.Append(send.Data.Length));
        packet.Remote = remote;
        socket.Tell(packet, Self);
    }

    /// <summary>As SO_ERROR: told to whoever receives, once; a later one takes its place until then.</summary>
    private void OnError(System.Net.Sockets.SocketException error)
    {
        _error = error;
        TellError();
    }

    private void TellError()
    {
        if (_error is not null && bridge.Received.TryFailOne(_error)) _error = null;
    }

    private IActorRef? SocketFor(IpAddress address)
    {
        foreach ((IActorRef socket, IpEndpoint local) in _sockets)
            if (local.Address.IsIPv4 == address.IsIPv4 || _sockets.Count == 1) return socket;
        return null;
    }
}
