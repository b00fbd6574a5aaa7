namespace NetSim.Wire.Capture;

/// <summary>Why reading a capture file ended.</summary>
public enum PcapngError : byte
{
    /// <summary>At the end of the file, or not yet.</summary>
    None,

    /// <summary>The file does not start with a section header.</summary>
    NotPcapng,

    /// <summary>A major version other than 1.</summary>
    UnsupportedVersion,

    /// <summary>The file ends in the middle of a block.</summary>
    Truncated,

    /// <summary>A block length that cannot be, or that differs from its repetition at the block's end.</summary>
    BadBlockLength,

    /// <summary>A block to be read is longer than <see cref="PcapngReader.MaxBlockLength"/>.</summary>
    BlockTooLong,

    /// <summary>An option reaches beyond its block.</summary>
    BadOption,

    /// <summary>A packet reaches beyond its block.</summary>
    BadPacketLength,

    /// <summary>A packet of an interface that was not described.</summary>
    UnknownInterface,

    /// <summary>More interfaces than <see cref="PcapngReader.MaxInterfaces"/>.</summary>
    TooManyInterfaces,
}
