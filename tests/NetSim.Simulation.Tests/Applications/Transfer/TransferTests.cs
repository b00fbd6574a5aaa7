using NetSim.Simulation.Applications.Services;
using NetSim.Simulation.Applications.Transfer;
using NetSim.Simulation.Running;

namespace NetSim.Simulation.Tests.Applications.Transfer;

public sealed class TransferTests
{
    private static TransferRecord Run(string transfer, string link, out ServiceRecord server)
    {
        RunSummary summary = ApplicationRun.Of(ApplicationRun.Load($"{{ transfer: {transfer} }}", "{ transfer: }", link));
        server = Assert.Single(summary.Applications.OfType<ServiceRecord>());
        TransferRecord record = Assert.Single(summary.Applications.OfType<TransferRecord>());
        Assert.True(record.IsDone);
        return record;
    }

    [Fact]
    public void Goodput_counts_the_file_from_the_SYN_to_the_far_ends_answer()
    {
        TransferRecord record = Run("{ to: b, size: 1 MB }", "rate: 8 Mbit/s, delay: 50 ms", out ServiceRecord server);

        Assert.Equal((1L, 1L, 0L, 1_000_000L, null), (record.Sent, record.Whole, record.Damaged, record.Bytes, record.Error));
        Assert.Equal(8_000_000 / record.Times.Mean.TotalSeconds, record.Goodput!.Value, 1e-3);
        // A second on the wire, and a few round trips of 100 ms until the link is full.
        Assert.InRange(record.Times.Mean.TotalSeconds, 1.2, 2);
        Assert.Equal((1L, 1L, 1_000_008L, 32L), (server.Connections, server.Requests, server.BytesReceived, server.BytesSent));
    }

    [Fact]
    public void Files_arrive_whole_over_a_link_that_loses_flips_and_doubles()
    {
        TransferRecord record = Run("{ to: b, size: { mean: 300 KB, distribution: uniform }, count: 8 }",
            "rate: 10 Mbit/s, delay: { mean: 5 ms, jitter: 2 ms }, loss: 1 %, corrupt: 1 %, duplicate: 1 %", out _);
        Assert.Equal((8L, 8L, 0L), (record.Sent, record.Whole, record.Damaged));
        Assert.InRange(record.Bytes, 1, 8 * 600_000);
    }

    [Fact]
    public void Empty_files_count_and_every_file_has_a_size_of_its_own()
    {
        TransferRecord empty = Run("{ to: b, size: 0 B, count: 3, think: 1 s }", "delay: 1 ms", out _);
        Assert.Equal((3L, 0L, 3L), (empty.Whole, empty.Bytes, empty.Times.Count));
        TransferRecord drawn = Run("{ to: b, size: { mean: 100 KB, distribution: pareto }, count: 5 }", "rate: 1 Mbit/s, delay: 1 ms", out _);
        Assert.True(drawn.Times.Min < drawn.Times.Max);
    }

    [Fact]
    public void Where_nobody_listens_each_file_fails_and_that_is_said()
    {
        RunSummary summary = ApplicationRun.Of(ApplicationRun.Load("{ transfer: { to: b, count: 2 } }", "{ echo: }"));
        TransferRecord record = Assert.Single(summary.Applications.OfType<TransferRecord>());
        Assert.Equal((2L, 0L, "connection ended: Refused", null), (record.Sent, record.Whole, record.Error, record.Goodput));
    }
}
