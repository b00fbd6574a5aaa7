using NetSim.Wire.Buffers;

namespace NetSim.Simulation.Recording;

/// <summary>What a run depends on besides what enters it: the first line of a record.</summary>
public sealed record RecordHeader
{
    /// <summary>The network's name.</summary>
    public required string Name { get; init; }

    /// <summary>A hash of the whole plan: another network would answer otherwise than what was recorded.</summary>
    public required string Topology { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>Of all dice of stacks.</summary>
    public required UInt128 Key { get; init; }

    /// <summary>Instant zero, in nanoseconds since 1970.</summary>
    public required long Epoch { get; init; }

    public required IReadOnlyList<RecordedDeviceHeader> Devices { get; init; }
}

/// <summary>A device, as it was when the run was recorded.</summary>
/// <param name="Name">Of the system.</param>
/// <param name="LinkType">What its packets start with.</param>
/// <param name="MaxSuperSegment">The largest TCP payload that it took in one piece; 0 if it took single segments only.</param>
public sealed record RecordedDeviceHeader(string Name, LinkType LinkType, int MaxSuperSegment);

/// <summary>How the recorded run ended: the last line of a record; missing if the run was killed.</summary>
/// <param name="At">When, in nanoseconds since the start.</param>
/// <param name="Fingerprint">Of the recorded run.</param>
public readonly record struct RecordEnd(long At, ulong Fingerprint);
