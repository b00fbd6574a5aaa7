using System.Diagnostics;
using NetSim.Devices.Polling;
using NetSim.Wire.Time;

namespace NetSim.Testing.Kernel;

/// <summary>Waiting for the kernel: as long as it takes, but not for ever.</summary>
public static class Patience
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Looks again every now and then until <paramref name="look"/> is content.</summary>
    public static void Until(string what, Func<bool> look)
    {
        using Poller poller = Poller.Open().Value!;
        Until(poller, what, look);
    }

    /// <summary>Polls <paramref name="poller"/> and looks again until <paramref name="look"/> is content.</summary>
    public static void Until(Poller poller, string what, Func<bool> look)
    {
        var clock = Stopwatch.StartNew();
        Span<int> ready = stackalloc int[8];
        while (!look())
        {
            if (clock.Elapsed > Limit) throw new TimeoutException($"waited in vain for: {what}");
            poller.Wait(Duration.FromMilliseconds(100), ready);
        }
    }
}
