using NetSim.Simulation.Determinism;
using NetSim.Simulation.Links;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Tests.Validation;

/// <summary>One direction of a link, alone, and what becomes of packets that are given to it.</summary>
internal sealed class MeasuredLink(DirectionPlan plan, string name = "measured", int seed = 1)
{
    private readonly RecyclingPacketPool _pool = new();

    public LinkDirection Core { get; } = new(
        LinkParameters.Of(plan, mtu: 0), id: 0, (_, purpose) => new RandomStream(seed, $"links/{name}/a-to-b", purpose));

    public static QueueLimit Endless { get; } = new(QueueUnit.Packets, int.MaxValue);

    /// <returns>When it arrives, in nanoseconds; null: it was lost.</returns>
    public long? Send(long now, int length)
    {
        Packet packet = _pool.Rent(length);
        packet.Append(length);
        if (!Core.Send(new Instant(now), packet, length, out Instant arrival)) return null;
        packet.Return();
        return arrival.Nanoseconds;
    }

    /// <summary>Whether the link sends a second one.</summary>
    public bool Doubles(int length)
    {
        Packet packet = _pool.Rent(length);
        packet.Append(length);
        Packet? copy = Core.TryDuplicate(packet, _pool);
        packet.Return();
        copy?.Return();
        return copy is not null;
    }

    /// <summary>For each of so many packets, whether it was lost.</summary>
    public bool[] Losses(int packets)
    {
        var lost = new bool[packets];
        for (int i = 0; i < packets; i++) lost[i] = Send(i * 1_000L, 100) is null;
        return lost;
    }

    /// <summary>Delays of packets that are sent one after the other, in milliseconds.</summary>
    public double[] Delays(int packets, long every)
    {
        var delays = new double[packets];
        for (int i = 0; i < packets; i++) delays[i] = (Send(i * every, 100)!.Value - i * every) / 1e6;
        return delays;
    }
}
