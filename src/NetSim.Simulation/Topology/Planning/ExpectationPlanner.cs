using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Simulation.Topology.Planning;

/// <summary>What makes the run a test.</summary>
internal sealed class ExpectationPlanner(PlanDraft draft, TargetResolver targets)
{
    private readonly ExpectationScheduler _scheduler = new(draft);
    private readonly LookPlanner _looks = new(draft, targets);

    public void Plan()
    {
        // Stated ports first, so that a chosen one never takes a stated one away.
        foreach (Located<ExpectationDocument> document in draft.Document.Expectations) ClaimPort(document.Value);
        foreach (Located<ExpectationDocument> document in draft.Document.Expectations)
        {
            ExpectationDocument expectation = document.Value;
            ExpectationPlan? plan = expectation switch
            {
                { Ping: { } ping } => PlanPing(expectation, ping),
                { Tcp: { } tcp } => PlanTcp(expectation, tcp),
                { Http: { } http } => _looks.Http(expectation, http),
                { Route: { } route } => _looks.Route(expectation, route),
                { Path: { } path } => _looks.Path(expectation, path),
                { Packets: { } packets } => _looks.Packets(expectation, packets),
                _ => null,
            };
            if (_scheduler.Schedule(expectation, plan) is { } scheduled) draft.Builder.AddExpectation(scheduled);
        }
    }

    private PingExpectationPlan? PlanPing(ExpectationDocument expectation, ExpectedPingDocument ping)
    {
        ExpectedRttDocument? rtt = expectation.Rtt;
        bool isEmpty = expectation.Loss is null && rtt is null or { Min: null, Mean: null, Max: null, IsDamaged: false };
        if (isEmpty && !expectation.IsDamaged)
        {
            draft.Diagnostics.AddAtKey(expectation.Place, DiagnosticCode.ExpectsNothing,
                "nothing here could fail: add 'loss', as in 'loss: \"= 0 %\"', or 'rtt'");
        }
        if (!_looks.TryFindEnds(ping.From, ping.To, out int from, out Target to, out _)) return null;
        return new PingExpectationPlan
        {
            FromNodeId = from,
            To = to,
            Start = ping.Start.Value,
            Count = ping.Count,
            Every = ping.Every,
            Size = ping.Size,
            Dscp = ping.Dscp,
            Loss = expectation.Loss,
            MinRtt = rtt?.Min,
            MeanRtt = rtt?.Mean,
            MaxRtt = rtt?.Max,
        };
    }

    private TcpExpectationPlan? PlanTcp(ExpectationDocument expectation, ExpectedTcpDocument tcp)
    {
        if (expectation.Throughput is null && !expectation.IsDamaged)
        {
            draft.Diagnostics.AddAtKey(expectation.Place, DiagnosticCode.ExpectsNothing,
                "nothing here could fail: add 'throughput', as in 'throughput: \">= 4 Mbit/s\"'");
        }
        if (!_looks.TryFindEnds(tcp.From, tcp.To, out int from, out Target to, out int node)) return null;
        if (node < 0)
        {
            draft.Diagnostics.Add(tcp.To!.Place, DiagnosticCode.UnknownTarget,
                $"{to.Address} is no address of the file, and only a node of it can receive here");
            return null;
        }
        if (tcp.Bytes is not { } bytes || expectation.Throughput is not { } throughput) return null;
        return new TcpExpectationPlan
        {
            FromNodeId = from,
            To = to,
            ToNodeId = node,
            Start = tcp.Start.Value,
            Port = tcp.Port?.Value ?? ChoosePort(node, expectation.Place),
            Bytes = bytes,
            Throughput = throughput,
        };
    }

    private void ClaimPort(ExpectationDocument expectation)
    {
        if (expectation.Tcp is not { Port: { } port, To: { } to } || !draft.TryFindNode(to.Value.Split(':')[0], out int node)) return;
        if (draft.Listeners.Add(node, port.Value, Transport.Tcp, expectation.Place.Path) is not { } before) return;
        draft.Diagnostics.Add(port.Place, DiagnosticCode.PortClash, $"port {port.Value} is taken by {before}");
    }

    private ushort ChoosePort(int node, Place place)
    {
        ushort port = SinkDocument.DefaultPort;
        while (draft.Listeners.Add(node, port, Transport.Tcp, place.Path) is not null) port++;
        return port;
    }
}
