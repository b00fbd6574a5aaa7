using NetSim.Simulation.Applications.Services;
using NetSim.Simulation.Applications.Traffic;
using NetSim.Simulation.Running;
using NetSim.Simulation.Tests.Sockets;

namespace NetSim.Simulation.Tests.Applications.Traffic;

public sealed class TrafficTests
{
    private static (TrafficRecord Sent, long Received, ulong Fingerprint) Run(string traffic)
    {
        // The ping ends last: what is on its way when all work is done arrives nowhere.
        string apps = $"[{{ traffic: {{ to: server, {traffic} }} }}, {{ ping: {{ to: server, count: 1, start: 99 s }} }}]";
        using var hosts = new TwoHosts("[{ discard: { transport: udp } }]", clientApps: apps);
        RunSummary summary = hosts.Run.Run();
        Assert.Empty(hosts.Failures);
        TrafficRecord record = Assert.Single(summary.Applications.OfType<TrafficRecord>());
        Assert.Null(record.Error);
        return (record, summary.Applications.OfType<ServiceRecord>().Single().BytesReceived, summary.Fingerprint);
    }

    [Theory]
    [InlineData("every: 10 ms, count: 50", 50, 50_000)]
    [InlineData("every: 10 ms, for: 1 s, size: 200", 100, 20_000)]
    [InlineData("every: 10 ms, for: 1 s, stop: 255 ms", 26, 26_000)]
    // Bursts of ten datagrams, a tenth of the time.
    [InlineData("every: 10 ms, on: 100 ms, off: 900 ms, for: 10 s", 100, 100_000)]
    public void Constant_times_and_sizes_are_kept_exactly(string traffic, long datagrams, long bytes)
    {
        (TrafficRecord sent, long received, _) = Run(traffic);
        Assert.Equal((datagrams, bytes, bytes), (sent.Sent, sent.Bytes, received));
        Assert.True(sent.IsDone);
    }

    [Theory]
    [InlineData("every: { mean: 10 ms }, for: 90 s", 9000, 600)]
    [InlineData("every: { mean: 10 ms, distribution: uniform }, for: 90 s", 9000, 400)]
    [InlineData("every: 10 ms, on: { mean: 500 ms }, off: { mean: 500 ms }, for: 90 s", 4500, 1500)]
    public void Random_times_keep_their_mean_and_are_the_same_in_every_run(string traffic, long datagrams, long around)
    {
        (TrafficRecord sent, _, ulong fingerprint) = Run(traffic);
        Assert.InRange(sent.Sent, datagrams - around, datagrams + around);
        Assert.NotEqual(datagrams, sent.Sent);
        Assert.Equal(fingerprint, Run(traffic).Fingerprint);
    }

    [Fact]
    public void Sizes_are_drawn_too_and_every_datagram_has_one()
    {
        (TrafficRecord sent, long received, _) = Run("every: 10 ms, count: 5000, size: { mean: 500, distribution: pareto }");
        Assert.InRange((double)sent.Bytes / sent.Sent, 400, 700);
        Assert.InRange(received, sent.Bytes * 0.5, sent.Bytes);
    }
}
