using System.Text.Json;

namespace NetSim.Cli.Bench.Actors;

/// <summary><c>netsim bench actors</c>: what a tell costs, in the shapes that actor systems are usually compared by. The actor runtime is the one of the build.</summary>
internal static class ActorReport
{
    private static readonly (string Name, Func<ActorMeasurement> Run)[] Workloads =
    [
        ("ping-pong", () => ActorWorkloads.PingPong(20_000_000)),
        ("ring of 64, 1,000 tokens", () => ActorWorkloads.Ring(actors: 64, tokens: 1000, hops: 20_000_000)),
        ("fan-in from 8", () => ActorWorkloads.FanIn(senders: 8, messages: 16_000_000)),
        ("between groups", () => ActorWorkloads.BetweenGroups(5_000_000)),
        ("1,000 delayed tells", () => ActorWorkloads.TellAtRing(tokens: 1_000, hops: 10_000_000)),
        ("100,000 delayed tells", () => ActorWorkloads.TellAtRing(tokens: 100_000, hops: 10_000_000)),
        ("spawn 200,000", () => ActorWorkloads.Spawn(200_000)),
        ("ping-pong, real clock", () => ActorWorkloads.RealPingPong(lanes: 1, 10_000_000)),
        ("the same, two lanes", () => ActorWorkloads.RealPingPong(lanes: 2, 200_000)),
    ];

    private static string Runtime => typeof(ActorSystem).Assembly.GetName().Name!;

    public static void WriteText(TextWriter output, int runs)
    {
        output.WriteLine($"actors: {Runtime}, medians of {runs}");
        foreach ((string name, Func<ActorMeasurement> run) in Workloads) output.WriteLine($"  {name,-25} {Median(run, runs)}");
    }

    /// <summary>One object, with all workloads.</summary>
    public static void WriteJson(Stream stream, int runs)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("name", "actors");
        json.WriteString("runtime", Runtime);
        json.WriteStartArray("workloads");
        foreach ((string name, Func<ActorMeasurement> run) in Workloads) Median(run, runs).WriteJson(json, name);
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        stream.WriteByte((byte)'\n');
    }

    /// <summary>By processor time.</summary>
    private static ActorMeasurement Median(Func<ActorMeasurement> run, int runs) =>
        Enumerable.Range(0, runs).Select(_ => run()).OrderBy(one => one.CpuSeconds).ElementAt(runs / 2);
}
