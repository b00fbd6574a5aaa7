using NetSim.Stack.Network;
using NetSim.Wire.Time;

namespace NetSim.Stack.Tests.Network;

public sealed class CellRateTests
{
    [Fact]
    public void A_token_bucket_gives_its_burst_and_then_its_rate()
    {
        var bucket = new CellRate();
        var interval = Duration.FromMilliseconds(10);
        int Take(double seconds)
        {
            int taken = 0;
            while (bucket.TryTake(new Instant((long)(seconds * 1e9)), interval, 5)) taken++;
            return taken;
        }

        Assert.Equal([5, 0, 1, 0, 3, 5], new[] { Take(1), Take(1.0099), Take(1.01), Take(1.0199), Take(1.04), Take(9) });
    }
}
