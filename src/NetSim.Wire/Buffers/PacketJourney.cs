namespace NetSim.Wire.Buffers;

/// <summary>
/// Follows one packet on its way (<see cref="Packet.Journey"/>). Whoever traces makes it; here it is only told what becomes of the packet.
/// </summary>
public abstract class PacketJourney
{
    /// <summary>A copy of the packet (or a piece of it) goes its own way from here on.</summary>
    /// <returns>What follows the copy; may be this.</returns>
    public abstract PacketJourney Fork();

    /// <summary>The packet ended its way before its destination; <see cref="OnReturned"/> may follow.</summary>
    public abstract void OnDropped(DropReason reason);

    /// <summary>The packet has gone back to its pool, for whatever reason.</summary>
    public abstract void OnReturned();
}
