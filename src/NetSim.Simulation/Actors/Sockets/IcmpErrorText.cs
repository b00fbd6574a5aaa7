using NetSim.Stack.Sockets;

namespace NetSim.Simulation.Actors.Sockets;

/// <summary>What an ICMP error says, in the words of ping(8) and traceroute(8).</summary>
internal static class IcmpErrorText
{
    public static string Of(in IcmpError error)
    {
        if (error.IsTimeExceeded) return "time to live exceeded";
        if (error.IsPortUnreachable) return "port unreachable";
        if (error.Mtu is { } mtu) return $"packet too big, mtu {mtu}";
        if (error.Reporter.IsIPv4)
        {
            return (error.Type, error.Code) switch
            {
                (3, 0) => "network unreachable",
                (3, 1) => "host unreachable",
                (3, 2) => "protocol unreachable",
                (3, 9 or 10 or 13) => "administratively prohibited",
                (12, _) => "parameter problem",
                _ => $"icmp type {error.Type} code {error.Code}",
            };
        }
        return (error.Type, error.Code) switch
        {
            (1, 0) => "no route",
            (1, 1) => "administratively prohibited",
            (1, 3) => "address unreachable",
            (4, _) => "parameter problem",
            _ => $"icmpv6 type {error.Type} code {error.Code}",
        };
    }
}
