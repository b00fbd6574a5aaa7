using NetSim.Stack.Interfaces;
using NetSim.Stack.Services.Dhcp;

namespace NetSim.Simulation.Applications.Dhcp;

/// <summary>An interface with its client, and what of its lease the node has been told.</summary>
internal sealed class LeasedInterface(NetworkInterface port, DhcpClient client, DhcpClientRecord.Entry record)
{
    public NetworkInterface Port { get; } = port;

    public DhcpClient Client { get; } = client;

    public DhcpClientRecord.Entry Record { get; } = record;
}
