using NetSim.Simulation.Actors;
using NetSim.Simulation.Actors.Sockets;
using NetSim.Simulation.Applications;
using NetSim.Simulation.Applications.Ping;
using NetSim.Simulation.Links;
using NetSim.Simulation.Running;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Sampling;

/// <summary>
/// Reads a network that stands still between two events, at fixed times. It changes nothing and is no event, so a run is the same with it. When
/// it has read often enough it forgets every other reading and goes on at half the pace.
/// </summary>
internal sealed class RunSampler
{
    /// <summary>Never kept at once, but for the last reading.</summary>
    private const int MostTimes = 1024;

    /// <summary>More would be drawn by nobody; the earliest count.</summary>
    private const int MostDirections = 2048;
    private const int MostFlows = 512;
    private const int MostPings = 256;

    private readonly SimulationParts _parts;
    private readonly bool[] _isDirectionKnown;
    private readonly int[] _flowsKnown;
    private readonly int[] _applicationsKnown;
    private Duration _interval;

    /// <param name="parts">What is read.</param>
    /// <param name="interval">At first.</param>
    public RunSampler(SimulationParts parts, Duration interval)
    {
        (_parts, _interval) = (parts, interval);
        _isDirectionKnown = new bool[parts.Links.Length * 2];
        _flowsKnown = new int[parts.Nodes.Length];
        _applicationsKnown = new int[parts.Nodes.Length];
    }

    public RunSamples Samples { get; } = new();

    /// <summary>When to read next.</summary>
    public Instant Next { get; private set; }

    public void Take(Instant now)
    {
        if (Samples.Times.Count == MostTimes)
        {
            Samples.Halve();
            _interval *= 2;
        }
        Discover();
        Samples.Take(now);
        Next = now + _interval;
    }

    /// <summary>The run is over.</summary>
    public void Finish(Instant end)
    {
        if (Samples.Times.Count > 0 && Samples.Times[^1] >= end) return;
        Discover();
        Samples.Take(end);
    }

    /// <summary>What has come into being since the last reading, in the order of the file.</summary>
    private void Discover()
    {
        for (int i = 0; i < _isDirectionKnown.Length && Samples.Directions.Count < MostDirections; i++)
        {
            if (_isDirectionKnown[i]) continue;
            LinkParts link = _parts.Links[i / 2];
            LinkDirection core = i % 2 == 0 ? link.AToB : link.BToA;
            if (core.Counters.Packets == 0 && core.Counters.Drops.IsEmpty) continue;
            _isDirectionKnown[i] = true;
            Samples.Add(new DirectionSamples(core, link.NamesFrom(i % 2 == 0 ? Topology.Plan.LinkEnd.A : Topology.Plan.LinkEnd.B), Samples.Times.Count));
        }
        foreach (NodeState node in _parts.Nodes)
        {
            DiscoverFlows(node);
            DiscoverPings(node);
        }
    }

    private void DiscoverFlows(NodeState node)
    {
        IReadOnlyList<TcpFlow> flows = node.Flows;
        for (int i = _flowsKnown[node.Id]; i < flows.Count && Samples.Flows.Count < MostFlows; i++) Samples.Add(new FlowSamples(flows[i], Samples.Times.Count));
        _flowsKnown[node.Id] = flows.Count;
    }

    private void DiscoverPings(NodeState node)
    {
        for (; _applicationsKnown[node.Id] < node.RecordCount; _applicationsKnown[node.Id]++)
        {
            ApplicationRecord record = node.RecordAt(_applicationsKnown[node.Id]);
            if (record is PingRecord ping && Samples.Pings.Count < MostPings) Samples.Add(new PingSamples(ping, Samples.Times.Count));
        }
    }
}
