using System.Text;
using NetSim.Wire.Time;

namespace NetSim.Wire.Capture;

/// <summary>One packet of a capture file; its bytes are valid until the next is read.</summary>
public readonly ref struct CaptureRecord
{
    /// <summary>Index into <see cref="PcapngReader.Interfaces"/>.</summary>
    public int InterfaceNumber { get; init; }

    /// <summary>Since 1970, which is instant 0 in a file written without epoch; 0 if the file does not say.</summary>
    public Instant Time { get; init; }

    /// <summary>What was captured.</summary>
    public ReadOnlySpan<byte> Bytes { get; init; }

    /// <summary>Of the packet on the wire; larger than the captured bytes if the capture was cut.</summary>
    public long OriginalLength { get; init; }

    public CaptureDirection Direction { get; init; }

    /// <summary>UTF-8, unless the file lies.</summary>
    public ReadOnlySpan<byte> CommentBytes { get; init; }

    /// <summary>The first opt_comment; empty if none.</summary>
    public string Comment => Encoding.UTF8.GetString(CommentBytes);
}
