namespace NetSim.Simulation.Telemetry.Traces;

/// <summary>One row of <see cref="SpanTable"/>.</summary>
/// <param name="Name">The span's name.</param>
/// <param name="Below">The span that it lies below; null of a root.</param>
/// <param name="Description">What it is.</param>
/// <param name="Attributes">What it may say; what does not apply is left out.</param>
public sealed record SpanDefinition(string Name, string? Below, string Description, IReadOnlyList<string> Attributes);

/// <summary>Every kind of span that NetSim tells, for whoever documents or reads them.</summary>
public static class SpanTable
{
    private static readonly string[] Ends =
    [
        TelemetryNames.NetworkType, TelemetryNames.Transport, TelemetryNames.SourceAddress, TelemetryNames.SourcePort,
        TelemetryNames.DestinationAddress, TelemetryNames.DestinationPort,
    ];

    public static IReadOnlyList<SpanDefinition> All { get; } =
    [
        new(SpanNames.TcpFlow, null, "One end of a TCP connection, from the first SYN to the end. In the trace of a connection between two simulated hosts the accepting end lies below the opening end.",
        [
            TelemetryNames.Host, .. Ends, TelemetryNames.BytesSent, TelemetryNames.BytesReceived, TelemetryNames.Retransmissions,
            TelemetryNames.SmoothedRtt, TelemetryNames.TcpEnd, TelemetryNames.ErrorType,
        ]),
        new(SpanNames.Handshake, SpanNames.TcpFlow, "Until the connection is established, seen from this end.", [TelemetryNames.ErrorType]),
        new(SpanNames.Transfer, SpanNames.TcpFlow, "Until the first FIN goes or comes.", [TelemetryNames.ErrorType]),
        new(SpanNames.Close, SpanNames.TcpFlow, "Until both directions are closed; TIME-WAIT does not count.", [TelemetryNames.ErrorType]),
        new(SpanNames.Request, null, "A request to a simulated HTTP server that carried `traceparent`: in the trace of the application that sent it, below its span. Packets that the server sends for it lie below it, all of them.",
            [TelemetryNames.Host, TelemetryNames.ErrorType]),
        new(SpanNames.EchoFlow, null, "The requests of one ping.",
        [
            TelemetryNames.Host, TelemetryNames.NetworkType, TelemetryNames.Transport, TelemetryNames.SourceAddress, TelemetryNames.DestinationAddress,
            TelemetryNames.EchoesSent, TelemetryNames.EchoesReceived,
        ]),
        new(SpanNames.Echo, SpanNames.EchoFlow, "One request, until its answer.",
        [
            TelemetryNames.NetworkType, TelemetryNames.Transport, TelemetryNames.SourceAddress, TelemetryNames.DestinationAddress,
            TelemetryNames.IcmpSequence, TelemetryNames.ErrorType,
        ]),
        new(SpanNames.Packet, null, "One packet, from the node that made it to where the last of its copies ended.",
        [
            TelemetryNames.Host, .. Ends, TelemetryNames.TcpFlags, TelemetryNames.TcpSequence, TelemetryNames.IcmpType, TelemetryNames.IcmpSequence,
            TelemetryNames.PacketSize, TelemetryNames.PacketNumber, TelemetryNames.PacketEnd, TelemetryNames.PacketEndHost, TelemetryNames.ErrorType,
        ]),
        new(SpanNames.Hop, SpanNames.Packet, "Over one link: queue, transmission, propagation.",
        [
            TelemetryNames.Link, TelemetryNames.LinkDirection, TelemetryNames.HopFrom, TelemetryNames.HopTo, TelemetryNames.HopBytes,
            TelemetryNames.HopQueue, TelemetryNames.HopTransmit, TelemetryNames.HopPropagate, TelemetryNames.ErrorType,
        ]),
        new(SpanNames.Tunnel, SpanNames.Packet, "Through a tunnel: from where the packet was put into another one to where it came out of it or was lost with it. The other one has a trace of its own.", [TelemetryNames.Host, TelemetryNames.ErrorType]),
        new(SpanNames.Drop, SpanNames.Packet, "Dropped inside of a node.", [TelemetryNames.Host, TelemetryNames.ErrorType]),
    ];
}
