using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Simulation.Topology.Planning;

/// <summary>What makes the run a test.</summary>
internal sealed class ExpectationPlanner(PlanDraft draft, TargetResolver targets)
{
    public void Plan()
    {
        // Stated ports first, so that a chosen one never takes a stated one away.
        foreach (Located<ExpectationDocument> document in draft.Document.Expectations) ClaimPort(document.Value);
        foreach (Located<ExpectationDocument> document in draft.Document.Expectations)
        {
            ExpectationDocument expectation = document.Value;
            if (expectation.Ping is { } ping) PlanPing(expectation, ping);
            else if (expectation.Tcp is { } tcp) PlanTcp(expectation, tcp);
        }
    }

    private void PlanPing(ExpectationDocument expectation, ExpectedPingDocument ping)
    {
        Times.WarnAfterStop(draft, ping.Start, "it starts");
        ExpectedRttDocument? rtt = expectation.Rtt;
        bool isEmpty = expectation.Loss is null && rtt is null or { Min: null, Mean: null, Max: null, IsDamaged: false };
        if (isEmpty && !expectation.IsDamaged)
        {
            draft.Diagnostics.AddAtKey(expectation.Place, DiagnosticCode.ExpectsNothing,
                "nothing here could fail: add 'loss', as in 'loss: \"= 0 %\"', or 'rtt'");
        }
        if (!TryFindEnds(ping.From, ping.To, out int from, out Target to, out _)) return;
        draft.Builder.AddExpectation(new PingExpectationPlan
        {
            FromNodeId = from,
            To = to,
            Start = ping.Start.Value,
            Count = ping.Count,
            Every = ping.Every,
            Size = ping.Size,
            Loss = expectation.Loss,
            MinRtt = rtt?.Min,
            MeanRtt = rtt?.Mean,
            MaxRtt = rtt?.Max,
        });
    }

    private void PlanTcp(ExpectationDocument expectation, ExpectedTcpDocument tcp)
    {
        Times.WarnAfterStop(draft, tcp.Start, "it starts");
        if (expectation.Throughput is null && !expectation.IsDamaged)
        {
            draft.Diagnostics.AddAtKey(expectation.Place, DiagnosticCode.ExpectsNothing,
                "nothing here could fail: add 'throughput', as in 'throughput: \">= 4 Mbit/s\"'");
        }
        if (!TryFindEnds(tcp.From, tcp.To, out int from, out Target to, out int node)) return;
        if (node < 0)
        {
            draft.Diagnostics.Add(tcp.To!.Place, DiagnosticCode.UnknownTarget,
                $"{to.Address} is no address of the file, and only a node of it can receive here");
            return;
        }
        if (tcp.Bytes is not { } bytes || expectation.Throughput is not { } throughput) return;
        draft.Builder.AddExpectation(new TcpExpectationPlan
        {
            FromNodeId = from,
            To = to,
            ToNodeId = node,
            Start = tcp.Start.Value,
            Port = tcp.Port?.Value ?? ChoosePort(node, expectation.Place),
            Bytes = bytes,
            Throughput = throughput,
        });
    }

    private bool TryFindEnds(Located<string>? fromName, Located<string>? toName, out int from, out Target to, out int node)
    {
        (from, to, node) = (-1, default, -1);
        if (fromName is not { } start || !TryFindSender(start, out from)) return false;
        if (toName is not { } end || !targets.TryResolve(end, from, out to, out node)) return false;
        targets.Expect(from, to, end.Place);
        return true;
    }

    private bool TryFindSender(Located<string> name, out int node)
    {
        if (!draft.TryFindNode(name.Value, out node))
        {
            draft.Diagnostics.Add(name.Place, DiagnosticCode.UnknownNode,
                $"there is no node {Quoted.Text(name.Value)}{draft.NodeHint(name.Value)}");
            return false;
        }
        NodeKind kind = draft.Builder.Nodes[node].Kind;
        if (kind is not (NodeKind.Switch or NodeKind.Netns)) return true;
        draft.Diagnostics.Add(name.Place, DiagnosticCode.UnknownNode, kind == NodeKind.Switch
            ? $"{name.Value} is a switch, which sends nothing of its own"
            : $"{name.Value} is a netns node: only its programs send, so write 'exec' there, with 'expect'");
        return false;
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
