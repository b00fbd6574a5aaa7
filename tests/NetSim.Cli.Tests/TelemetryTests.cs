using System.Net;
using System.Net.Sockets;

namespace NetSim.Cli.Tests;

/// <summary><c>--otel</c> as users meet it; what is sent in detail is held by the tests of NetSim.Hosting.</summary>
public sealed class TelemetryTests : IDisposable
{
    private static readonly string Hello = SourceTree.Topology("hello");

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Without_a_collector_a_run_is_done_and_one_line_says_what_did_not_arrive()
    {
        string nobody = $"http://127.0.0.1:{FreePort()}";
        NetsimResult plain = Netsim.Run("run", Hello, "--json");
        NetsimResult traced = Netsim.Run("run", Hello, "--json", "--otel", $"otlp={nobody}", "--trace-packets", "1", "--lanes", "2");

        Assert.Equal(0, traced.Status);
        Assert.Matches($@"^netsim: (\d+) of \1 spans, the metrics and (\d+) of \2 log records were not delivered to the collector at {nobody}\n$", traced.Errors);
        Assert.Equal(plain.Json.GetProperty("fingerprint").GetString(), traced.Json.GetProperty("fingerprint").GetString());
    }

    [Fact]
    public void The_console_shows_spans_and_metrics_before_the_summary()
    {
        string output = Netsim.Run("run", Hello, "--otel", "console").Output;
        int flow = output.IndexOf("tcp flow", StringComparison.Ordinal);
        int metrics = output.IndexOf("netsim.link.packet.count", StringComparison.Ordinal);
        int summary = output.IndexOf("expectations", StringComparison.Ordinal);
        Assert.True(0 < flow && flow < metrics && metrics < summary, output);
        Assert.DoesNotContain("  hop ", output, StringComparison.Ordinal);
    }

    [Fact]
    public void With_json_the_console_is_standard_error()
    {
        NetsimResult result = Netsim.Run("run", Hello, "--json", "--otel", "console", "--trace-packets", "1");
        Assert.Equal("hello", result.Json.GetProperty("name").GetString());
        Assert.Contains("hop", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_runs_write_the_same_file()
    {
        string[] files = [_folder.Path("a.jsonl"), _folder.Path("b.jsonl")];
        foreach (string file in files) Assert.Equal(0, Netsim.Run("run", Hello, "--otel", $"file={file}").Status);
        Assert.Equal(File.ReadAllBytes(files[0]), File.ReadAllBytes(files[1]));
    }

    [Fact]
    public void The_packets_that_are_told_are_chosen_in_the_words_of_a_file()
    {
        NetsimResult result = Netsim.Run("run", Hello, "--json", "--otel", "console", "--trace-packets", "nodes: web, per-second: 1, stop: 1 s");
        string[] packets = [.. result.Errors.Split('\n').Where(line => line.Contains(" packet ", StringComparison.Ordinal))];
        Assert.Equal(0, result.Status);
        Assert.Contains(" packet web ", Assert.Single(packets), StringComparison.Ordinal);
        NetsimResult refused = Netsim.Run("run", Hello, "--otel", "console", "--trace-packets", "nodes: wbe");
        Assert.Equal((2, "netsim: --trace-packets: nodes: there is no node 'wbe': did you mean 'web'?\n"), (refused.Status, refused.Errors));
    }

    [Theory]
    [InlineData("--otel", "jaeger", "none of console, otlp")]
    [InlineData("--otel", "otlp=localhost:4317", "not the address of a collector")]
    [InlineData("--trace-packets", "0.5", "--otel")]
    [InlineData("--trace-packets", "2", "between 0 and 1")]
    [InlineData("--trace-packets", "half", "neither a ratio nor in the words of a file")]
    [InlineData("--pcap-ring", "files=2,size=1MB", "--pcap DIR")]
    [InlineData("--pcap-ring", "files=1,size=1MB", "from 2 to")]
    [InlineData("--pcap-ring", "files=2,size=1KB", "too little")]
    public void What_cannot_be_meant_is_refused(string option, string value, string reason)
    {
        NetsimResult result = Netsim.Run("run", Hello, option, value);
        Assert.Equal(2, result.Status);
        Assert.Contains(reason, result.Errors, StringComparison.Ordinal);
    }

    /// <summary>Nobody listens there when this returns.</summary>
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
