using NetSim.Wire.Buffers;
using NetSim.Wire.Ip;
using NetSim.Wire.Ipv4;
using NetSim.Wire.Time;

namespace NetSim.Stack.Tests.Sockets.Tcp;

/// <summary>What one direction of a <see cref="TcpPair"/>'s path does to packets.</summary>
internal sealed record PipeSettings
{
    public Duration Delay { get; init; } = Duration.FromMilliseconds(10);

    /// <summary>Bits per second of IP packets; 0: no limit.</summary>
    public long Rate { get; init; }

    /// <summary>Packets that wait for the rate at most; more are dropped.</summary>
    public int QueueLimit { get; init; } = int.MaxValue;

    public double Loss { get; init; }

    public double Duplicate { get; init; }

    /// <summary>Chance of a packet being held back by up to <see cref="ReorderBy"/>.</summary>
    public double Reorder { get; init; }

    public Duration ReorderBy { get; init; } = Duration.FromMilliseconds(5);

    /// <summary>Packets before the rate from which on one that allows it is marked (RFC 3168).</summary>
    public int MarkAbove { get; init; } = int.MaxValue;

    /// <summary>Asked for each packet: its number from 1, and the packet. The answer is how much longer it takes than others.</summary>
    public Func<long, Packet, Duration>? HoldsBack { get; init; }

    /// <summary>Asked for each packet that is not lost by chance: its number from 1, and the packet. True: dropped.</summary>
    public Func<long, Packet, bool>? Drops { get; init; }
}

/// <summary>One direction: a queue before a rate, then a delay.</summary>
internal sealed class Pipe(PipeSettings settings, Random random, PacketPool pool, PipeEvents events)
{
    private Instant _freeAt;

    public long Sent { get; private set; }

    public long Dropped { get; private set; }

    public long DroppedByQueue { get; private set; }

    /// <summary>Time for which the line was busy.</summary>
    public Duration Busy { get; private set; }

    public void Send(Instant now, Packet packet)
    {
        Sent++;
        if (random.NextDouble() < settings.Loss || settings.Drops?.Invoke(Sent, packet) == true)
        {
            Drop(packet);
            return;
        }
        if (random.NextDouble() < settings.Duplicate) Deliver(now, packet.Clone(pool));
        Deliver(now, packet);
    }

    private void Deliver(Instant now, Packet packet)
    {
        Instant at = now;
        if (settings.Rate > 0)
        {
            var takes = new Duration(packet.Length * 8L * 1_000_000_000 / settings.Rate);
            at = Instant.Max(now, _freeAt);
            // The packet on the line is one more than those that wait.
            if ((at - now).Nanoseconds > settings.QueueLimit * takes.Nanoseconds)
            {
                DroppedByQueue++;
                Drop(packet);
                return;
            }
            if ((at - now).Nanoseconds / takes.Nanoseconds >= settings.MarkAbove && (packet.Bytes[1] & 3) != 0) Mark(packet);
            at += takes;
            _freeAt = at;
            Busy += takes;
        }
        at += settings.Delay;
        if (settings.HoldsBack is { } holdsBack) at += holdsBack(Sent, packet);
        if (random.NextDouble() < settings.Reorder) at += new Duration(random.NextInt64(settings.ReorderBy.Nanoseconds + 1));
        events.Add(this, packet, at);
    }

    /// <summary>What a router does instead of dropping.</summary>
    public static void Mark(Packet packet)
    {
        packet.Bytes[1] |= (byte)EcnCodepoint.Ce;
        Ipv4Header.FillChecksum(packet.Bytes);
    }

    private void Drop(Packet packet)
    {
        Dropped++;
        packet.Return();
    }
}

/// <summary>What is under way in the pipes of one pair; what is due at the same instant comes in the order in which it was sent.</summary>
internal sealed class PipeEvents : PriorityQueue<(Pipe Pipe, Packet Packet), (long At, long Order)>
{
    private long _order;

    public void Add(Pipe pipe, Packet packet, Instant at) => Enqueue((pipe, packet), (at.Nanoseconds, _order++));
}
