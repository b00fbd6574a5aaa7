namespace NetSim.Simulation.Telemetry;

/// <summary>
/// Names of attributes: those of OpenTelemetry's semantic conventions where there is one, else under <c>netsim</c>.
/// </summary>
public static class TelemetryNames
{
    /// <summary>The node.</summary>
    public const string Host = "host.name";

    public const string Interface = "network.interface.name";

    /// <summary><c>receive</c> or <c>transmit</c>, seen from the node.</summary>
    public const string Direction = "network.io.direction";

    /// <summary><c>tcp</c>, <c>udp</c>, <c>icmp</c> …</summary>
    public const string Transport = "network.transport";

    /// <summary><c>ipv4</c>, <c>ipv6</c>; <c>arp</c> of a packet that is neither.</summary>
    public const string NetworkType = "network.type";

    public const string SourceAddress = "source.address";
    public const string SourcePort = "source.port";
    public const string DestinationAddress = "destination.address";
    public const string DestinationPort = "destination.port";
    public const string LocalAddress = "network.local.address";
    public const string LocalPort = "network.local.port";
    public const string PeerAddress = "network.peer.address";
    public const string PeerPort = "network.peer.port";

    /// <summary>Of a span that failed: why.</summary>
    public const string ErrorType = "error.type";

    /// <summary>The reason of a drop, as in summaries: <c>queue_full</c>.</summary>
    public const string DropReason = "netsim.drop.reason";

    /// <summary>The link's id in the file, else its ends.</summary>
    public const string Link = "netsim.link.id";

    /// <summary><c>a_to_b</c> or <c>b_to_a</c>.</summary>
    public const string LinkDirection = "netsim.link.direction";

    public const string Device = "netsim.device.name";

    /// <summary>The number of a lane.</summary>
    public const string Lane = "netsim.lane";

    /// <summary>How a connection ended: <c>normal</c>, <c>reset</c> …; <c>open</c> if it has not.</summary>
    public const string TcpEnd = "netsim.tcp.end";

    public const string BytesSent = "netsim.flow.bytes_sent";
    public const string BytesReceived = "netsim.flow.bytes_received";
    public const string Retransmissions = "netsim.tcp.retransmissions";
    public const string SmoothedRtt = "netsim.tcp.srtt_ns";
    public const string TcpSequence = "netsim.tcp.sequence";
    public const string TcpFlags = "netsim.tcp.flags";
    public const string IcmpType = "netsim.icmp.type";
    public const string IcmpSequence = "netsim.icmp.sequence";
    public const string EchoesSent = "netsim.echo.sent";
    public const string EchoesReceived = "netsim.echo.received";

    /// <summary>Bytes of a packet where it was made.</summary>
    public const string PacketSize = "netsim.packet.size";

    /// <summary>How many packets the flow had at the node where the packet was made.</summary>
    public const string PacketNumber = "netsim.packet.number";

    /// <summary><c>delivered</c> (to a socket, or answered), <c>consumed</c> (by an interface or a device) or <c>dropped</c>.</summary>
    public const string PacketEnd = "netsim.packet.end";

    /// <summary>The node where that was.</summary>
    public const string PacketEndHost = "netsim.packet.end_host";

    public const string HopFrom = "netsim.hop.from";
    public const string HopTo = "netsim.hop.to";
    public const string HopBytes = "netsim.hop.bytes";

    /// <summary>Nanoseconds, exactly: spans themselves count in steps of 100.</summary>
    public const string HopQueue = "netsim.hop.queue_ns";

    public const string HopTransmit = "netsim.hop.transmit_ns";
    public const string HopPropagate = "netsim.hop.propagate_ns";
}
