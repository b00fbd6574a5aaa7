using NetSim.Simulation.Topology.Binding;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Simulation.Topology.Document;

/// <summary><c>tcp: { congestion: cubic, sack: true }</c>.</summary>
internal sealed class TcpDocument : DocumentRecord
{
    public static readonly WordShape<CongestionControl> CongestionWords =
        new(new("newreno", CongestionControl.NewReno), new("cubic", CongestionControl.Cubic), new("bbr", CongestionControl.Bbr));

    public static readonly RecordShape<TcpDocument> Shape =
        new RecordShape<TcpDocument>("tcp", static () => new TcpDocument(), "How a node speaks TCP.")
            .Optional("congestion", CongestionWords, static (t, v) => t.Congestion = v.Value,
                "the congestion control: newreno (RFC 6582), cubic (RFC 9438) or bbr (version 1)")
            .Optional("sack", Scalars.YesNo, static (t, v) => t.Sack = v.Value, "whether selective acknowledgments are offered (RFC 2018)");

    public CongestionControl? Congestion { get; private set; }
    public bool? Sack { get; private set; }
}
