namespace NetSim.Simulation.Telemetry.Traces;

/// <summary>Names of spans: few, so that they can be counted and searched; what tells two spans of one name apart are attributes.</summary>
public static class SpanNames
{
    public const string TcpFlow = "tcp flow";
    public const string Handshake = "handshake";
    public const string Transfer = "transfer";
    public const string Close = "close";
    public const string Request = "http request";
    public const string EchoFlow = "echo flow";
    public const string Echo = "echo";
    public const string Packet = "packet";
    public const string Hop = "hop";
    public const string Tunnel = "tunnel";
    public const string Drop = "drop";
}
