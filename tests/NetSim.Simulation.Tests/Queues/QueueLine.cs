using System.Buffers.Binary;
using NetSim.Simulation.Determinism;
using NetSim.Simulation.Links;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ip;
using NetSim.Wire.Ipv4;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Tests.Queues;

/// <summary>What a packet of a test is like.</summary>
internal readonly record struct Sample(int Length)
{
    public ushort Flow { get; init; }
    public byte Dscp { get; init; }
    public EcnCodepoint Ecn { get; init; }
}

/// <summary>What left a line: when its transmission began and what it was.</summary>
internal readonly record struct Departure(Instant Start, Duration Waited, Sample Packet);

/// <summary>
/// One direction of a link with a queue, alone, in virtual time: packets are offered, and each departure happens when the transmitter is free. The packets are
/// bare IPv4 with the ports of UDP.
/// </summary>
internal sealed class QueueLine(DirectionPlan plan, PacketPool? pool = null)
{
    private readonly PacketPool _pool = pool ?? new RecyclingPacketPool();

    public LinkDirection Core { get; } = new(LinkParameters.Of(plan, mtu: 0), id: 0, (_, purpose) => new RandomStream(1, "links/test/a-to-b", purpose));

    /// <summary>What has left so far, if somebody wants to know.</summary>
    public Action<Departure>? OnDeparture { get; set; }

    public long Dropped(DropReason reason) => Core.Counters.Drops[reason];

    public static QueuePlan Plan(QueueKind kind, QueueLimit? limit = null, params (QueueParameter Parameter, long Value)[] values)
    {
        QueueSettings settings = QueueSettings.None;
        foreach ((QueueParameter parameter, long value) in values) settings = settings.With(parameter, value);
        return QueuePlan.Default.Patched(new QueueChangePlan { Kind = kind, Limit = limit, Settings = settings });
    }

    public static QueueLine Of(long rate, QueuePlan queue, PacketPool? pool = null) =>
        new(new DirectionPlan { Rate = new BitRate(rate), Queue = queue }, pool);

    /// <summary>Offers a packet, after all that leaves by then has left.</summary>
    public void Offer(Instant now, Sample sample)
    {
        RunTo(now);
        Packet packet = Make(sample);
        if (Core.Send(now, packet, packet.Length, out _)) packet.Return();
        else Transmit(now);
    }

    /// <summary>All departures up to a time.</summary>
    public void RunTo(Instant now)
    {
        while (Core.NextDeparture is { } next && next <= now) Transmit(next);
    }

    /// <summary>Until nothing waits any more.</summary>
    public void RunOut() => RunTo(Instant.MaxValue);

    public Packet Make(Sample sample)
    {
        Packet packet = _pool.Rent(sample.Length);
        Span<byte> bytes = packet.Append(sample.Length);
        bytes.Clear();
        Ipv4Header.Write(bytes, new Ipv4Fields
        {
            TotalLength = (ushort)sample.Length,
            Dscp = sample.Dscp,
            Ecn = sample.Ecn,
            Protocol = IpProtocol.Udp,
            TimeToLive = 64,
            Source = IpAddress.FromIPv4(0x0A000001),
            Destination = IpAddress.FromIPv4(0x0A000002),
        });
        if (sample.Length >= Ipv4Header.MinLength + 2) BinaryPrimitives.WriteUInt16BigEndian(bytes[Ipv4Header.MinLength..], sample.Flow);
        return packet;
    }

    private void Transmit(Instant now)
    {
        while (Core.TryTransmit(now, out Packet? packet, out _))
        {
            if (OnDeparture is { } tell) tell(new Departure(now, now - packet.Enqueued, Read(packet)));
            packet.Return();
        }
    }

    private static Sample Read(Packet packet)
    {
        Assert.True(Ipv4Header.IsChecksumValid(packet.Bytes));
        Assert.True(Ipv4View.TryParse(packet.Bytes, out Ipv4View view));
        ushort flow = view.Payload.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(view.Payload) : (ushort)0;
        return new Sample(packet.Length) { Flow = flow, Dscp = view.Dscp, Ecn = view.Ecn };
    }
}
