using NetSim.Simulation.Actors;
using NetSim.Simulation.Applications;
using NetSim.Simulation.Applications.Trials;
using NetSim.Simulation.Operating;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;

namespace NetSim.Simulation.Running;

/// <summary>An expectation of the file, made into what tries it: applications, or looks at a node or a counter.</summary>
internal sealed class RunningExpectation
{
    private readonly ExpectationJudge _judge;

    /// <param name="plan">What is expected.</param>
    /// <param name="addresses">Of the network.</param>
    /// <param name="counter">Of the frames that are counted; null if none are.</param>
    public RunningExpectation(ExpectationPlan plan, NodeAddresses addresses, FrameCounter? counter)
    {
        Plan = plan;
        _judge = new ExpectationJudge(plan, addresses, counter);
        // Once is what an application does by itself; frames are counted until the run ends.
        Probe = (plan.Tries, MakeAttempt()) switch
        {
            (ExpectationTries.Once, { } attempt) => attempt,
            (ExpectationTries.Once, null) when plan is PacketsExpectationPlan => null,
            _ => new TrialsPlan(this) { Id = -1, NodeId = plan.FromNodeId, Start = plan.Start },
        };
        Server = plan is TcpExpectationPlan transfer ? new SinkPlan { Id = -1, NodeId = transfer.ToNodeId, Port = transfer.Port } : null;
    }

    public ExpectationPlan Plan { get; }

    /// <summary>What tries it; null if it is read when the run is over.</summary>
    public ApplicationPlan? Probe { get; }

    /// <summary>What it is tried against; null if it needs nothing.</summary>
    public ApplicationPlan? Server { get; }

    /// <summary>An application that tries it once; null if a look is enough.</summary>
    public ApplicationPlan? MakeAttempt() => Plan switch
    {
        PingExpectationPlan ping => new PingPlan
        {
            Id = -1,
            NodeId = ping.FromNodeId,
            Start = ping.Start,
            To = ping.To,
            Dscp = ping.Dscp,
            Count = ping.Count,
            Every = ping.Every,
            Size = ping.Size,
        },
        TcpExpectationPlan tcp => new BulkPlan
        {
            Id = -1,
            NodeId = tcp.FromNodeId,
            Start = tcp.Start,
            To = tcp.To,
            Port = tcp.Port,
            Bytes = Distribution.Constant(tcp.Bytes.Bytes),
        },
        HttpExpectationPlan http => http.Client with { Id = -1, NodeId = http.FromNodeId, Start = http.Start },
        PathExpectationPlan path => new PathProbePlan(path.To) { Id = -1, NodeId = path.FromNodeId, Start = path.Start },
        _ => null,
    };

    /// <summary>Every comparison of one try.</summary>
    /// <param name="record">Of the application that has tried it; null if a look is enough.</param>
    /// <param name="node">Where it was tried.</param>
    public IReadOnlyList<ExpectationResult> Try(ApplicationRecord? record, NodeState node) => [.. _judge.Judge(record, node)];

    /// <summary>Every comparison of the expectation, with what was seen, when the run is over.</summary>
    public IEnumerable<ExpectationResult> Results(NodeState[] nodes)
    {
        NodeState node = nodes[Plan.FromNodeId];
        if (Probe is null) return Try(null, node);
        ApplicationRecord record = node.RecordOf(Probe);
        if (record is not TrialsRecord trials) return Try(record, node);
        if (trials.Verdict is not { } verdict) return _judge.Untried().Select(result => Told(result, trials));
        return verdict.Select(result => Told(result, trials));
    }

    private ExpectationResult Told(ExpectationResult result, TrialsRecord trials)
    {
        string when = trials.Tries == 0 ? "" : Plan.Tries switch
        {
            ExpectationTries.Eventually when trials.Holds => $", at {trials.At} (try {trials.Tries})",
            ExpectationTries.Eventually => $", the last of {trials.Tries} tries",
            ExpectationTries.Always when trials.Holds => $", the last of {trials.Tries} tries",
            ExpectationTries.Always => $", at {trials.At} (try {trials.Tries})",
            _ => "",
        };
        string how = Plan.Tries switch
        {
            ExpectationTries.Eventually => $", within {DurationText.Format(Plan.Within)}",
            ExpectationTries.Always => ", always",
            _ => "",
        };
        return result with { Text = result.Text + how, Seen = result.Seen + when };
    }
}

/// <summary>One comparison: what was expected, whether it held, and what was seen.</summary>
public sealed record ExpectationResult(string Text, bool Held, string Seen);
