using System.Buffers.Binary;
using System.Diagnostics;
using NetSim.Simulation.Determinism;

namespace NetSim.Simulation.Telemetry.Traces;

/// <summary>The id of one trace and of the spans in it: hashes of what they are about, so that two runs give the same.</summary>
internal readonly record struct TraceIdentity : IComparable<TraceIdentity>
{
    private readonly ulong _high;
    private readonly ulong _low;

    private TraceIdentity(ulong high, ulong low) => (_high, _low) = (high, low);

    /// <param name="seed">Of the run.</param>
    /// <param name="subject">A hash of what the trace is about.</param>
    /// <param name="number">Counts traces of the same subject: two numbers never give the same id.</param>
    public static TraceIdentity Of(ulong seed, ulong subject, ulong number)
    {
        ulong high = StableHash.Mix(StableHash.Mix(seed) ^ subject);
        ulong low = StableHash.Mix(high ^ StableHash.Mix(number + 1));
        return new TraceIdentity(high, low);
    }

    public ActivityTraceId TraceId
    {
        get
        {
            Span<byte> bytes = stackalloc byte[16];
            BinaryPrimitives.WriteUInt64BigEndian(bytes, _high);
            BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], NeverZero(_low));
            return ActivityTraceId.CreateFromBytes(bytes);
        }
    }

    public int CompareTo(TraceIdentity other)
    {
        int order = _high.CompareTo(other._high);
        return order != 0 ? order : _low.CompareTo(other._low);
    }

    /// <param name="number">Counts the spans of the trace.</param>
    public ActivitySpanId SpanId(int number)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, NeverZero(StableHash.Mix(_low + (ulong)number * 0x9E37_79B9_7F4A_7C15)));
        return ActivitySpanId.CreateFromBytes(bytes);
    }

    /// <summary>An id of zeros means that there is none.</summary>
    private static ulong NeverZero(ulong value) => value == 0 ? 1 : value;
}
