using NetSim.Simulation.Applications.Bulk;
using NetSim.Simulation.Applications.Http;
using NetSim.Simulation.Applications.Services;
using NetSim.Simulation.Running;
using NetSim.Simulation.Topology;

namespace NetSim.Simulation.Tests.Applications;

/// <summary>What servers and bulk transfers draw: once for each answer, connection or run.</summary>
public sealed class DrawnSizesTests
{
    private static RunSummary Run(string client, string server) => ApplicationRun.Of(ApplicationRun.Load(client, server, "rate: 1 Gbit/s, delay: 1 ms"));

    [Fact]
    public void A_web_server_draws_the_size_of_each_page()
    {
        RunSummary summary = Run("{ http-client: { url: \"http://b/x\", count: 300 } }", "{ http: { size: { mean: 20 KB, distribution: uniform } } }");

        HttpClientRecord client = Assert.Single(summary.Applications.OfType<HttpClientRecord>());
        Assert.Equal((300L, 200), (client.Received, client.LastStatus));
        // The mean of 300 numbers between 0 and 40,000 is within four times its deviation of 667.
        Assert.InRange(client.Bytes / 300.0, 17_300, 22_700);
        Assert.True(client.FetchTime.Min < client.FetchTime.Max);
    }

    [Fact]
    public void A_page_of_one_size_is_always_as_long()
    {
        RunSummary summary = Run("{ http-client: { url: \"http://b/\", count: 3, every: 1 s } }", "{ http: { size: 12345 B } }");
        Assert.Equal(3 * 12_345, Assert.Single(summary.Applications.OfType<HttpClientRecord>()).Bytes);
    }

    [Fact]
    public void Each_run_of_a_bulk_transfer_that_repeats_has_a_size_of_its_own()
    {
        RunSummary summary = Run("{ bulk: { to: b, bytes: { mean: 100 KB, distribution: exponential }, repeat: { count: 20 } } }", "{ sink: }");

        BulkRecord[] runs = [.. summary.Applications.OfType<BulkRecord>()];
        ServiceRecord sink = Assert.Single(summary.Applications.OfType<ServiceRecord>());
        Assert.Equal(20, sink.Connections);
        Assert.True(sink.BytesReceived > 0);
        Assert.NotEqual(0, sink.BytesReceived % 20);
        Assert.All(runs, run => Assert.Null(run.Error));
    }

    [Fact]
    public void Each_connection_to_chargen_gets_as_much_as_is_drawn_for_it()
    {
        const string client = "{ bulk: { to: b, port: 19, bytes: 0 B, repeat: { count: 20 } } }";
        long drawn = Sent(Run(client, "{ chargen: { bytes: { mean: 50 KB, distribution: uniform } } }"));
        Assert.Equal(20 * 50_000, Sent(Run(client, "{ chargen: { bytes: 50 KB } }")));
        Assert.InRange(drawn, 400_000, 1_600_000);
        Assert.NotEqual(20 * 50_000, drawn);

        static long Sent(RunSummary summary)
        {
            ServiceRecord server = Assert.Single(summary.Applications.OfType<ServiceRecord>());
            Assert.Equal(20, server.Connections);
            return server.BytesSent;
        }
    }

    [Fact]
    public void A_page_that_memory_has_no_room_for_is_refused()
    {
        TopologyLoad load = ApplicationRun.Load("{ http-client: { url: \"http://b/\" } }", "{ http: { size: { mean: 1 GB } } }");
        Assert.Contains(load.Diagnostics, diagnostic => diagnostic.ToString().Contains("a page is at most 100 MB", StringComparison.Ordinal));
    }
}
