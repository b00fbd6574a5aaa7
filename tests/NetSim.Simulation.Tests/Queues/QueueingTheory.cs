using NetSim.Simulation.Determinism;
using NetSim.Simulation.Links;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Tests.Queues;

/// <summary>A link as a server of queueing theory: packets come at random and are served for as long as their bits take.</summary>
internal sealed class QueueingTheory
{
    private const double Second = 1e9;

    private readonly RecyclingPacketPool _pool = new();
    private readonly RandomStream _arrivals, _lengths;

    public QueueingTheory(string name)
    {
        _arrivals = new RandomStream(1, name, "arrivals");
        _lengths = new RandomStream(1, name, "lengths");
    }

    /// <summary>Times in the system, in ms, of the packets that were not dropped.</summary>
    public List<double> Times { get; } = [];

    /// <summary>Of the same packets, without their own service.</summary>
    public List<double> Waits { get; } = [];

    public List<long> Departures { get; } = [];

    public List<int> Lengths { get; } = [];

    public int Dropped { get; private set; }

    /// <summary>The mean number in the system, counted every 100 µs.</summary>
    public double MeanNumber { get; private set; }

    public double Seconds { get; private set; }

    public static LinkDirection Server(long rate, int queuePackets = 0) =>
        new(new LinkParameters { Rate = rate, QueuePackets = queuePackets }, id: 0, (_, purpose) => new RandomStream(1, "links/theory/a-to-b", purpose));

    /// <summary>Exponential with the given mean, to the byte; no packet is empty.</summary>
    public int Exponential(double mean) => Math.Max(1, (int)Math.Round(-Math.Log(1 - _lengths.NextDouble()) * mean));

    public int OneOf(int one, int other) => _lengths.NextDouble() < 0.5 ? one : other;

    /// <summary>Sends packets that come at random, so many in a second.</summary>
    public QueueingTheory Run(LinkDirection server, int packets, double perSecond, Func<QueueingTheory, int> length)
    {
        double time = 0;
        long sampled = 0, samples = 0, inSystem = 0;
        for (int i = 0; i < packets; i++)
        {
            time += -Math.Log(1 - _arrivals.NextDouble()) / perSecond * Second;
            for (; sampled < (long)time; sampled += 100_000, samples++) inSystem += NumberIn(server, new Instant(sampled));
            Send(server, (long)time, length(this));
        }
        MeanNumber = inSystem / (double)samples;
        Seconds = time / Second;
        return this;
    }

    public void Send(LinkDirection server, long now, int bytes)
    {
        Packet packet = _pool.Rent(bytes);
        packet.Append(bytes);
        if (!server.Send(new Instant(now), packet, bytes, out Instant arrival))
        {
            Dropped++;
            return;
        }
        packet.Return();
        Times.Add((arrival.Nanoseconds - now) / 1e6);
        Waits.Add((arrival.Nanoseconds - now) / 1e6 - bytes * 8e3 / server.Parameters.Rate);
        Departures.Add(arrival.Nanoseconds);
        Lengths.Add(bytes);
    }

    private static int NumberIn(LinkDirection server, Instant now) => server.QueueLength(now) + (server.FreeAt > now ? 1 : 0);
}
