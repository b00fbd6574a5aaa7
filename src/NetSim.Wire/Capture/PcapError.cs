namespace NetSim.Wire.Capture;

/// <summary>Why reading a file of the older capture format ended.</summary>
public enum PcapError : byte
{
    /// <summary>At the end of the file, or not yet.</summary>
    None,

    /// <summary>The file does not start with one of the format's magic numbers.</summary>
    NotPcap,

    /// <summary>A major version other than 2.</summary>
    UnsupportedVersion,

    /// <summary>The file ends in the middle of a header or a packet.</summary>
    Truncated,

    /// <summary>A packet is longer than <see cref="PcapReader.MaxPacketLength"/>.</summary>
    PacketTooLong,
}
