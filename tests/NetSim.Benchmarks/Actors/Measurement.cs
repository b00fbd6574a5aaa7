using System.Diagnostics;

namespace NetSim.Benchmarks.Actors;

internal readonly record struct Measurement(long Operations, double Seconds, long Bytes, string Note)
{
    public static Measurement Of(long operations, Action work, string note = "")
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        long before = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        work();
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return new Measurement(operations, seconds, GC.GetAllocatedBytesForCurrentThread() - before, note);
    }

    public override string ToString() =>
        $"{Operations / Seconds / 1e6,8:F2} M/s  {Seconds * 1e9 / Operations,7:F1} ns  {(double)Bytes / Operations,8:F2} B/op  {Note}";
}
