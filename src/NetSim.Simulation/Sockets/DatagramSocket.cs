using NetSim.Simulation.Actors.Sockets;
using NetSim.Simulation.Sockets.Bridges;
using NetSim.Simulation.Sockets.Outside;
using NetSim.Wire.Addresses;

namespace NetSim.Simulation.Sockets;

/// <summary>A UDP socket, a raw IP socket or a packet socket of a simulated node, for code outside of the simulation.</summary>
public sealed class DatagramSocket : IDisposable
{
    private readonly DatagramBridge _bridge;
    private bool _isClosed;

    internal DatagramSocket(DatagramBridge bridge, IpEndpoint local) => (_bridge, LocalEndpoint) = (bridge, local);

    /// <summary>The address is unspecified unless one was named, or the socket has a peer.</summary>
    public IpEndpoint LocalEndpoint { get; }

    /// <summary>Datagrams that came when too many waited to be received.</summary>
    public long Overflows => _bridge.Overflows;

    /// <summary>Sends to the peer that the socket was opened with; of a packet socket, a whole frame to whom it says.</summary>
    public void Send(ReadOnlySpan<byte> data) => SendTo(data, default);

    /// <summary>Sends one datagram. As on any network, that is no promise that it arrives; what cannot be sent is counted as a drop.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">It is longer than any packet: <see cref="System.Net.Sockets.SocketError.MessageSize"/>.</exception>
    public void SendTo(ReadOnlySpan<byte> data, IpEndpoint remote)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        if (data.Length > ushort.MaxValue)
            throw SocketErrors.Make(System.Net.Sockets.SocketError.MessageSize, $"{data.Length} bytes are more than any packet carries");
        _bridge.Tell(new SendDatagram(data.ToArray(), remote));
    }

    /// <summary>
    /// The next datagram; cancelling loses none. A socket with a peer throws what an ICMP error has told of it, such as
    /// <see cref="System.Net.Sockets.SocketError.ConnectionRefused"/>.
    /// </summary>
    public ValueTask<ReceivedDatagram> ReceiveAsync(CancellationToken cancellation = default)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        var taking = new ValueTask<ReceivedDatagram>(_bridge.Received.TakeAsync(cancellation));
        // An error that has come before is this call's.
        if (_bridge.HearsErrors && !taking.IsCompleted) _bridge.Tell(BridgeWish.Resume);
        return taking;
    }

    /// <summary>Receives a group's datagrams too.</summary>
    /// <param name="group">A multicast address.</param>
    /// <param name="interface">Index of an interface of the node; null: all.</param>
    public void JoinGroup(IpAddress group, int? @interface = null) => _bridge.Tell(new GroupJoin(group, @interface));

    public void LeaveGroup(IpAddress group, int? @interface = null) => _bridge.Tell(new GroupLeave(group, @interface));

    /// <summary>Of a UDP socket: how its datagrams are sent from now on.</summary>
    public void SetOptions(DatagramOptions options) => _bridge.Tell(options);

    public void Dispose()
    {
        if (_isClosed) return;
        _isClosed = true;
        _bridge.Tell(BridgeWish.Close);
    }
}
