using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;

namespace NetSim.Cli.Commands;

/// <summary><c>files=4,size=10MB</c>.</summary>
internal static class CaptureRingText
{
    private const string Files = "files=", Size = "size=";

    public static bool TryParse(string text, [NotNullWhen(true)] out CaptureRingPlan? ring, [NotNullWhen(false)] out string? problem)
    {
        (ring, problem) = (null, $"'{text}' is not of the form files=4,size=10MB");
        string[] parts = text.Split(',');
        if (parts is not [var files, var size] || !files.StartsWith(Files, StringComparison.Ordinal) || !size.StartsWith(Size, StringComparison.Ordinal)) return false;
        if (!int.TryParse(files.AsSpan(Files.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int count) || count is < 2 or > CaptureRingPlan.MostFiles)
        {
            problem = $"'{files[Files.Length..]}' is not a number of files from 2 to {CaptureRingPlan.MostFiles}";
            return false;
        }
        if (!ByteSize.TryParse(size[Size.Length..], out ByteSize each, out problem)) return false;
        if (each.Bytes < CaptureRingPlan.LeastSize.Bytes)
        {
            problem = $"{each} is too little for a file: {CaptureRingPlan.LeastSize} is the least";
            return false;
        }
        (ring, problem) = (new CaptureRingPlan(count, each), null);
        return true;
    }
}
