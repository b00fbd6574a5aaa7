namespace NetSim.Wire.Virtio;

/// <summary>VIRTIO_NET_HDR_F_….</summary>
[Flags]
public enum VirtioNetFlags : byte
{
    None = 0,

    /// <summary>The checksum field holds the pseudo-header sum; the rest is to be added.</summary>
    NeedsChecksum = 1,

    /// <summary>The checksum was verified.</summary>
    DataValid = 2,
}
