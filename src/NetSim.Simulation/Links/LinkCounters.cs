using NetSim.Wire.Buffers;

namespace NetSim.Simulation.Links;

/// <summary>What one direction of a link has done so far.</summary>
public sealed class LinkCounters
{
    /// <summary>Packets that went through the transmitter, lost ones included.</summary>
    public long Packets { get; internal set; }

    /// <summary>Bytes that went through the transmitter, overhead included.</summary>
    public long Bytes { get; internal set; }

    public DropCounters Drops { get; } = new();
}
