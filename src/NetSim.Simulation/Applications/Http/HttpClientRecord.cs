namespace NetSim.Simulation.Applications.Http;

/// <summary>What an HTTP client has fetched.</summary>
public sealed class HttpClientRecord(string node, string url) : ApplicationRecord(node, "http-client")
{
    public string Url { get; } = url;

    public long Sent { get; set; }

    /// <summary>Answers received whole, whatever their status.</summary>
    public long Received { get; set; }

    /// <summary>Status of the last answer; 0 if there was none.</summary>
    public int LastStatus { get; set; }

    /// <summary>Body bytes of all answers.</summary>
    public long Bytes { get; set; }

    /// <summary>The last body, as far as the plan says that it be kept.</summary>
    public ReadOnlyMemory<byte> Body { get; set; }

    /// <summary>From SYN to the last byte of the answer.</summary>
    public RoundTripTimes FetchTime { get; } = new();
}
