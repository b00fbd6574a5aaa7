namespace NetSim.Wire.Virtio;

/// <summary>Why a packet and its <see cref="VirtioNetHeader"/> do not go together.</summary>
public enum VirtioRefusal : byte
{
    None,

    /// <summary>The checksum field would lie outside of the packet.</summary>
    ChecksumOutOfRange,

    /// <summary>The packet says that its checksum is partial, but has no checksum field that we know: its sender's mistake.</summary>
    NoChecksumField,

    /// <summary>A segmentation type that was never agreed on.</summary>
    UnknownGsoType,

    /// <summary>Segmentation without a segment size.</summary>
    NoGsoSize,

    /// <summary>The packet is not of the protocol that the segmentation type names, or not whole.</summary>
    GsoProtocolMismatch,

    /// <summary>The checksum field of a packet to be cut stands elsewhere than the header says.</summary>
    GsoChecksumMismatch,

    /// <summary>A super-segment whose checksum is wrong cannot be handed over: the pieces' checksums would be right.</summary>
    WrongChecksum,
}
