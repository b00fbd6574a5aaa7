using BenchmarkDotNet.Attributes;
using NetSim.Stack;
using NetSim.Stack.Interfaces;
using NetSim.Stack.Network;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;

namespace NetSim.Benchmarks.Micro;

/// <summary>The longest prefix among 10 to 100,000 of 8 to 28 bits, for addresses in no order.</summary>
[MemoryDiagnoser]
public class RouteBenchmarks
{
    /// <summary>More than a branch predictor learns by heart.</summary>
    private const int LookUps = 16_384;

    private readonly RoutingTable _table = new();
    private readonly IpAddress[] _destinations = new IpAddress[LookUps];

    [Params(10, 1_000, 100_000)]
    public int Routes { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        var options = new InterfaceOptions { Name = "eth0", Index = 0, Framing = Framing.Ip };
        var port = new NetworkInterface(options, new RecyclingPacketPool(), new RandomGenerator(1, 2));
        var random = new Random(1);
        for (int i = 0; i < Routes; i++)
        {
            var destination = new IpPrefix(IpAddress.FromIPv4(Draw(random)), random.Next(8, 29));
            _table.Add(new Route { Destination = destination, Interface = port });
        }
        for (int i = 0; i < LookUps; i++) _destinations[i] = IpAddress.FromIPv4(Draw(random));
    }

    [Benchmark(OperationsPerInvoke = LookUps)]
    public int Find()
    {
        int found = 0;
        foreach (IpAddress destination in _destinations)
            if (_table.Find(destination) is not null) found++;
        return found;
    }

    private static uint Draw(Random random) => (uint)random.NextInt64(1L << 32);
}
