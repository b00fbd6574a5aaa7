using NetSim.Stack.Interfaces;
using NetSim.Stack.Sockets;
using NetSim.Stack.Sockets.Raw;
using NetSim.Wire.Addresses;
using NetSim.Wire.Ip;

namespace NetSim.Simulation.Actors.Sockets;

// Datagrams go both ways as Packets whose bytes are the payload: to the socket with Remote set to the destination, from it with
// Remote set to the sender and Local to where it was sent. The receiver of a packet owns it.

/// <summary>To a stack: bind a UDP port. The answer is <see cref="DatagramReady"/> or <see cref="BindFailed"/>.</summary>
/// <param name="Port">0 = any free port.</param>
/// <param name="Address">null = every address of the node.</param>
/// <param name="Remote">The only peer to hear and to speak to; null = all.</param>
/// <param name="Sharing">Whether others may bind the same; not of a socket with a peer.</param>
public sealed record UdpBind(ushort Port, IpAddress? Address = null, IpEndpoint? Remote = null, PortSharing Sharing = PortSharing.None);

/// <summary>
/// To a UDP or raw socket: receive the group's datagrams too, until <see cref="GroupLeave"/> or the end of the socket. Routers and switches hear of
/// it (IGMPv3, MLDv2).
/// </summary>
/// <param name="Group">A multicast address of the socket's family.</param>
/// <param name="Interface">Index of the interface on its node; null = every interface.</param>
public sealed record GroupJoin(IpAddress Group, int? Interface = null);

/// <summary>To a UDP or raw socket: takes one <see cref="GroupJoin"/> back.</summary>
public sealed record GroupLeave(IpAddress Group, int? Interface = null);

/// <summary>To a stack: open a socket for ICMP echo (ping). The answer is <see cref="DatagramReady"/>.</summary>
/// <param name="Target">Whom the requests go to.</param>
/// <param name="TimeToLive">TTL or hop limit of the requests; 0 = the stack's default.</param>
/// <param name="Dscp">0–63.</param>
public sealed record EchoOpen(IpAddress Target, int TimeToLive = 0, int Dscp = 0);

/// <summary>To a stack: open a raw IP socket, which gets a copy of every packet of a protocol and sends packets as they are. The answer is <see cref="DatagramReady"/>.</summary>
/// <param name="Protocol">Of the packets to get, and of the messages to send.</param>
/// <param name="Family">IPv4 or IPv6.</param>
/// <param name="Change">What is not as is usual of the family; null: nothing.</param>
public sealed record RawOpen(IpProtocol Protocol, AddressFamily Family, Func<RawSocketOptions, RawSocketOptions>? Change = null);

/// <summary>
/// To a stack: open a packet socket, which gets the frames that arrive at an interface and sends frames by it, both as they are on the link. The
/// answer is <see cref="DatagramReady"/>. (On a link without Ethernet a frame is an IP packet.)
/// </summary>
/// <param name="Interface">Index of the interface on its node.</param>
/// <param name="Options">Which frames, and who else gets them.</param>
public sealed record PacketOpen(int Interface, PacketSocketOptions Options);

/// <summary>From a stack: the socket to send by.</summary>
public sealed record DatagramReady(IActorRef Socket, IpEndpoint Local);

/// <summary>To an echo socket: send one request.</summary>
/// <param name="Sequence">ICMP sequence number.</param>
/// <param name="Size">Payload bytes.</param>
public sealed record EchoSend(ushort Sequence, int Size);

/// <summary>From an echo socket: the answer to a request.</summary>
public sealed record EchoReply(ushort Sequence, IpAddress From, int TimeToLive, int Size);

/// <summary>From a socket: an ICMP error about something that it sent.</summary>
/// <param name="From">The router or host that complains.</param>
/// <param name="Text">In words: <c>time exceeded</c>, <c>host unreachable</c> …</param>
/// <param name="Sequence">For an echo socket, the request's sequence number.</param>
public sealed record SocketError(IpAddress From, string Text, ushort Sequence = 0)
{
    /// <summary>What the text was made of.</summary>
    public IcmpError Error { get; init; }
}

/// <summary>To a datagram socket: close it.</summary>
public sealed class SocketClose
{
    public static readonly SocketClose Instance = new();
}
