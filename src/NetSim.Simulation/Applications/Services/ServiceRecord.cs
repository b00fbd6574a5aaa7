namespace NetSim.Simulation.Applications.Services;

/// <summary>What a server has done.</summary>
public sealed class ServiceRecord(string node, string application, ushort port) : ApplicationRecord(node, application)
{
    public ushort Port { get; } = port;

    public long Connections { get; set; }

    /// <summary>Requests answered, or datagrams received.</summary>
    public long Requests { get; set; }

    public long BytesReceived { get; set; }

    public long BytesSent { get; set; }
}
