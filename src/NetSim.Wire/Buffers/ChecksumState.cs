namespace NetSim.Wire.Buffers;

/// <summary>What is known of a packet's transport checksum, as a network card would say it.</summary>
public enum ChecksumState : byte
{
    /// <summary>All checksum fields are filled in and nobody has looked: the packet came from outside, and the receiver verifies it.</summary>
    Complete,

    /// <summary>
    /// The transport checksum field holds only the folded pseudo-header sum; the rest is filled in when the packet leaves for a
    /// real device (or the device does it), a capture or a corrupting link. The bytes never left memory, so a receiver trusts them.
    /// </summary>
    Partial,

    /// <summary>All checksum fields are filled in and known to be right.</summary>
    Verified,
}
