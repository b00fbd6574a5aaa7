using NetSim.Wire.Buffers;

namespace NetSim.Simulation.Links;

/// <summary>What one direction of a link has done so far.</summary>
public struct LinkCounters
{
    private DropCounters _drops;

    /// <summary>Packets that went through the transmitter, lost ones included.</summary>
    public long Packets { readonly get; internal set; }

    /// <summary>Bytes that went through the transmitter, overhead included.</summary>
    public long Bytes { readonly get; internal set; }

    public readonly DropCounters Drops => _drops;

    internal void Drop(Packet packet, DropReason reason) => _drops.Drop(packet, reason);
}
