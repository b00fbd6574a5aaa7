using System.Text;

namespace NetSim.Wire.Buffers;

/// <summary>Why a packet ended its journey before its destination. One list for interfaces, links, stacks and sockets.</summary>
/// <remarks>
/// <see cref="DropReasons.Name(DropReason)"/> gives the name that telemetry and summaries use (<c>queue_full</c>).
/// New reasons go to the end: snapshots are indexed by the number.
/// </remarks>
public enum DropReason : byte
{
    /// <summary>The queue of a link or device had no room.</summary>
    QueueFull,

    /// <summary>The link's loss model took it.</summary>
    Loss,

    /// <summary>No route led to the destination.</summary>
    NoRoute,

    /// <summary>The TTL or hop limit ran out here.</summary>
    TtlExceeded,

    /// <summary>A header or transport checksum did not verify.</summary>
    Checksum,

    /// <summary>The bytes are not what the protocol allows: lengths, versions, reserved values.</summary>
    Malformed,

    /// <summary>Addressed to another host, and this one does not forward.</summary>
    NotForUs,

    /// <summary>No protocol here understands the EtherType or the next header.</summary>
    UnknownProtocol,

    /// <summary>The operator has taken the interface down.</summary>
    AdminDown,

    /// <summary>The interface has no carrier: the cable is out.</summary>
    NoCarrier,

    /// <summary>The operating system's side of a real device is down.</summary>
    HostDown,

    /// <summary>The next hop did not answer address resolution.</summary>
    NeighbourUnreachable,

    /// <summary>Too many packets were waiting for address resolution.</summary>
    NeighbourQueueFull,

    /// <summary>Not all fragments arrived in time.</summary>
    ReassemblyTimeout,

    /// <summary>Fragments overlapped, so the whole datagram was refused (RFC 5722).</summary>
    ReassemblyOverlap,

    /// <summary>The memory for unfinished datagrams was full and this one was the oldest.</summary>
    ReassemblyFull,

    /// <summary>The same fragment had arrived already.</summary>
    DuplicateFragment,

    /// <summary>Larger than the next link takes, and it may not be fragmented.</summary>
    Mtu,

    /// <summary>A source or destination address that cannot be (RFC 1812 5.3.7).</summary>
    Martian,

    /// <summary>A source route, refused by default (RFC 7126 4.3).</summary>
    SourceRoute,

    /// <summary>An IPv6 option whose type says: drop what you do not understand (RFC 8200 4.2).</summary>
    UnknownOption,

    /// <summary>Addressed to one host but sent to a whole link, or the other way round (RFC 1122 3.3.6, RFC 2644).</summary>
    LinkGroup,

    /// <summary>A rule of the operator refused it.</summary>
    Filtered,

    /// <summary>Understood, and by the rules nothing follows from it: an unknown ICMP type, an unsolicited reply.</summary>
    Ignored,

    /// <summary>No socket listens there.</summary>
    NoSocket,

    /// <summary>The socket's buffer was full.</summary>
    SocketBufferFull,

    /// <summary>The sender asked for what cannot be sent: no destination, the wrong family, too long.</summary>
    NotSendable,

    /// <summary>The node or socket that held it has stopped.</summary>
    Stopped,

    /// <summary>Came over more hops than the socket allows (RFC 5082).</summary>
    TooFar,

    /// <summary>
    /// Active queue management dropped it, though there was room (RFC 7567); or it was marked within a tunnel and has no place for the mark (RFC 6040 4.2).
    /// </summary>
    Congested,

    /// <summary>The queue that held it was replaced by one of another kind.</summary>
    QueueReplaced,

    /// <summary>A translator has no mapping that it could go by: nobody inside has asked for it, or no port is left.</summary>
    NoMapping,

    /// <summary>The table of conversations that a router follows was full.</summary>
    TrackingFull,

    /// <summary>The spanning tree keeps the port of a switch out, so that no frame circles (IEEE 802.1D-2004 7.7).</summary>
    PortDiscarding,

    /// <summary>A tunnel's packets were routed into the tunnel itself, or through too many tunnels within one another (RFC 2003 section 4).</summary>
    TunnelLoop,
}

/// <summary>The names of drop reasons.</summary>
public static class DropReasons
{
    private static readonly string[] Names = MakeNames();

    public static int Count => Names.Length;

    /// <summary>The name for people and telemetry: <c>queue_full</c>.</summary>
    public static string Name(DropReason reason) => Names[(int)reason];

    private static string[] MakeNames()
    {
        string[] names = Enum.GetNames<DropReason>();
        for (int i = 0; i < names.Length; i++) names[i] = SnakeCase(names[i]);
        return names;
    }

    private static string SnakeCase(string name)
    {
        var snake = new StringBuilder(name.Length + 4);
        foreach (char letter in name)
        {
            if (char.IsUpper(letter) && snake.Length > 0) snake.Append('_');
            snake.Append(char.ToLowerInvariant(letter));
        }
        return snake.ToString();
    }
}
