using System.Collections.Immutable;
using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Planning;

/// <summary>What is told to OpenTelemetry.</summary>
internal sealed class TracePlanner(PlanDraft draft)
{
    public void Plan()
    {
        if (draft.Document.Trace is not { } trace) return;
        draft.Builder.Trace = new TracePlan { Flows = trace.Flows, Packets = trace.Packets is { } packets ? PlanPackets(packets) : null };
    }

    /// <summary>Null if something is wrong.</summary>
    private PacketTracePlan? PlanPackets(PacketTraceDocument packets)
    {
        ImmutableArray<int> nodes = PlanNodes(packets.Nodes);
        PacketFilter? filter = null;
        if (packets.Filter is { } text && !FilterPlanner.TryPlan(draft, text, out filter)) return null;
        if (packets.Start is { } from) Times.WarnAfterStop(draft, from, "it starts");
        Duration start = packets.Start?.Value ?? Duration.Zero, stop = packets.Stop?.Value ?? Duration.MaxValue;
        if (packets.Stop is { } until && stop <= start)
        {
            draft.Diagnostics.Add(until.Place, DiagnosticCode.EmptyWindow, $"packets are followed from {start} until {stop}, which is not later");
            return null;
        }
        return new PacketTracePlan(packets.Ratio ?? (packets.IsChoosy ? 1 : 0), packets.Drops)
        {
            Filter = filter,
            Nodes = nodes,
            Start = start,
            Stop = stop,
            PerSecond = packets.PerSecond,
        };
    }

    private ImmutableArray<int> PlanNodes(List<Located<string>> names)
    {
        ImmutableArray<int>.Builder nodes = ImmutableArray.CreateBuilder<int>();
        foreach (Located<string> name in names)
        {
            if (!draft.TryFindNode(name.Value, out int id))
                draft.Diagnostics.Add(name.Place, DiagnosticCode.UnknownNode, $"there is no node {Quoted.Text(name.Value)}{draft.NodeHint(name.Value)}");
            else if (!nodes.Contains(id))
                nodes.Add(id);
        }
        return nodes.ToImmutable();
    }
}
