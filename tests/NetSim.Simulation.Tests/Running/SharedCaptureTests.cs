using System.Diagnostics;
using NetSim.Simulation.Running;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Capture;

namespace NetSim.Simulation.Tests.Running;

/// <summary>One capture file for all interfaces of a run.</summary>
public sealed class SharedCaptureTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("netsim-shared-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Capture(TopologyPlan plan, int lanes)
    {
        string path = Path.Combine(_folder, $"{lanes}.pcapng");
        Assert.True(SimulationRun.Open(plan, new RunOptions { Lanes = lanes, CaptureFile = path, CaptureFolder = Path.Combine(_folder, $"{lanes}") })
            .TryGet(out SimulationRun? run, out _));
        using (run) run.Run();
        Assert.False(Directory.Exists(path + ".parts"));
        return path;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void It_is_the_same_with_any_number_of_lanes_and_holds_what_the_files_of_the_interfaces_hold(int number)
    {
        TopologyPlan plan = RandomNetwork.Make(number);
        string one = Capture(plan, 1);
        Assert.Equal(File.ReadAllBytes(one), File.ReadAllBytes(Capture(plan, 2)));
        Assert.Equal(File.ReadAllBytes(one), File.ReadAllBytes(Capture(plan, 8)));
        (PcapngReader reader, int packets) = Read(one);
        Assert.Equal(Enumerable.Range(0, plan.Interfaces.Length).Select(plan.EndpointName), reader.Interfaces.Select(port => port.Name));
        Assert.Contains(reader.Interfaces, port => port.Description.StartsWith("link ", StringComparison.Ordinal));
        Assert.Equal(Directory.GetFiles(Path.Combine(_folder, "1")).Sum(file => Read(file).Packets), packets);
        Assert.True(packets > 0);
    }

    [SkippableFact]
    public void Tshark_finds_nothing_malformed_in_it_and_knows_the_interfaces()
    {
        Skip.IfNot(File.Exists("/usr/bin/tshark"), "tshark is not installed");
        TopologyPlan plan = RandomNetwork.Make(3);
        string file = Capture(plan, 2);
        Assert.Equal("", Tshark(file, "-Y", "_ws.malformed"));
        string[] seen = Tshark(file, "-T", "fields", "-e", "frame.interface_name").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(Read(file).Packets, seen.Length);
        Assert.Subset(Enumerable.Range(0, plan.Interfaces.Length).Select(plan.EndpointName).ToHashSet(), seen.ToHashSet());
    }

    private static string Tshark(string file, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("/usr/bin/tshark", ["-n", "-r", file, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.GetAwaiter().GetResult());
        return output;
    }

    /// <summary>Its packets are counted, and must be in the order of time.</summary>
    private static (PcapngReader Reader, int Packets) Read(string path)
    {
        using FileStream file = File.OpenRead(path);
        var reader = new PcapngReader(file);
        int packets = 0;
        long last = 0;
        while (reader.TryRead(out CaptureRecord record))
        {
            packets++;
            Assert.InRange(record.Time.Nanoseconds, last, long.MaxValue);
            last = record.Time.Nanoseconds;
        }
        Assert.Equal(PcapngError.None, reader.Error);
        return (reader, packets);
    }
}
