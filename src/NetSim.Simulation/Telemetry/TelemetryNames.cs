namespace NetSim.Simulation.Telemetry;

/// <summary>
/// Names of attributes: those of OpenTelemetry's semantic conventions where there is one, else under <c>netsim</c>.
/// </summary>
public static class TelemetryNames
{
    /// <summary>The node.</summary>
    public const string Host = "host.name";

    /// <summary>The interface of a node, as the file names it.</summary>
    public const string Interface = "network.interface.name";

    /// <summary><c>receive</c> or <c>transmit</c>, seen from the node.</summary>
    public const string Direction = "network.io.direction";

    /// <summary><c>tcp</c>, <c>udp</c>, <c>icmp</c> …</summary>
    public const string Transport = "network.transport";

    /// <summary><c>ipv4</c>, <c>ipv6</c>; <c>arp</c> of a packet that is neither.</summary>
    public const string NetworkType = "network.type";

    /// <summary>Where a packet, or the first packet of a flow, comes from.</summary>
    public const string SourceAddress = "source.address";

    /// <summary>The port at the source; of what has none, left out.</summary>
    public const string SourcePort = "source.port";

    /// <summary>Where that packet goes.</summary>
    public const string DestinationAddress = "destination.address";

    /// <summary>The port at the destination; of what has none, left out.</summary>
    public const string DestinationPort = "destination.port";

    /// <summary>A connection's end at this node.</summary>
    public const string LocalAddress = "network.local.address";

    /// <summary>The port at this node.</summary>
    public const string LocalPort = "network.local.port";

    /// <summary>A connection's other end.</summary>
    public const string PeerAddress = "network.peer.address";

    /// <summary>The port at the other end.</summary>
    public const string PeerPort = "network.peer.port";

    /// <summary>Of a span that failed: why.</summary>
    public const string ErrorType = "error.type";

    /// <summary>The reason of a drop, as in summaries: <c>queue_full</c>.</summary>
    public const string DropReason = "netsim.drop.reason";

    /// <summary>The link's id in the file, else its ends.</summary>
    public const string Link = "netsim.link.id";

    /// <summary><c>a_to_b</c> or <c>b_to_a</c>.</summary>
    public const string LinkDirection = "netsim.link.direction";

    /// <summary>Of a link between spans: <c>flow</c> (to the connection that a packet belongs to), <c>retransmission_of</c> (to the packet that carried the same bytes first), <c>reply_to</c> (to the packet that was answered), <c>carried_by</c> (from a <c>tunnel</c> to the packet that carried another one through it), <c>carries</c> (back).</summary>
    public const string Relation = "netsim.relation";

    /// <summary>Of a log record: what has happened, by its name in the table.</summary>
    public const string LogEvent = "event.name";

    /// <summary>Of a log record: when it happened, in simulated seconds since the start. The record's own time is the same as a time of day.</summary>
    public const string LogTime = "netsim.time";

    /// <summary>Of a class of a histogram: the longest time in it, in seconds; the class before ends where it begins. Infinity in the last.</summary>
    public const string MostSeconds = "netsim.queue.most_seconds";

    /// <summary>Of a class of a histogram: the most packets in it; the class before ends where it begins. Infinity in the last.</summary>
    public const string MostPackets = "netsim.queue.most_packets";

    /// <summary>A rule of a firewall with its number, or its policy, as in the file.</summary>
    public const string Rule = "netsim.firewall.rule";

    /// <summary>The role of a port in the spanning tree: <c>root</c>, <c>designated</c>, <c>alternate</c>, <c>backup</c> or <c>disabled</c>.</summary>
    public const string PortRole = "netsim.stp.role";

    /// <summary>A TUN or TAP device of this machine.</summary>
    public const string Device = "netsim.device.name";

    /// <summary>The number of a lane.</summary>
    public const string Lane = "netsim.lane";

    /// <summary>How a connection ended: <c>normal</c>, <c>reset</c> …; <c>open</c> if it has not.</summary>
    public const string TcpEnd = "netsim.tcp.end";

    /// <summary>Bytes sent that the peer has acknowledged.</summary>
    public const string BytesSent = "netsim.flow.bytes_sent";

    /// <summary>Bytes received in order.</summary>
    public const string BytesReceived = "netsim.flow.bytes_received";

    /// <summary>Segments sent again.</summary>
    public const string Retransmissions = "netsim.tcp.retransmissions";

    /// <summary>The smoothed round-trip time at the end, in nanoseconds; 0 without a sample.</summary>
    public const string SmoothedRtt = "netsim.tcp.srtt_ns";

    /// <summary>The sequence number of a segment.</summary>
    public const string TcpSequence = "netsim.tcp.sequence";

    /// <summary>The flags of a segment.</summary>
    public const string TcpFlags = "netsim.tcp.flags";

    /// <summary>The type of an ICMP or ICMPv6 message.</summary>
    public const string IcmpType = "netsim.icmp.type";

    /// <summary>The sequence number of an echo request or reply.</summary>
    public const string IcmpSequence = "netsim.icmp.sequence";

    /// <summary>Echo requests sent.</summary>
    public const string EchoesSent = "netsim.echo.sent";

    /// <summary>Replies received, repeated ones too.</summary>
    public const string EchoesReceived = "netsim.echo.received";

    /// <summary>Bytes of a packet where it was made.</summary>
    public const string PacketSize = "netsim.packet.size";

    /// <summary>How many packets the flow had at the node where the packet was made.</summary>
    public const string PacketNumber = "netsim.packet.number";

    /// <summary>How a packet ended: <c>delivered</c> (to a socket, or answered), <c>consumed</c> (by an interface or a device) or <c>dropped</c>.</summary>
    public const string PacketEnd = "netsim.packet.end";

    /// <summary>The node where a packet ended.</summary>
    public const string PacketEndHost = "netsim.packet.end_host";

    /// <summary>The interface that sent into the link, as <c>node:interface</c>.</summary>
    public const string HopFrom = "netsim.hop.from";

    /// <summary>The interface at the other end of the link.</summary>
    public const string HopTo = "netsim.hop.to";

    /// <summary>Bytes of the frame on this link.</summary>
    public const string HopBytes = "netsim.hop.bytes";

    /// <summary>How long the packet waited for the transmitter, in nanoseconds, exactly: spans themselves count in steps of 100.</summary>
    public const string HopQueue = "netsim.hop.queue_ns";

    /// <summary>How long the transmitter took, in nanoseconds.</summary>
    public const string HopTransmit = "netsim.hop.transmit_ns";

    /// <summary>From the last bit sent to the arrival, in nanoseconds; of a lost packet left out.</summary>
    public const string HopPropagate = "netsim.hop.propagate_ns";
}
