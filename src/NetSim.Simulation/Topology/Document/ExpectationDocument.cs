using NetSim.Simulation.Topology.Binding;
using NetSim.Simulation.Topology.Quantities;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Document;

/// <summary>A small experiment of its own and what it should show: <c>{ ping: { from: a, to: b }, loss: "= 0 %" }</c>.</summary>
internal sealed class ExpectationDocument : DocumentRecord
{
    public static readonly RecordShape<ExpectationDocument> Shape =
        new RecordShape<ExpectationDocument>("expectation", static () => new ExpectationDocument(),
            "An experiment and what it should show.")
            .Optional("ping", static () => ExpectedPingDocument.Shape, static (e, v) => e.Ping = v.Value, "sends ICMP echo requests")
            .Optional("tcp", static () => ExpectedTcpDocument.Shape, static (e, v) => e.Tcp = v.Value,
                "sends bytes over one TCP connection")
            .Optional("http", static () => ExpectedHttpDocument.Shape, static (e, v) => e.Http = v.Value, "fetches a page")
            .Optional("route", static () => ExpectedRouteDocument.Shape, static (e, v) => e.Route = v.Value,
                "looks up which way a node would send")
            .Optional("path", static () => ExpectedPathDocument.Shape, static (e, v) => e.Path = v.Value,
                "follows packets from router to router, as traceroute(8) does")
            .Optional("packets", static () => ExpectedPacketsDocument.Shape, static (e, v) => e.Packets = v.Value,
                "counts the frames of an interface")
            .Optional("loss", Scalars.Compared(Percentage.Table), static (e, v) => e.Loss = v.Value,
                "the share of requests without a reply, as in '= 0 %'")
            .Optional("rtt", static () => ExpectedRttDocument.Shape, static (e, v) => e.Rtt = v.Value, "the round-trip times")
            .Optional("throughput", Scalars.Compared(BitRate.Table), static (e, v) => e.Throughput = v.Value,
                "payload bits per second, as in '>= 4 Mbit/s'")
            .Optional("status", Scalars.ComparedNumber, static (e, v) => e.Status = v.Value, "the status of the answer, as in '= 200'")
            .Optional("body", static () => ExpectedBodyDocument.Shape, static (e, v) => e.Body = v.Value, "the body of the answer")
            .Optional("time", Scalars.Compared(DurationText.Table), static (e, v) => e.Time = v.Value,
                "from the first packet to the last byte of the answer, as in '< 100 ms'")
            .Optional("via", static () => new ListShape<string>(Scalars.Text, ListForm.OneOrMany), static (e, v) => e.Via = v,
                "of a route the next node; of a path all routers between its ends, in their order")
            .Optional("present", Scalars.YesNo, static (e, v) => e.Present = v.Value, "whether there is a route at all")
            .Optional("count", Scalars.ComparedNumber, static (e, v) => e.Count = v.Value, "how many frames, as in '>= 10'")
            .Optional("at", Scalars.Duration, static (e, v) => e.At = v, "when it is tried first; at the start if nothing is said")
            .Optional("within", Scalars.Duration, static (e, v) => e.Within = v,
                "tries again until it holds, and fails if it does not within this time")
            .Optional("always", Scalars.YesNo, static (e, v) => e.Always = v, "tries again until the run ends, and fails if it does not hold once")
            .Optional("every", Scalars.Duration, static (e, v) => e.Every = v,
                "with 'within' or 'always': time from one try to the next, and what a try may take at most")
            .ExactlyOneOf("ping", "tcp", "http", "route", "path", "packets")
            .AtMostOneOf("within", "always")
            .OnlyWith("ping", "loss", "rtt")
            .OnlyWith("tcp", "throughput")
            .OnlyWith("http", "status", "body", "time")
            .OnlyWith("route", "present")
            .OnlyWith("packets", "count");

    public ExpectedPingDocument? Ping { get; private set; }
    public ExpectedTcpDocument? Tcp { get; private set; }
    public ExpectedHttpDocument? Http { get; private set; }
    public ExpectedRouteDocument? Route { get; private set; }
    public ExpectedPathDocument? Path { get; private set; }
    public ExpectedPacketsDocument? Packets { get; private set; }
    public Comparison? Loss { get; private set; }
    public ExpectedRttDocument? Rtt { get; private set; }
    public Comparison? Throughput { get; private set; }
    public Comparison? Status { get; private set; }
    public ExpectedBodyDocument? Body { get; private set; }
    public Comparison? Time { get; private set; }
    public Located<List<Located<string>>>? Via { get; private set; }
    public bool? Present { get; private set; }
    public Comparison? Count { get; private set; }
    public Located<Duration>? At { get; private set; }
    public Located<Duration>? Within { get; private set; }
    public Located<bool>? Always { get; private set; }
    public Located<Duration>? Every { get; private set; }
}

/// <summary>The ping of an expectation.</summary>
internal sealed class ExpectedPingDocument : DocumentRecord
{
    public static readonly RecordShape<ExpectedPingDocument> Shape =
        new RecordShape<ExpectedPingDocument>("expectedPing", static () => new ExpectedPingDocument(), "ICMP echo requests.")
            .Required("from", Scalars.Text, static (p, v) => p.From = v, "the node that sends")
            .Required("to", Scalars.Text, static (p, v) => p.To = v, "a node, an interface of one (web:eth0) or an address")
            .Defaulted("count", Scalars.Integer(1, int.MaxValue), PingDocument.DefaultCount, static (p, v) => p.Count = v.Value,
                "how many requests")
            .Defaulted("every", Scalars.Duration, PingDocument.DefaultInterval, static (p, v) => p.Every = v.Value,
                "time from one request to the next")
            .Defaulted("size", Scalars.Bytes(0, PingDocument.MostPayload), PingDocument.DefaultSize, static (p, v) => p.Size = v.Value,
                "payload bytes")
            .Optional("dscp", DscpText.Shape, static (p, v) => p.Dscp = v.Value, "the code point of the packets, by name or number")
            .Defaulted("start", Scalars.Duration, Duration.Zero, static (p, v) => p.Start = v, "when it starts");

    public Located<string>? From { get; private set; }
    public Located<string>? To { get; private set; }
    public int Count { get; private set; }
    public Duration Every { get; private set; }
    public int Size { get; private set; }
    public int Dscp { get; private set; }
    public Located<Duration> Start { get; private set; } = null!;
}

/// <summary>The TCP connection of an expectation.</summary>
internal sealed class ExpectedTcpDocument : DocumentRecord
{
    public static readonly RecordShape<ExpectedTcpDocument> Shape =
        new RecordShape<ExpectedTcpDocument>("expectedTcp", static () => new ExpectedTcpDocument(),
            "Bytes over one TCP connection, to a sink of its own.")
            .Required("from", Scalars.Text, static (t, v) => t.From = v, "the node that sends")
            .Required("to", Scalars.Text, static (t, v) => t.To = v, "a node, an interface of one (web:eth0) or an address of one")
            .Required("bytes", Scalars.Size, static (t, v) => t.Bytes = v.Value, "how much")
            .Optional("port", Scalars.Port, static (t, v) => t.Port = v, "where it listens; without it, the first free port from 5001 on")
            .Defaulted("start", Scalars.Duration, Duration.Zero, static (t, v) => t.Start = v, "when it starts");

    public Located<string>? From { get; private set; }
    public Located<string>? To { get; private set; }
    public ByteSize? Bytes { get; private set; }
    public Located<ushort>? Port { get; private set; }
    public Located<Duration> Start { get; private set; } = null!;
}

/// <summary>What round-trip times should be.</summary>
internal sealed class ExpectedRttDocument : DocumentRecord
{
    private static ScalarShape<Comparison> Time => Scalars.Compared(DurationText.Table);

    public static readonly RecordShape<ExpectedRttDocument> Shape =
        new RecordShape<ExpectedRttDocument>("expectedRtt", static () => new ExpectedRttDocument(),
            "Round-trip times, as in '92 ms ± 5 %'.")
            .Optional("min", Time, static (r, v) => r.Min = v.Value, "the least")
            .Optional("mean", Time, static (r, v) => r.Mean = v.Value, "the mean")
            .Optional("max", Time, static (r, v) => r.Max = v.Value, "the most");

    public Comparison? Min { get; private set; }
    public Comparison? Mean { get; private set; }
    public Comparison? Max { get; private set; }
}
