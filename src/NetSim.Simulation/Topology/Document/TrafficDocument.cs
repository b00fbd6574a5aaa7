using NetSim.Simulation.Topology.Binding;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Document;

/// <summary><c>traffic: { to: far, size: 1000, every: { mean: 10 ms, distribution: exponential }, for: 10 s }</c>.</summary>
internal sealed class TrafficDocument : TransportDocument
{
    private const ushort DiscardPort = 9;
    private const int DefaultSize = 1000;

    public static new readonly RecordShape<TrafficDocument> Shape = WithRepeat(WithDscp(
        new RecordShape<TrafficDocument>("traffic", static () => new TrafficDocument(),
            "Sends UDP datagrams: at a constant rate, at random, or in bursts.")
            .Required("to", Scalars.Text, static (t, v) => t.To = v, "a node, an interface of one (web:eth0) or an address")
            .Defaulted("port", Scalars.Port, DiscardPort, static (t, v) => t.Port = v, "the port of the receiver")
            .Optional("size", DistributionDocument.Size, static (t, v) => t.Size = v.Value, "payload bytes of a datagram: 1000")
            .Required("every", DistributionDocument.Interval, static (t, v) => t.Every = v, "time from one datagram to the next")
            .Optional("on", DistributionDocument.Interval, static (t, v) => t.On = v, "how long a burst lasts; without it there are no pauses")
            .Optional("off", DistributionDocument.Interval, static (t, v) => t.Off = v, "how long it pauses between two bursts")
            .Optional("count", Scalars.Integer(1, int.MaxValue), static (t, v) => t.Count = v.Value, "how many datagrams")
            .Optional("for", Scalars.Duration, static (t, v) => t.For = v.Value, "how long")
            .OnlyWith("off", "on")
            .OnlyWith("on", "off")));

    public Located<string>? To { get; private set; }
    public Located<ushort> Port { get; private set; } = null!;
    public Distribution Size { get; private set; } = Distribution.Constant(DefaultSize);
    public Located<Distribution>? Every { get; private set; }
    public Located<Distribution>? On { get; private set; }
    public Located<Distribution>? Off { get; private set; }
    public int? Count { get; private set; }
    public Duration? For { get; private set; }
}
