using System.Diagnostics;
using NetSim.Simulation.Topology.Quantities;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Capturing;

/// <summary>What a capture says of a frame that its bytes do not: <c>dropped: loss; queued 1.2 ms; trace 5e…</c>. Nothing if there is nothing to say.</summary>
internal static class FrameComment
{
    private static readonly string[] Drops = [.. Enumerable.Range(0, DropReasons.Count).Select(reason => $"dropped: {DropReasons.Name((DropReason)reason)}")];

    /// <param name="drop">Why it went no further; null if it did.</param>
    /// <param name="queued">How long it waited for the transmitter.</param>
    /// <param name="trace">The trace that tells of the packet; default: none does.</param>
    public static string Of(DropReason? drop, Duration queued, ActivityTraceId trace)
    {
        string text = drop is { } reason ? Drops[(int)reason] : "";
        if (queued > Duration.Zero) text = Join(text, $"queued {DurationText.Format(queued)}");
        return trace == default ? text : Join(text, $"trace {trace.ToHexString()}");
    }

    private static string Join(string before, string part) => before.Length == 0 ? part : $"{before}; {part}";
}
