namespace NetSim.Simulation.Applications.Iperf;

/// <summary>How a UDP stream begins: four bytes from the client, four from the server (UDP_CONNECT_MSG, UDP_CONNECT_REPLY).</summary>
internal static class IperfGreeting
{
    public static ReadOnlySpan<byte> Hello => "9876"u8;

    public static ReadOnlySpan<byte> Answer => "6789"u8;
}
