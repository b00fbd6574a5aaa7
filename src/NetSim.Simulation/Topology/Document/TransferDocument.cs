using NetSim.Simulation.Topology.Binding;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Simulation.Topology.Document;

/// <summary><c>transfer: { port: 5003 }</c> takes files, <c>transfer: { to: store, size: 10 MB }</c> sends them.</summary>
internal sealed class TransferDocument : TransportDocument
{
    public const ushort DefaultPort = 5003;

    public static new readonly RecordShape<TransferDocument> Shape = WithRepeat(WithTcp(
        new RecordShape<TransferDocument>("transfer", static () => new TransferDocument(),
            "Sends files over TCP, each over a connection of its own, and has the far end check them: with 'to' a client, without it a server.")
            { MayBeEmpty = true }
            .Optional("to", Scalars.Text, static (t, v) => t.To = v, "the server: a node, an interface of one (web:eth0) or an address")
            .Defaulted("port", Scalars.Port, DefaultPort, static (t, v) => t.Port = v, "the port of the server")
            .Optional("size", DistributionDocument.ByteCount, static (t, v) => t.Size = v, "bytes of a file: 1 MB")
            .Optional("count", Scalars.Integer(1, int.MaxValue), static (t, v) => t.Count = v.Value, "how many files: 1")
            .Optional("think", DistributionDocument.Interval, static (t, v) => t.Think = v, "time from the end of one file to the start of the next: none")
            .OnlyWith("to", "size", "count", "think", "repeat", "dscp", "tcp")));

    public Located<string>? To { get; private set; }
    public Located<ushort> Port { get; private set; } = null!;
    public Located<Distribution>? Size { get; private set; }
    public int Count { get; private set; } = 1;
    public Located<Distribution>? Think { get; private set; }
}
