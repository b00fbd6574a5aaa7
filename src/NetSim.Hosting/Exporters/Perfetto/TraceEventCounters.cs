using NetSim.Simulation.Sampling;
using NetSim.Wire.Time;

namespace NetSim.Hosting.Exporters.Perfetto;

/// <summary>What was read of a run again and again, as counters: a track for each queue that was ever in use, each busy link, each connection that sent.</summary>
internal static class TraceEventCounters
{
    public static void Write(TraceEventFile file, RunSamples samples)
    {
        foreach (DirectionSamples direction in samples.Directions)
        {
            string[] from = direction.From.Split(':', 2);
            if (direction.Queue.Values.Any(packets => packets > 0)) Write(file, samples, (from[0], $"{from[^1]} queue"), "packets", direction.Queue);
            if (direction.Dropped.Values.Any(packets => packets > 0)) Write(file, samples, (from[0], $"{from[^1]} dropped"), "packets", direction.Dropped);
            Write(file, samples, (from[0], $"{from[^1]} sent"), "bytes", direction.Sent);
        }
        foreach (FlowSamples flow in samples.Flows)
        {
            if (!flow.Sent.Values.Any(bytes => bytes > 0)) continue;
            string name = $"{flow.Flow.Local} → {flow.Flow.Remote}";
            Write(file, samples, (flow.Flow.Node, $"cwnd {name}"), "bytes", flow.CongestionWindow);
            Write(file, samples, (flow.Flow.Node, $"acknowledged {name}"), "bytes", flow.Acknowledged);
            Write(file, samples, (flow.Flow.Node, $"srtt {name}"), "nanoseconds", flow.SmoothedRtt);
        }
    }

    /// <summary>A counter stays what it was, so only what has changed is told.</summary>
    private static void Write(TraceEventFile file, RunSamples samples, (string Node, string Name) track, string unit, SampleColumn column)
    {
        for (int i = 0; i < column.Values.Count; i++)
        {
            long value = column.Values[i];
            if (i > 0 && value == column.Values[i - 1]) continue;
            file.Write('C', track.Name, samples.Times[column.First + i] - Instant.Zero, (track.Node, "counters"), json =>
            {
                json.WriteStartObject("args");
                json.WriteNumber(unit, value);
                json.WriteEndObject();
            });
        }
    }
}
