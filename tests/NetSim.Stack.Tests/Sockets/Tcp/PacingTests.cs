using NetSim.Stack.Sockets.Tcp;
using NetSim.Wire.Time;

namespace NetSim.Stack.Tests.Sockets.Tcp;

/// <summary>Packets spaced out in time, for congestion control that knows no rate of its own.</summary>
public sealed class PacingTests
{
    [Theory]
    [InlineData(CongestionAlgorithm.Cubic)]
    [InlineData(CongestionAlgorithm.NewReno)]
    public void What_is_written_at_once_goes_out_by_twos_and_not_as_one_burst(CongestionAlgorithm algorithm)
    {
        Assert.InRange(LargestBurst(algorithm, PacingUse.AsCongestionControlSays), 8, 30);
        Assert.InRange(LargestBurst(algorithm, PacingUse.Always), 1, 3);
    }

    /// <summary>Thirty thousand bytes ten times a second; the first round trip, in which no rate is known, does not count.</summary>
    private static int LargestBurst(CongestionAlgorithm algorithm, PacingUse use)
    {
        var settings = TcpSettings.Default with { Congestion = algorithm, Pacing = use };
        TcpPair pair = new(
            new EndSettings { Bytes = 900_000, Tcp = settings, WriteSize = 30_000, WriteEvery = Duration.FromMilliseconds(100) },
            new EndSettings(), new PipeSettings { Delay = Duration.FromMilliseconds(25) });
        int burst = 0, largest = 0;
        Instant last = default, start = pair.Now;
        pair.OnSent = (isClient, packet) =>
        {
            bool counts = isClient && packet.Length > 1000 && pair.Now - start > Duration.FromMilliseconds(200);
            if (!counts) return;
            burst = pair.Now == last ? burst + 1 : 1;
            last = pair.Now;
            largest = Math.Max(largest, burst);
        };
        pair.Connect();
        pair.Run(() => pair.HasEverythingArrived, Duration.FromSeconds(60));
        return largest;
    }
}
