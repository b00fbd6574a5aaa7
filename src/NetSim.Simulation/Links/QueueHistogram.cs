using System.Numerics;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Links;

/// <summary>
/// How long packets have waited in a queue, and how many they have found there: counts in classes whose bounds are powers of two, so that a packet costs two
/// additions. What goes by without waiting is in neither; it is the rest of what the link has sent.
/// </summary>
internal sealed class QueueHistogram
{
    /// <summary>The first class ends at 2^10 ns, about a microsecond; the last but one at 2^34 ns, about 17 s; the last has no end.</summary>
    private const int FirstTime = 10, LastTime = 34;

    /// <summary>The first class is one packet, the last but one ends at 2^15; the last has no end.</summary>
    private const int LastFound = 15;

    private readonly long[] _times = new long[LastTime - FirstTime + 2];
    private readonly long[] _found = new long[LastFound + 2];

    /// <summary>How long all have waited together.</summary>
    public Duration Waited { get; private set; }

    /// <summary>Counts by the upper bounds of their classes, in seconds; only those that are not empty.</summary>
    public IEnumerable<(double Most, long Count)> Times
    {
        get
        {
            for (int i = 0; i < _times.Length; i++)
                if (_times[i] > 0) yield return (i == _times.Length - 1 ? double.PositiveInfinity : (1L << FirstTime + i) / 1e9, _times[i]);
        }
    }

    /// <summary>Counts by the upper bounds of their classes, in packets; only those that are not empty.</summary>
    public IEnumerable<(double Most, long Count)> Found
    {
        get
        {
            for (int i = 0; i < _found.Length; i++)
                if (_found[i] > 0) yield return (i == _found.Length - 1 ? double.PositiveInfinity : 1L << i, _found[i]);
        }
    }

    public void OnWaited(Duration time)
    {
        if (time <= Duration.Zero) return;
        Waited += time;
        _times[Math.Clamp(CeilingOfLog2(time.Nanoseconds) - FirstTime, 0, _times.Length - 1)]++;
    }

    public void OnFound(int packets)
    {
        if (packets > 0) _found[Math.Min(CeilingOfLog2(packets), _found.Length - 1)]++;
    }

    private static int CeilingOfLog2(long value) => 64 - BitOperations.LeadingZeroCount((ulong)(value - 1));
}
