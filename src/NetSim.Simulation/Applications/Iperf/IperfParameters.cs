using System.Text.Json;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Applications.Iperf;

/// <summary>What a client tells the server about a test. Keys that change nothing here (window, MSS, congestion …) are passed over.</summary>
internal sealed record IperfParameters
{
    public const int MostStreams = 128;
    public const int DefaultTcpLength = 128 * 1024;
    public const int LeastUdpLength = 16;
    public const int MostUdpLength = 65_507;
    private const int MostTcpLength = 1 << 20;
    private const int MostSeconds = 86_400;

    /// <summary>TCP or UDP.</summary>
    public Transport Transport { get; init; } = Transport.Tcp;

    public IperfDirection Direction { get; init; }

    /// <summary>Zero if the test ends by <see cref="Bytes"/>.</summary>
    public Duration Time { get; init; }

    /// <summary>What is sent in the first moments does not count.</summary>
    public Duration Omit { get; init; }

    /// <summary>Zero if the test ends by <see cref="Time"/>.</summary>
    public long Bytes { get; init; }

    /// <summary>Streams in each direction.</summary>
    public int Parallel { get; init; } = 1;

    /// <summary>Bytes of one write or one datagram.</summary>
    public int Length { get; init; }

    /// <summary>Bits per second of one stream; zero: no limit.</summary>
    public long Rate { get; init; }

    /// <summary>Of what both ends send, 0–63.</summary>
    public int Dscp { get; init; }

    /// <summary>Datagrams are counted with 64 bits, not 32.</summary>
    public bool HasWideCounters { get; init; }

    public int StreamCount => Direction == IperfDirection.Bidirectional ? 2 * Parallel : Parallel;

    /// <summary>Which way a stream goes; of both directions those come first in which the client sends.</summary>
    /// <param name="before">How many streams there are already.</param>
    public bool ClientSends(int before) => Direction switch
    {
        IperfDirection.Forward => true,
        IperfDirection.Reverse => false,
        _ => before < Parallel,
    };

    public static bool TryParse(ReadOnlyMemory<byte> text, out IperfParameters parameters)
    {
        parameters = new IperfParameters();
        if (!IperfJson.TryParse(text, out JsonElement json)) return false;
        bool isUdp = IperfJson.IsTrue(json, "udp");
        parameters = new IperfParameters
        {
            Transport = isUdp ? Transport.Udp : Transport.Tcp,
            Direction = IperfJson.IsTrue(json, "bidirectional") ? IperfDirection.Bidirectional
                : IperfJson.IsTrue(json, "reverse") ? IperfDirection.Reverse : IperfDirection.Forward,
            Time = SecondsOf(json, "time"),
            Omit = SecondsOf(json, "omit"),
            Bytes = IperfJson.Integer(json, "num"),
            Parallel = (int)Math.Clamp(IperfJson.Integer(json, "parallel", 1), 0, MostStreams + 1),
            Length = (int)Math.Clamp(IperfJson.Integer(json, "len", isUdp ? 1460 : DefaultTcpLength), 0, int.MaxValue),
            Rate = IperfJson.Integer(json, "bandwidth"),
            Dscp = (int)(IperfJson.Integer(json, "TOS") & byte.MaxValue) >> 2,
            HasWideCounters = IperfJson.Integer(json, "udp_counters_64bit") != 0,
        };
        return parameters.IsUsable && !IperfJson.IsTrue(json, "sctp");
    }

    public byte[] ToJson() => IperfJson.Write(json =>
    {
        json.WriteBoolean(Transport == Transport.Udp ? "udp" : "tcp", true);
        json.WriteNumber("omit", 0);
        // Whole seconds; the server only uses them to give up on a client that has gone.
        json.WriteNumber("time", (long)Math.Ceiling(Time.TotalSeconds));
        json.WriteNumber("num", Bytes);
        json.WriteNumber("blockcount", 0);
        json.WriteNumber("parallel", Parallel);
        if (Direction == IperfDirection.Reverse) json.WriteBoolean("reverse", true);
        if (Direction == IperfDirection.Bidirectional) json.WriteBoolean("bidirectional", true);
        json.WriteNumber("len", Length);
        if (Rate > 0) json.WriteNumber("bandwidth", Rate);
        if (Dscp > 0) json.WriteNumber("TOS", Dscp << 2);
        json.WriteNumber("pacing_timer", 1000);
        json.WriteString("client_version", "netsim");
    });

    private bool IsUsable => Parallel is > 0 and <= MostStreams && Bytes >= 0 && Rate >= 0
        && Length >= (Transport == Transport.Udp ? LeastUdpLength : 1) && Length <= (Transport == Transport.Udp ? MostUdpLength : MostTcpLength);

    private static Duration SecondsOf(JsonElement json, string key) => Duration.FromSeconds(Math.Clamp(IperfJson.Integer(json, key), 0, MostSeconds));
}
