namespace NetSim.Wire.Capture;

/// <summary>Cuts a capture into several files, each of which can be read by itself.</summary>
/// <param name="MaxLength">Bytes that a file may have; one with a single packet may have more.</param>
/// <param name="Next">Opens the next file, when the one before is full; the writer closes both.</param>
public sealed record CaptureRotation(long MaxLength, Func<Stream> Next);
