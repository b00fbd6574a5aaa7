using System.Globalization;
using System.Text.Json;
using NetSim.Simulation.Running;
using NetSim.Wire.Time;

namespace NetSim.Cli.Bench;

/// <summary>What one measurement found; times are of the wall, without set-up unless said.</summary>
internal sealed record Measurement
{
    public required string Name { get; init; }
    public required long PacketHops { get; init; }
    public required long Delivered { get; init; }
    public required double SetUpSeconds { get; init; }
    public required double WallSeconds { get; init; }
    public required double SimulatedSeconds { get; init; }

    /// <summary>Bytes allocated per packet-hop after the warm-up.</summary>
    public required double BytesPerHop { get; init; }

    /// <summary>Collections of each generation after the warm-up.</summary>
    public required int[] Collections { get; init; }

    /// <summary>A workload with a warm-up is in steady state afterwards, and leaves the collector nothing to do.</summary>
    public required bool IsClean { get; init; }

    /// <summary>Live memory that the network takes when it stands, in bytes per node.</summary>
    public required double BytesPerNode { get; init; }

    public required long PeakResidentBytes { get; init; }
    public required int Lanes { get; init; }
    public required int Nodes { get; init; }
    public required ulong Fingerprint { get; init; }

    public static Measurement Of(Func<Workload> make, int lanes)
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long started = TimeProvider.System.GetTimestamp();
        Workload workload = make();
        if (!SimulationRun.Open(workload.Plan, new RunOptions { Lanes = lanes }).TryGet(out SimulationRun? run, out Devices.DeviceError? error)) throw new IOException(error.Message);
        using (run)
        {
            run.Start();
            double setUp = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
            long live = GC.GetTotalMemory(forceFullCollection: true) - before;
            long ran = TimeProvider.System.GetTimestamp();
            run.RunUntil(workload.WarmUp);
            long hopsAtWarmUp = workload.WarmUp > Duration.Zero ? run.Summarise().PacketHops : 0;
            int[] collections = [GC.CollectionCount(0), GC.CollectionCount(1), GC.CollectionCount(2)];
            long allocated = GC.GetTotalAllocatedBytes();
            run.RunUntil(workload.Stop);
            allocated = GC.GetTotalAllocatedBytes() - allocated;
            double wall = TimeProvider.System.GetElapsedTime(ran).TotalSeconds;
            for (int generation = 0; generation < collections.Length; generation++) collections[generation] = GC.CollectionCount(generation) - collections[generation];
            RunSummary summary = run.Summarise();
            return new Measurement
            {
                Name = workload.Name,
                PacketHops = summary.PacketHops,
                Delivered = workload.Delivered(summary),
                SetUpSeconds = setUp,
                WallSeconds = wall,
                SimulatedSeconds = summary.Figures.Simulated.TotalSeconds,
                BytesPerHop = (double)allocated / Math.Max(1, summary.PacketHops - hopsAtWarmUp),
                Collections = collections,
                IsClean = workload.WarmUp == Duration.Zero || collections[0] == 0,
                BytesPerNode = (double)live / workload.Plan.Nodes.Length,
                PeakResidentBytes = Environment.WorkingSet,
                Lanes = summary.Figures.Lanes,
                Nodes = summary.Nodes.Count,
                Fingerprint = summary.Fingerprint,
            };
        }
    }

    public void WriteText(TextWriter output)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Name}: {PacketHops:N0} packet-hops in {WallSeconds:0.000} s: {PacketHops / WallSeconds / 1e6:0.00} million a second, {SimulatedSeconds:0.###} s simulated, delivered {Delivered:N0}"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  set-up {SetUpSeconds:0.000} s, {Nodes:N0} nodes, {BytesPerNode:N0} bytes each; {BytesPerHop:0.000} bytes allocated per hop, collections {Collections[0]}/{Collections[1]}/{Collections[2]}; {Lanes} lane; fingerprint {Fingerprint:x16}"));
    }

    public void WriteJson(Stream stream)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("name", Name);
        json.WriteNumber("packet_hops", PacketHops);
        json.WriteNumber("delivered", Delivered);
        json.WriteNumber("setup_s", Math.Round(SetUpSeconds, 6));
        json.WriteNumber("wall_s", Math.Round(WallSeconds, 6));
        json.WriteNumber("simulated_s", SimulatedSeconds);
        json.WriteNumber("hops_per_s", Math.Round(PacketHops / WallSeconds));
        json.WriteNumber("bytes_per_hop", Math.Round(BytesPerHop, 4));
        json.WriteStartArray("collections");
        foreach (int count in Collections) json.WriteNumberValue(count);
        json.WriteEndArray();
        json.WriteNumber("bytes_per_node", Math.Round(BytesPerNode));
        json.WriteNumber("peak_rss_bytes", PeakResidentBytes);
        json.WriteNumber("lanes", Lanes);
        json.WriteNumber("nodes", Nodes);
        json.WriteString("fingerprint", Simulation.Determinism.Fingerprint.Format(Fingerprint));
        json.WriteEndObject();
        json.Flush();
        stream.WriteByte((byte)'\n');
    }
}
