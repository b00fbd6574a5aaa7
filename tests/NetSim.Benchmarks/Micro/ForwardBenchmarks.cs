using BenchmarkDotNet.Attributes;
using NetSim.Wire.Addresses;
using NetSim.Wire.Ip;
using NetSim.Wire.Ipv4;

namespace NetSim.Benchmarks.Micro;

/// <summary>What a router changes in an IPv4 header: a hop less, and the checksum with it.</summary>
[MemoryDiagnoser]
public class ForwardBenchmarks
{
    /// <summary>As many hops as a header has before it must be written anew.</summary>
    private const int Hops = 255;

    private readonly byte[] _fresh = new byte[Ipv4Header.MinLength];
    private readonly byte[] _header = new byte[Ipv4Header.MinLength];

    [GlobalSetup]
    public void Write() => Ipv4Header.Write(_fresh, new Ipv4Fields
    {
        TotalLength = 1500,
        TimeToLive = Hops,
        Protocol = IpProtocol.Udp,
        Source = IpAddress.FromIPv4(10, 0, 0, 1),
        Destination = IpAddress.FromIPv4(10, 0, 1, 1),
    });

    [Benchmark(OperationsPerInvoke = Hops)]
    public byte DecrementTimeToLive()
    {
        _fresh.CopyTo(_header, 0);
        for (int hop = 0; hop < Hops; hop++) Ipv4Header.DecrementTimeToLive(_header);
        return _header[^1];
    }
}
