using NetSim.Simulation.Actors.Sockets;
using NetSim.Wire.Addresses;

namespace NetSim.Simulation.Applications.Iperf;

/// <summary>How a UDP stream begins: four bytes from the client, four from the server (UDP_CONNECT_MSG, UDP_CONNECT_REPLY).</summary>
internal static class IperfGreeting
{
    public static ReadOnlySpan<byte> Hello => "9876"u8;

    public static ReadOnlySpan<byte> Answer => "6789"u8;
}

/// <summary>Which of a node's flows a connection is: it knows what was sent again.</summary>
internal static class IperfFlows
{
    public static TcpFlow? Find(ApplicationContext context, IpEndpoint local, IpEndpoint remote)
    {
        IReadOnlyList<TcpFlow> flows = context.Node.Flows;
        for (int i = flows.Count - 1; i >= 0; i--)
            if (flows[i].Local == local && flows[i].Remote == remote) return flows[i];
        return null;
    }
}
