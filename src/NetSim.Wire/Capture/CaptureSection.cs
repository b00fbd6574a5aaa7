namespace NetSim.Wire.Capture;

/// <summary>What a capture file says of its origin. Empty parts are left out, so that the same run gives the same file everywhere.</summary>
public sealed record CaptureSection
{
    public string Hardware { get; init; } = "";

    public string OperatingSystem { get; init; } = "";

    /// <summary>The program that wrote the file.</summary>
    public string Application { get; init; } = "";

    public string Comment { get; init; } = "";
}
