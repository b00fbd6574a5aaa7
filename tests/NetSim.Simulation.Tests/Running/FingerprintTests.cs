using NetSim.Simulation.Determinism;
using NetSim.Simulation.Running;
using NetSim.Simulation.Topology;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Simulation.Tests.Running;

/// <summary>
/// The fingerprints of the files in topologies/, and of random networks, as they were reviewed. A change that alters what packets do, or when, shows here;
/// NETSIM_UPDATE_EXPECTED=1 writes the new ones down, to be looked at before they are committed.
/// </summary>
public class FingerprintTests
{
    [Fact]
    public void Topologies_and_random_networks_keep_their_fingerprints()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "NetSim.sln"))) folder = Path.GetDirectoryName(folder)!;
        string golden = Path.Combine(folder, "tests", "NetSim.Simulation.Tests", "Running", "fingerprints.txt");
        var lines = new List<string>();
        foreach (string file in Directory.EnumerateFiles(Path.Combine(folder, "topologies"), "*.yaml").Order(StringComparer.Ordinal))
        {
            if (TopologyLoader.LoadFile(file).Plan is { Devices.IsEmpty: true } plan) lines.Add($"{Path.GetFileName(file)} {FingerprintOf(plan)}");
        }
        for (int number = 0; number < 30; number++) lines.Add($"random-{number} {FingerprintOf(RandomNetwork.Make(number))}");

        if (Environment.GetEnvironmentVariable("NETSIM_UPDATE_EXPECTED") == "1") File.WriteAllLines(golden, lines);
        Assert.Equal(File.ReadAllLines(golden), lines);
    }

    private static string FingerprintOf(TopologyPlan plan)
    {
        Assert.True(SimulationRun.Open(plan, new RunOptions()).TryGet(out SimulationRun? run, out _));
        using (run) return Fingerprint.Format(run.Run().Fingerprint);
    }
}
