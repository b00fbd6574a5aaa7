using NetSim.Wire.Buffers;

namespace NetSim.Simulation.Actors;

/// <summary>Packets that entered together, from the host to a device's actor: one event for all of them. Used again when it is empty.</summary>
internal sealed class PacketTrain
{
    private readonly Queue<Packet> _packets = new();

    /// <summary>For whoever only looks.</summary>
    public IEnumerable<Packet> Packets => _packets;

    public int Count => _packets.Count;

    public bool IsEmpty => _packets.Count == 0;

    public void Add(Packet packet) => _packets.Enqueue(packet);

    public bool TryTake([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Packet? packet) => _packets.TryDequeue(out packet);
}

/// <summary>The trains of one entrance: as many as are under way at a time.</summary>
internal sealed class TrainYard
{
    private readonly List<PacketTrain> _trains = [];

    public PacketTrain TakeEmpty()
    {
        foreach (PacketTrain train in _trains)
            if (train.IsEmpty) return train;
        var added = new PacketTrain();
        _trains.Add(added);
        return added;
    }
}
