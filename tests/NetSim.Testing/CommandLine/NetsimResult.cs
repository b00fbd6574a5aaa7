using System.Text.Json;

namespace NetSim.Testing.CommandLine;

/// <summary>What became of a command.</summary>
public sealed record NetsimResult(int Status, string Output, string Errors)
{
    /// <summary>The summary of a run with <c>--json</c>.</summary>
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    /// <summary>The fingerprint, from either kind of summary.</summary>
    public string Fingerprint
    {
        get
        {
            int start = Output.IndexOf("fingerprint", StringComparison.Ordinal);
            return start < 0 ? "" : new string([.. Output[(start + "fingerprint".Length)..].TrimStart('"', ':', ' ').TakeWhile(char.IsAsciiHexDigit)]);
        }
    }

    public override string ToString() => $"status {Status}\n{Output}{Errors}";
}
