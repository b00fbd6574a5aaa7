using System.Diagnostics;
using System.Text.Json;

namespace NetSim.Cli.Bench.Actors;

/// <summary>One run: wall time, processor time of the whole process (steadier on a busy machine), and what this thread allocated.</summary>
internal readonly record struct ActorMeasurement(long Operations, double Seconds, double CpuSeconds, long Bytes, string Note)
{
    public static ActorMeasurement Of(long operations, Action work, string note = "")
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        work();
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        double cpuSeconds = (Environment.CpuUsage.TotalTime - cpu).TotalSeconds;
        return new ActorMeasurement(operations, seconds, cpuSeconds, GC.GetAllocatedBytesForCurrentThread() - bytes, note);
    }

    public void WriteJson(Utf8JsonWriter json, string name)
    {
        json.WriteStartObject();
        json.WriteString("workload", name);
        json.WriteNumber("operations", Operations);
        json.WriteNumber("wall_s", Math.Round(Seconds, 6));
        json.WriteNumber("cpu_s", Math.Round(CpuSeconds, 6));
        json.WriteNumber("allocated_bytes", Bytes);
        json.WriteEndObject();
    }

    public override string ToString() =>
        $"{Operations / Seconds / 1e6,7:F2} M/s wall  {Operations / CpuSeconds / 1e6,7:F2} M/s cpu  {CpuSeconds * 1e9 / Operations,7:F1} ns cpu  {(double)Bytes / Operations,7:F2} B/op  {Note}";
}
