using System.Globalization;

namespace NetSim.Simulation.Topology.Diagnostics;

/// <summary>One thing to say about a file: <c>lab.yaml:7:23: error NS0123: nodes.web…: '10.1.0.2/33' is not a prefix: …</c>.</summary>
public sealed record Diagnostic
{
    public required DiagnosticCode Code { get; init; }

    /// <summary>The file as the user named it.</summary>
    public required string File { get; init; }

    /// <summary>Counted from 1.</summary>
    public required int Line { get; init; }

    /// <summary>Counted from 1, in UTF-16 units.</summary>
    public required int Column { get; init; }

    /// <summary>The keys that lead to the place, <c>nodes.web.interfaces.eth0</c>; empty for the file as a whole.</summary>
    public required string Path { get; init; }

    public required string Message { get; init; }

    public Severity Severity => DiagnosticRule.Of(Code).Severity;

    public override string ToString()
    {
        string severity = Severity == Severity.Error ? "error" : "warning";
        string path = Path.Length == 0 ? "" : Path + ": ";
        return string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}:{Column}: {severity} NS{(int)Code:D4}: {path}{Message}");
    }
}
