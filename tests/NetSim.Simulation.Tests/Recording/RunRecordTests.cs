using NetSim.Simulation.Recording;
using NetSim.Simulation.Running;
using NetSim.Simulation.Topology;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Simulation.Tests.Recording;

/// <summary>Records of what entered a run. That a replay is the recorded run is shown with real devices, elsewhere.</summary>
public sealed class RunRecordTests : IDisposable
{
    private const string Header =
        """{"format":"netsim-record-1","name":"lab","topology":"00","seed":7,"key":"0000000000000000000000000000000f","epoch_ns":5,"devices":[{"name":"ns-a","link_type":"Raw","max_super_segment":0}]}""";

    private const string Up = """{"at_ns":1,"device":"ns-a","link":"Up","index":3,"mtu":1500}""";

    /// <summary>192.0.2.2 asks 192.0.2.1 for an echo.</summary>
    private const string EchoRequest =
        """{"at_ns":1000000,"device":"ns-a","checksum":"Complete","packet":"RQAAHAABAABAAfbcwAACAsAAAgEIAPf+AAAAAQ=="}""";

    private const string Topology = """
        name: lab
        nodes:
          inside:
            kind: host
            interfaces: { tun0: { address: 192.0.2.1/24, tun: { device: ns-a, host: { address: 192.0.2.2/24, up: true } } } }
        """;

    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void What_was_recorded_enters_again_at_its_time()
    {
        RunRecord record = Read(Header, Up, EchoRequest, """{"end_ns":2000000,"fingerprint":"0000000000000001"}""");

        RunSummary first = Replay(record), second = Replay(record);

        Assert.Equal(1, first.Devices[0].Counters.PacketsRead);
        Assert.Equal(1, first.Devices[0].Counters.PacketsWritten);
        Assert.Equal(2_000_000, first.Figures.Simulated.Nanoseconds);
        Assert.Equal(7u, first.Figures.Seed);
        Assert.Equal(first.Fingerprint, second.Fingerprint);
    }

    [Fact]
    public void A_replay_is_not_rehearsed_and_says_so()
    {
        TopologyPlan plan = TopologyLoader.LoadText(
            "{ name: two, nodes: { a: { kind: host, interfaces: { e: { address: 10.0.0.1/24 } } }, b: { kind: host, interfaces: { e: { address: 10.0.0.2/24 } } } },"
            + " links: [ { endpoints: ['a:e', 'b:e'], delay: 1 ms } ] }", "two.yaml").Plan!;
        LaneChoice choice = LaneRehearsal.Choose(plan, new RunOptions { Replay = Read(Header, Up) }, processors: 2);
        Assert.Equal(1, choice.Lanes);
        Assert.Contains("replay", choice.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_device_that_was_down_takes_nothing()
    {
        RunSummary summary = Replay(Read(Header, Up.Replace("Up", "Down", StringComparison.Ordinal), EchoRequest));

        Assert.Equal(0, summary.Devices[0].Counters.PacketsWritten);
    }

    [Fact]
    public void A_record_whose_run_was_killed_is_read_as_far_as_it_goes()
    {
        RunRecord record = Read(Header, Up, EchoRequest, EchoRequest[..40]);

        Assert.Null(record.End);
        Assert.Equal(1_000_000, record.LastEntryAt);
        Assert.Equal(1, Replay(record).Devices[0].Counters.PacketsWritten);
    }

    [Theory]
    [InlineData(1, "{}")]
    [InlineData(1, "no json", Up)]
    [InlineData(1, """{"format":"netsim-record-9"}""")]
    [InlineData(2, Header, "no json", Up)]
    [InlineData(2, Header, "{}")]
    [InlineData(2, Header, """{"at_ns":"soon","device":"ns-a","link":"Up","index":3,"mtu":1500}""")]
    [InlineData(2, Header, """{"at_ns":1,"device":"ns-a","link":"Sideways","index":3,"mtu":1500}""")]
    [InlineData(2, Header, """{"at_ns":1,"device":"ns-a","checksum":"Complete","packet":"?"}""")]
    [InlineData(3, Header, EchoRequest, Up)]
    public void A_line_that_makes_no_sense_is_named(int line, params string[] lines)
    {
        FormatException fault = Assert.Throws<FormatException>(() => Read(lines));

        Assert.StartsWith($"{_file}:{line}: ", fault.Message);
    }

    [Fact]
    public void An_empty_file_is_no_record() => Assert.Throws<FormatException>(() => Read());

    [Fact]
    public void A_record_of_other_devices_does_not_fit()
    {
        RunRecord record = Read(Header.Replace("ns-a", "ns-b", StringComparison.Ordinal));

        Assert.Equal("the record has no device 'ns-a'; it is of the network 'lab' with 'ns-b'", record.MisfitOf(Plan()));
        Assert.Null(Read(Header).MisfitOf(Plan()));
    }

    private static TopologyPlan Plan() => TopologyLoader.LoadText(Topology, "lab.yaml").Plan!;

    private static RunSummary Replay(RunRecord record)
    {
        Assert.True(SimulationRun.Open(Plan(), new RunOptions { Replay = record }).TryGet(out SimulationRun? run, out _));
        using (run) return run.Run();
    }

    private RunRecord Read(params string[] lines)
    {
        File.WriteAllText(_file, string.Join('\n', lines));
        return RunRecord.Read(_file);
    }
}
