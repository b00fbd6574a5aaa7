using System.Numerics;
using NetSim.Simulation.Links;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Tests.Links;

public class TransmitClockTests
{
    [Theory]
    [InlineData(1_000_000_000, 1500, 12_000)]
    [InlineData(50_000_000, 1500, 240_000)]
    [InlineData(3_000_000, 1500, 4_000_000)]
    [InlineData(7, 1, 1_142_857_143)]      // 8/7 s, rounded up once
    public void A_packet_on_an_idle_transmitter_takes_its_bits_divided_by_the_rate(long rate, int bytes, long nanoseconds)
    {
        var clock = new TransmitClock(rate);
        clock.Send(new Instant(1_000), bytes);
        Assert.Equal(1_000 + nanoseconds, clock.FreeAt.Nanoseconds);
    }

    [Fact]
    public void Rounding_does_not_add_up_over_a_million_packets()
    {
        const long Rate = 7_777_777;
        var clock = new TransmitClock(Rate);
        var bits = BigInteger.Zero;
        for (int i = 0; i < 1_000_000; i++)
        {
            int bytes = 40 + i % 1461;
            clock.Send(Instant.Zero, bytes);
            bits += bytes * 8;
        }

        BigInteger exact = bits * 1_000_000_000;
        BigInteger roundedUp = (exact + Rate - 1) / Rate;
        Assert.Equal((long)roundedUp, clock.FreeAt.Nanoseconds);
    }

    [Fact]
    public void Without_a_rate_a_packet_takes_no_time()
    {
        var clock = new TransmitClock(0);
        clock.Send(new Instant(5), 1500);
        Assert.Equal(new Instant(5), clock.FreeAt);
        Assert.False(clock.IsBusy(new Instant(5)));
    }

    [Fact]
    public void A_new_rate_holds_for_the_packets_that_follow()
    {
        var clock = new TransmitClock(8_000_000);
        clock.Send(Instant.Zero, 1000);
        clock.SetRate(16_000_000);
        clock.Send(Instant.Zero, 1000);
        Assert.Equal(1_500_000, clock.FreeAt.Nanoseconds);
    }
}
