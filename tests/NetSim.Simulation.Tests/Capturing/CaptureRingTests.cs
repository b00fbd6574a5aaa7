using NetSim.Simulation.Running;
using NetSim.Simulation.Tests.Telemetry;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;
using NetSim.Wire.Capture;

namespace NetSim.Simulation.Tests.Capturing;

public sealed class CaptureRingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("netsim-ring-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_ring_keeps_the_latest_of_what_one_file_would_hold_in_files_that_stand_alone()
    {
        TopologyPlan plan = SmallNetwork.Plan("[ { bulk: { to: b, bytes: 1 MB } } ]", "[ { sink: { port: 5001 } } ]");
        string whole = Path.Combine(_folder, "whole"), ring = Path.Combine(_folder, "ring");
        Run(plan, new RunOptions { CaptureFolder = whole });
        Run(plan, new RunOptions { CaptureFolder = ring, CaptureRing = new CaptureRingPlan(3, new ByteSize(150_000)) });

        string[] files = [.. Directory.GetFiles(ring, "r1-eth0_*.pcapng").Order(StringComparer.Ordinal)];
        int last = int.Parse(Path.GetFileNameWithoutExtension(files[^1])[^5..]);
        Assert.InRange(last, 7, 12);
        Assert.Equal(Enumerable.Range(last - 2, 3).Select(number => $"r1-eth0_{number:00000}.pcapng"), files.Select(Path.GetFileName));
        Assert.All(files, file => Assert.InRange(new FileInfo(file).Length, 1, 150_000));
        Assert.All(files[..^1], file => Assert.InRange(new FileInfo(file).Length, 148_000, 150_000));
        List<string> all = Frames(Path.Combine(whole, "r1-eth0.pcapng")), kept = [.. files.SelectMany(Frames)];
        Assert.InRange(kept.Count, 200, all.Count / 2);
        Assert.Equal(all[^kept.Count..], kept);
    }

    private static void Run(TopologyPlan plan, RunOptions options)
    {
        Assert.True(SimulationRun.Open(plan, options).TryGet(out SimulationRun? run, out _));
        using (run) run.Run();
    }

    private static List<string> Frames(string path)
    {
        using FileStream file = File.OpenRead(path);
        var reader = new PcapngReader(file);
        var frames = new List<string>();
        while (reader.TryRead(out CaptureRecord record)) frames.Add($"{record.Time.Nanoseconds} {record.Comment} {Convert.ToHexString(record.Bytes)}");
        Assert.Equal(PcapngError.None, reader.Error);
        Assert.Equal("r1:eth0", Assert.Single(reader.Interfaces).Name);
        return frames;
    }
}
