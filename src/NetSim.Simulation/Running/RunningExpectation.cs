using NetSim.Simulation.Actors;
using NetSim.Simulation.Applications.Bulk;
using NetSim.Simulation.Applications.Ping;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Running;

/// <summary>An expectation of the file, made into applications that try it: a ping, or a transfer to a sink of its own.</summary>
internal sealed class RunningExpectation
{
    private readonly ExpectationPlan _plan;
    private readonly string _from;
    private readonly string _to;

    public RunningExpectation(ExpectationPlan plan, TopologyPlan topology)
    {
        _plan = plan;
        _from = topology.Nodes[plan.FromNodeId].Name;
        _to = plan.To.Text;
        Probe = plan switch
        {
            PingExpectationPlan ping => PingOf(ping),
            TcpExpectationPlan tcp => BulkOf(tcp),
            _ => throw new ArgumentException($"There is no way to try {plan.GetType().Name}.", nameof(plan)),
        };
        Server = plan is TcpExpectationPlan transfer ? SinkOf(transfer) : null;
    }

    /// <summary>What tries it.</summary>
    public ApplicationPlan Probe { get; }

    /// <summary>What it is tried against; null if it needs nothing.</summary>
    public ApplicationPlan? Server { get; }

    /// <summary>Every comparison of the expectation, with what was seen.</summary>
    public IEnumerable<ExpectationResult> Judge(NodeState[] nodes)
    {
        Applications.ApplicationRecord record = nodes[_plan.FromNodeId].RecordOf(Probe);
        return (_plan, record) switch
        {
            (PingExpectationPlan plan, PingRecord ping) => JudgePing(plan, ping),
            (TcpExpectationPlan plan, BulkRecord bulk) => [JudgeTcp(plan, bulk)],
            _ => [],
        };
    }

    private IEnumerable<ExpectationResult> JudgePing(PingExpectationPlan plan, PingRecord ping)
    {
        string what = $"ping {_from} → {_to}";
        bool answered = ping.RoundTrip.Count > 0;
        if (plan.Loss is { } loss)
        {
            var seen = new Percentage((int)Math.Round(ping.Loss * Percentage.Whole));
            yield return new ExpectationResult($"{what}: loss {loss}", ping.Sent > 0 && loss.Holds(seen.PartsPerBillion), seen.ToString());
        }
        if (plan.MinRtt is { } min) yield return Rtt("min", min, ping.RoundTrip.Min);
        if (plan.MeanRtt is { } mean) yield return Rtt("mean", mean, ping.RoundTrip.Mean);
        if (plan.MaxRtt is { } max) yield return Rtt("max", max, ping.RoundTrip.Max);

        ExpectationResult Rtt(string name, Comparison expected, Duration seen) => new(
            $"{what}: rtt {name} {expected}", answered && expected.Holds(seen.Nanoseconds), answered ? seen.ToString() : "no answer");
    }

    private ExpectationResult JudgeTcp(TcpExpectationPlan plan, BulkRecord bulk)
    {
        string text = $"tcp {_from} → {_to}, {plan.Bytes}: throughput {plan.Throughput}";
        return bulk.Throughput is { } throughput
            ? new ExpectationResult(text, plan.Throughput.Holds((long)throughput), Readable((long)throughput).ToString())
            : new ExpectationResult(text, false, bulk.Error ?? $"not finished: {new ByteSize(bulk.Bytes)} sent");
    }

    /// <summary>Four digits, rounded down: what is shown never looks better than what was held against the bound.</summary>
    private static BitRate Readable(long bitsPerSecond)
    {
        long unit = 1;
        while (bitsPerSecond / unit >= 10_000) unit *= 10;
        return new BitRate(bitsPerSecond / unit * unit);
    }

    private static PingPlan PingOf(PingExpectationPlan plan) => new()
    {
        Id = -1,
        NodeId = plan.FromNodeId,
        Start = plan.Start,
        To = plan.To,
        Count = plan.Count,
        Every = plan.Every,
        Size = plan.Size,
    };

    private static BulkPlan BulkOf(TcpExpectationPlan plan) => new()
    {
        Id = -1,
        NodeId = plan.FromNodeId,
        Start = plan.Start,
        To = plan.To,
        Port = plan.Port,
        Bytes = plan.Bytes,
    };

    private static SinkPlan SinkOf(TcpExpectationPlan plan) => new() { Id = -1, NodeId = plan.ToNodeId, Port = plan.Port };
}

/// <summary>One comparison: what was expected, whether it held, and what was seen.</summary>
public sealed record ExpectationResult(string Text, bool Held, string Seen);
