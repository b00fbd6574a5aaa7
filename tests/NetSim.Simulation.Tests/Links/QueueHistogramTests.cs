using NetSim.Simulation.Links;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Tests.Links;

public sealed class QueueHistogramTests
{
    [Fact]
    public void Waits_are_counted_in_powers_of_two_from_a_microsecond_to_seventeen_seconds()
    {
        var histogram = new QueueHistogram();
        foreach (long nanoseconds in (long[])[0, 1, 1024, 1025, 1_000_000, 1L << 34, (1L << 34) + 1, long.MaxValue / 4, 1]) histogram.OnWaited(new Duration(nanoseconds));

        Assert.Equal([(1024e-9, 3), (2048e-9, 1), ((1 << 20) / 1e9, 1), ((1L << 34) / 1e9, 1), (double.PositiveInfinity, 2)], histogram.Times);
        Assert.Equal(3 + 1024 + 1025 + 1_000_000 + (1L << 34) * 2 + long.MaxValue / 4, histogram.Waited.Nanoseconds);
    }

    [Fact]
    public void Packets_found_are_counted_in_powers_of_two_up_to_32768()
    {
        var histogram = new QueueHistogram();
        foreach (int packets in (int[])[0, 1, 2, 3, 4, 5, 32_768, 32_769, int.MaxValue, 1]) histogram.OnFound(packets);

        Assert.Equal([(1, 2), (2, 1), (4, 2), (8, 1), (32_768, 1), (double.PositiveInfinity, 2)], histogram.Found);
    }
}
