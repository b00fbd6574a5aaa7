using System.Diagnostics.CodeAnalysis;
using NetSim.Simulation.Running;

namespace NetSim.Hosting.Outputs;

/// <summary>Where telemetry goes.</summary>
public enum TelemetryOutputKind
{
    /// <summary>To the terminal, for people.</summary>
    Console,

    /// <summary>To a collector, by OTLP.</summary>
    Otlp,

    /// <summary>To a file, as OTLP in JSON, one object a line.</summary>
    File,

    /// <summary>To a file in Chrome's Trace Event Format, which ui.perfetto.dev opens.</summary>
    Perfetto,
}

/// <summary>One of the places that telemetry goes to, as the command line names it: <c>console</c>, <c>otlp[=URL]</c>, <c>file=PATH</c>, <c>perfetto=PATH</c>.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Target">The collector's address (null = as the environment says) or the file's path.</param>
public sealed record TelemetryOutput(TelemetryOutputKind Kind, string? Target = null)
{
    /// <summary>Whether it also shows what a run was like over time, which its options must then ask for (<see cref="RunOptions.Samples"/>).</summary>
    public bool ShowsSamples => Kind == TelemetryOutputKind.Perfetto;

    /// <param name="text">What the user wrote.</param>
    /// <param name="output">What it means.</param>
    /// <param name="problem">What is wrong with it, as the end of a sentence.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out TelemetryOutput? output, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        (output, problem) = (null, null);
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        string kind = equals < 0 ? text : text[..equals];
        string? target = equals < 0 ? null : text[(equals + 1)..];
        switch (kind)
        {
            case "console" when target is null:
                output = new TelemetryOutput(TelemetryOutputKind.Console);
                return true;
            case "otlp" when target is null || IsCollector(target):
                output = new TelemetryOutput(TelemetryOutputKind.Otlp, target);
                return true;
            case "otlp":
                problem = $"'{target}' is not the address of a collector: http://HOST:4318 (HTTP) or http://HOST:4317 (gRPC)";
                return false;
            case "file" when !string.IsNullOrEmpty(target):
                output = new TelemetryOutput(TelemetryOutputKind.File, target);
                return true;
            case "perfetto" when !string.IsNullOrEmpty(target):
                output = new TelemetryOutput(TelemetryOutputKind.Perfetto, target);
                return true;
            case "file" or "perfetto":
                problem = $"a file needs its path: {kind}=PATH";
                return false;
            default:
                problem = $"'{text}' is none of console, otlp, otlp=URL, file=PATH, perfetto=PATH";
                return false;
        }
    }

    private static bool IsCollector(string target) =>
        Uri.TryCreate(target, UriKind.Absolute, out Uri? uri) && (uri.Scheme is "http" or "https") && uri.Host.Length > 0;
}
