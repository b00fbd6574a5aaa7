using NetSim.Simulation.Running;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;

namespace NetSim.Simulation.Telemetry.Sequences;

/// <summary>
/// Keeps the packets that somebody wants to see in a row. Lanes come in turn; what is kept does not depend on which comes first. It is bounded: of connections only
/// those are kept that can still be the one that is asked for, and of each only the first packets.
/// </summary>
/// <param name="request">Whose packets.</param>
/// <param name="addresses">Names of nodes.</param>
internal sealed class SequenceRecorder(SequenceRequest request, NodeAddresses addresses)
{
    private const int MostRows = 200;

    private readonly Lock _lock = new();
    private readonly SequenceList _matching = new(MostRows);
    private readonly Dictionary<(IpEndpoint, IpEndpoint), SequenceList> _flows = [];

    /// <summary>What came of it; null before the run is over.</summary>
    public PacketSequence? Result { get; private set; }

    /// <returns>Null if the packet is not wanted; else where to leave what becomes of it.</returns>
    public SequenceEntry? Begin(SequencePlace place, ReadOnlySpan<byte> bytes, LinkType link)
    {
        if (request.Flow == 0 && !request.Matches(bytes, link)) return null;
        SequencePacket packet = SequencePacket.Of(bytes, link);
        if (request.Flow > 0 && !packet.IsTcp) return null;
        var entry = new SequenceEntry(place, packet);
        lock (_lock)
        {
            if (Result is not null) return null;
            SequenceList? list = request.Flow == 0 ? _matching : FlowOf(packet, place);
            return list is not null && list.TryAdd(entry) ? entry : null;
        }
    }

    /// <summary>Time stands still. What becomes of packets afterwards is no part of the run.</summary>
    public void Finish()
    {
        lock (_lock)
        {
            if (Result is not null) return;
            List<SequenceList> flows = [.. _flows.Values.OrderBy(flow => flow.First)];
            SequenceList? list = request.Flow == 0 ? _matching : flows.ElementAtOrDefault(request.Flow - 1);
            Result = list is null
                ? new PacketSequence(request, [], [], 0) { FlowsSeen = flows.Count }
                : new SequenceRows(request, addresses).Of(list) with { FlowsSeen = flows.Count };
        }
    }

    /// <summary>Both directions are one connection; null if it was opened too late to be the one that is asked for.</summary>
    private SequenceList? FlowOf(in SequencePacket packet, SequencePlace place)
    {
        (IpEndpoint, IpEndpoint) ends = IsFirst(packet.Source, packet.Destination) ? (packet.Source, packet.Destination) : (packet.Destination, packet.Source);
        if (_flows.TryGetValue(ends, out SequenceList? flow)) return flow;
        if (_flows.Count >= request.Flow)
        {
            ((IpEndpoint, IpEndpoint) ends, SequenceList flow) latest = Latest();
            if (place.CompareTo(latest.flow.First) > 0) return null;
            _flows.Remove(latest.ends);
        }
        flow = new SequenceList(MostRows);
        _flows.Add(ends, flow);
        return flow;
    }

    private static bool IsFirst(IpEndpoint one, IpEndpoint other) => one.Address == other.Address ? one.Port < other.Port : one.Address < other.Address;

    private ((IpEndpoint, IpEndpoint), SequenceList) Latest()
    {
        KeyValuePair<(IpEndpoint, IpEndpoint), SequenceList> latest = _flows.MaxBy(flow => flow.Value.First);
        return (latest.Key, latest.Value);
    }
}
