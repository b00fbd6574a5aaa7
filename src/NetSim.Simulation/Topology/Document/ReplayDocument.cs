using NetSim.Simulation.Topology.Binding;

namespace NetSim.Simulation.Topology.Document;

/// <summary><c>replay: { file: calls.pcap, speed: 2 }</c>.</summary>
internal sealed class ReplayDocument : ApplicationDocument
{
    private const double LeastSpeed = 0.001, MostSpeed = 1_000_000;

    public static new readonly RecordShape<ReplayDocument> Shape = WithRepeat(
        new RecordShape<ReplayDocument>("replay", static () => new ReplayDocument(),
            "Sends what a capture file holds by an interface: the same bytes, at the same distances in time.")
            .Required("file", Scalars.Text, static (r, v) => r.File = v, "a pcap or pcapng file beside or below the topology file")
            .Optional("interface", Scalars.Text, static (r, v) => r.Interface = v, "by which interface; needed if the node has several")
            .Defaulted("speed", Scalars.Number(LeastSpeed, MostSpeed), 1d, static (r, v) => r.Speed = v.Value, "how many times as fast as it was captured")
            .Optional("filter", Scalars.Text, static (r, v) => r.Filter = v, "a filter in tcpdump's syntax: only these"));

    public Located<string>? File { get; private set; }
    public Located<string>? Interface { get; private set; }
    public double Speed { get; private set; }
    public Located<string>? Filter { get; private set; }
}
