using System.Numerics;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Links;

/// <summary>
/// How long packets have waited in a queue, and how many they have found there: counts in classes whose bounds are powers of two, so that a packet costs two
/// additions, and memory only up to the highest class that there was. What goes by without waiting is in neither; it is the rest of what the link has sent.
/// </summary>
internal sealed class QueueHistogram
{
    /// <summary>The first class ends at 2^10 ns, about a microsecond; the last but one at 2^34 ns, about 17 s; the last has no end.</summary>
    private const int FirstTime = 10, LastTime = 34;

    /// <summary>The first class is one packet, the last but one ends at 2^15; the last has no end.</summary>
    private const int LastFound = 15;

    private const int TimeClasses = LastTime - FirstTime + 2, FoundClasses = LastFound + 2;

    private long[] _times = [];
    private long[] _found = [];

    /// <summary>How long all have waited together.</summary>
    public Duration Waited { get; private set; }

    /// <summary>Counts by the upper bounds of their classes, in seconds; only those that are not empty.</summary>
    public IEnumerable<(double Most, long Count)> Times
    {
        get
        {
            long[] times = _times;
            for (int i = 0; i < times.Length; i++)
                if (times[i] > 0) yield return (i == TimeClasses - 1 ? double.PositiveInfinity : (1L << FirstTime + i) / 1e9, times[i]);
        }
    }

    /// <summary>Counts by the upper bounds of their classes, in packets; only those that are not empty.</summary>
    public IEnumerable<(double Most, long Count)> Found
    {
        get
        {
            long[] found = _found;
            for (int i = 0; i < found.Length; i++)
                if (found[i] > 0) yield return (i == FoundClasses - 1 ? double.PositiveInfinity : 1L << i, found[i]);
        }
    }

    public void OnWaited(Duration time)
    {
        if (time <= Duration.Zero) return;
        Waited += time;
        int index = Math.Max(0, CeilingOfLog2(time.Nanoseconds) - FirstTime);
        long[] times = _times;
        if ((uint)index < (uint)times.Length) times[index]++;
        else CountBeyond(ref _times, index, TimeClasses);
    }

    public void OnFound(int packets)
    {
        if (packets <= 0) return;
        int index = CeilingOfLog2(packets);
        long[] found = _found;
        if ((uint)index < (uint)found.Length) found[index]++;
        else CountBeyond(ref _found, index, FoundClasses);
    }

    /// <summary>In a class that there is no room for yet, or in the last.</summary>
    private static void CountBeyond(ref long[] counts, int index, int classes)
    {
        index = Math.Min(index, classes - 1);
        if (index >= counts.Length) Array.Resize(ref counts, Math.Min(classes, (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(4, index + 1))));
        counts[index]++;
    }

    private static int CeilingOfLog2(long value) => 64 - BitOperations.LeadingZeroCount((ulong)(value - 1));
}
