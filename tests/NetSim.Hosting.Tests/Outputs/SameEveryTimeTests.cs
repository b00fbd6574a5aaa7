using NetSim.Hosting.Tests.Otlp;

namespace NetSim.Hosting.Tests.Outputs;

/// <summary>The same run tells the same: every time, with any number of lanes, in the same order.</summary>
public sealed class SameEveryTimeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("netsim-otlp-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Two_runs_and_any_number_of_lanes_send_the_same_spans_in_the_same_order()
    {
        string[] first = await SpansOf(lanes: 1);
        Assert.NotEmpty(first);
        foreach (int lanes in (int[])[1, 2, 8]) Assert.Equal(first, await SpansOf(lanes));

        static async Task<string[]> SpansOf(int lanes)
        {
            await using OtlpReceiver collector = await OtlpReceiver.StartAsync();
            Assert.Empty((await TracedRun.RunBeside(TracedRun.Busy, $"otlp={collector.Url}", lanes)).Problems);
            return [.. collector.Spans.Select(span => span.ToString())];
        }
    }

    [Fact]
    public void The_same_run_writes_the_same_bytes() =>
        Assert.Equal(File.ReadAllBytes(Write("first.jsonl", lanes: 1)), File.ReadAllBytes(Write("second.jsonl", lanes: 1)));

    [Fact]
    public void Lanes_change_no_byte_of_the_spans()
    {
        string[] alone = File.ReadAllLines(Write("1.jsonl", lanes: 1))[..^1];
        foreach (int lanes in (int[])[2, 8]) Assert.Equal(alone, File.ReadAllLines(Write($"{lanes}.jsonl", lanes))[..^1]);
    }

    private string Write(string name, int lanes)
    {
        string path = Path.Combine(_folder, name);
        TracedRun.Run(TracedRun.Busy, $"file={path}", lanes);
        return path;
    }
}
