using NetSim.Simulation.Applications.Iperf;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Tests.Applications.Iperf;

public sealed class DatagramMeterTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_gap_is_a_loss_until_the_late_one_comes(bool hasWideCounters)
    {
        var meter = new DatagramMeter(hasWideCounters);
        foreach (int number in (int[])[1, 2, 5, 3]) Assert.True(meter.OnDatagram(Instant.Zero, Datagram(Instant.Zero, number, hasWideCounters)));
        Assert.Equal((5, 1, 1), (meter.Highest, meter.Lost, meter.OutOfOrder));
    }

    [Fact]
    public void Jitter_is_a_sixteenth_of_each_change_of_the_transit_time()
    {
        var meter = new DatagramMeter(hasWideCounters: false);
        int number = 0;
        foreach (int transit in (int[])[10, 10, 26, 26])
        {
            Instant sent = Instant.Zero + Duration.FromSeconds(++number);
            meter.OnDatagram(sent + Duration.FromMilliseconds(transit), Datagram(sent, number, hasWideCounters: false));
        }
        // RFC 3550 6.4.1: J += (|D| − J) / 16, of D = 0, 16 and 0 ms.
        Assert.Equal(0.001 * 15 / 16, meter.Jitter, 9);
    }

    [Fact]
    public void A_datagram_that_is_too_short_is_none_of_a_test()
    {
        Assert.False(new DatagramMeter(hasWideCounters: false).OnDatagram(Instant.Zero, new byte[11]));
        Assert.False(new DatagramMeter(hasWideCounters: true).OnDatagram(Instant.Zero, new byte[15]));
    }

    private static byte[] Datagram(Instant sent, long number, bool hasWideCounters)
    {
        var bytes = new byte[16];
        DatagramMeter.Write(bytes, sent, number, hasWideCounters);
        return bytes;
    }
}
