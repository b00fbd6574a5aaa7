using NetSim.Simulation.Running;
using NetSim.Simulation.Topology;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Buffers;

namespace NetSim.Simulation.Tests.Running;

/// <summary>The result of a run does not depend on how many lanes it had, nor on who looked on.</summary>
public sealed class LaneTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("netsim-lanes-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string> VirtualTopologies
    {
        get
        {
            var files = new TheoryData<string>();
            foreach (string file in Directory.EnumerateFiles(TopologyFolder, "*.yaml").Order(StringComparer.Ordinal))
                if (TopologyLoader.LoadFile(file).Plan is { Devices.IsEmpty: true }) files.Add(Path.GetFileName(file));
            return files;
        }
    }

    private static string TopologyFolder
    {
        get
        {
            string? folder = AppContext.BaseDirectory;
            while (!File.Exists(Path.Combine(folder!, "NetSim.sln"))) folder = Path.GetDirectoryName(folder);
            return Path.Combine(folder!, "topologies");
        }
    }

    [Theory]
    [MemberData(nameof(VirtualTopologies))]
    public void A_topology_gives_the_same_with_any_lanes_and_with_capture_on_or_off(string file)
    {
        TopologyPlan plan = TopologyLoader.LoadFile(Path.Combine(TopologyFolder, file)).Plan!;
        Outcome alone = Run(plan, lanes: 1, capture: null);
        string[] captures = ["one", "two", "eight"];
        int[] lanes = [1, 2, 8];
        for (int i = 0; i < lanes.Length; i++)
        {
            Assert.Equal(alone, Run(plan, lanes[i], capture: null));
            Assert.Equal(alone, Run(plan, lanes[i], Path.Combine(_folder, captures[i])));
        }
        foreach (string capture in Directory.EnumerateFiles(Path.Combine(_folder, "one")))
        {
            byte[] expected = File.ReadAllBytes(capture);
            Assert.Equal(expected, File.ReadAllBytes(Path.Combine(_folder, "two", Path.GetFileName(capture))));
            Assert.Equal(expected, File.ReadAllBytes(Path.Combine(_folder, "eight", Path.GetFileName(capture))));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(50)]
    [InlineData(100)]
    [InlineData(150)]
    [InlineData(RandomNetwork.FirstQueued)]
    [InlineData(RandomNetwork.FirstQueued + 50)]
    public void Random_networks_give_the_same_with_any_lanes(int first)
    {
        for (int number = first; number < first + 50; number++)
        {
            TopologyPlan plan = RandomNetwork.Make(number);
            Outcome one = Run(plan, lanes: 1, capture: null);
            Assert.True(one.PacketHops > 5, $"network {number} is idle: {one}");
            Assert.True(one == Run(plan, lanes: 2, capture: null), $"network {number} differs with 2 lanes");
            Assert.True(one == Run(plan, lanes: 8, capture: null), $"network {number} differs with 8 lanes");
        }
    }

    [Fact]
    public void Stepping_through_a_run_changes_nothing()
    {
        TopologyPlan plan = RandomNetwork.Make(7);
        Outcome whole = Run(plan, lanes: 1, capture: null);
        foreach (int lanes in (int[])[1, 2])
        {
            using SimulationRun run = Open(plan, new RunOptions { Lanes = lanes });
            run.Start();
            for (long at = 0; at <= RandomNetwork.Length.Nanoseconds; at += 7_654_321) run.RunUntil(new(at));
            run.RunUntil(RandomNetwork.Length);
            Assert.Equal(whole.Fingerprint, run.Summarise().Fingerprint);
        }
    }

    [Fact]
    public void Packets_that_change_lanes_all_come_home()
    {
        for (int number = 0; number < 20; number++)
        {
            var pool = new DiagnosticPacketPool();
            using (SimulationRun run = Open(RandomNetwork.Make(number), new RunOptions { Lanes = 3, Pool = () => pool })) run.Run();

            // What is in flight when the run ends stays in the event queue; it must be little, and the same every time.
            Assert.InRange(pool.Outstanding, 0, 500);
        }
    }

    private static SimulationRun Open(TopologyPlan plan, RunOptions options)
    {
        Assert.True(SimulationRun.Open(plan, options).TryGet(out SimulationRun? run, out _));
        return run;
    }

    private static Outcome Run(TopologyPlan plan, int lanes, string? capture)
    {
        using SimulationRun run = Open(plan, new RunOptions { Lanes = lanes, CaptureFolder = capture });
        RunSummary summary = run.Run();
        return new Outcome(summary.Fingerprint, summary.PacketHops, summary.Figures.Simulated.Nanoseconds);
    }

    private sealed record Outcome(ulong Fingerprint, long PacketHops, long End);
}
