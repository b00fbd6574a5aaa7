using NetSim.Stack.Sockets.Tcp;

namespace NetSim.Packetdrill;

/// <summary>How flags and TCP_CONGESTION call the algorithms.</summary>
internal static class CongestionNames
{
    public static bool TryParse(string name, out CongestionAlgorithm algorithm)
    {
        (bool isKnown, algorithm) = name switch
        {
            "cubic" => (true, CongestionAlgorithm.Cubic),
            "reno" or "newreno" => (true, CongestionAlgorithm.NewReno),
            "bbr" => (true, CongestionAlgorithm.Bbr),
            _ => (false, default),
        };
        return isKnown;
    }

    public static string Of(CongestionAlgorithm algorithm) => algorithm switch
    {
        CongestionAlgorithm.NewReno => "reno",
        CongestionAlgorithm.Bbr => "bbr",
        _ => "cubic",
    };
}
