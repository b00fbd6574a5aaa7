using NetSim.Wire.Buffers;

namespace NetSim.Wire.Capture;

/// <summary>An interface of a capture file.</summary>
public sealed record CaptureInterface
{
    public required LinkType LinkType { get; init; }

    /// <summary>if_name; empty if none.</summary>
    public string Name { get; init; } = "";

    /// <summary>if_description; empty if none.</summary>
    public string Description { get; init; } = "";

    /// <summary>Most bytes kept of a packet; 0: all.</summary>
    public int SnapLength { get; init; }
}
