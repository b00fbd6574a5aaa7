using BenchmarkDotNet.Attributes;
using NetSim.Wire.Checksums;

namespace NetSim.Benchmarks.Micro;

/// <summary>The Internet checksum: an IPv4 header with options' worth, an Ethernet payload, the largest packet.</summary>
[MemoryDiagnoser]
public class ChecksumBenchmarks
{
    private byte[] _bytes = [];

    [Params(40, 1500, 65536)]
    public int Length { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        _bytes = new byte[Length];
        new Random(1).NextBytes(_bytes);
    }

    [Benchmark]
    public ushort Checksum() => InternetChecksum.Compute(_bytes);
}
