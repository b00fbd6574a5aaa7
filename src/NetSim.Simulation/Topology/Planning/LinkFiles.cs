using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Simulation.Topology.Planning;

/// <summary>Files that links name. Each is read once, so that links with the same one share what it says.</summary>
internal sealed class LinkFiles(PlanDraft draft, PathPlanner paths)
{
    private const int MostBytes = 64 << 20;

    /// <summary>As tc has it.</summary>
    private const int MostTableValues = 16 * 1024;

    private readonly Dictionary<string, DistributionTable> _tables = [];
    private readonly Dictionary<string, DeliveryTracePlan> _traces = [];

    /// <summary>A table in iproute2's format: whole numbers of 16 bits; lines that begin with <c>#</c> are comments.</summary>
    public DistributionTable? Table(Located<string> path)
    {
        if (paths.Input(path) is not { } file) return null;
        if (_tables.TryGetValue(file.Text, out DistributionTable? known)) return known;
        if (Read(path, file) is not { } lines) return null;
        ImmutableArray<short>.Builder values = ImmutableArray.CreateBuilder<short>();
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i].StartsWith('#')) continue;
            foreach (string word in lines[i].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            {
                if (!short.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out short value))
                {
                    Refuse(path, i, $"{Quoted.Text(word)} is not a whole number from -32768 to 32767");
                    return null;
                }
                values.Add(value);
            }
        }
        if (values.Count is 0 or > MostTableValues)
        {
            Refuse(path, lines.Length - 1, string.Create(CultureInfo.InvariantCulture, $"a table has 1 to {MostTableValues} numbers, and this one has {values.Count}"));
            return null;
        }
        var table = new DistributionTable(file, values.ToImmutable());
        _tables.Add(file.Text, table);
        return table;
    }

    /// <summary>A trace in mahimahi's format.</summary>
    public DeliveryTracePlan? Trace(Located<string> path)
    {
        if (paths.Input(path) is not { } file) return null;
        if (_traces.TryGetValue(file.Text, out DeliveryTracePlan? known)) return known;
        if (Read(path, file) is not { } lines) return null;
        ImmutableArray<int>.Builder times = ImmutableArray.CreateBuilder<int>(lines.Length);
        for (int i = 0; i < lines.Length; i++)
        {
            if (!int.TryParse(lines[i].TrimEnd(), NumberStyles.None, CultureInfo.InvariantCulture, out int time))
            {
                Refuse(path, i, $"{Quoted.Text(lines[i])} is not a time in whole milliseconds");
                return null;
            }
            if (times.Count > 0 && time < times[^1])
            {
                Refuse(path, i, $"{time} ms is before the {times[^1]} ms of the line above it");
                return null;
            }
            times.Add(time);
        }
        if (times.Count == 0 || times[^1] == 0)
        {
            Refuse(path, Math.Max(0, lines.Length - 1), "the last time is when the trace begins anew: it must be 1 ms at the least");
            return null;
        }
        var trace = new DeliveryTracePlan(file, times.ToImmutable());
        _traces.Add(file.Text, trace);
        return trace;
    }

    /// <returns>Its lines; null, and the reason is said.</returns>
    private string[]? Read(Located<string> path, PathPlan file)
    {
        try
        {
            using FileStream stream = new(file.FullPath, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (stream.Length <= MostBytes)
            {
                using var reader = new StreamReader(stream, Encoding.UTF8);
                string text = reader.ReadToEnd();
                return text.Length == 0 ? [] : (text.EndsWith('\n') ? text[..^1] : text).Split('\n');
            }
            draft.Diagnostics.Add(path.Place, DiagnosticCode.PathUnusable, $"{Quoted.Text(path.Value)} is larger than 64 MiB");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            draft.Diagnostics.Add(path.Place, DiagnosticCode.PathUnusable, $"{Quoted.Text(path.Value)} cannot be read: {exception.Message}");
        }
        return null;
    }

    private void Refuse(Located<string> path, int line, string objection) => draft.Diagnostics.Add(path.Place, DiagnosticCode.FileMalformed,
        string.Create(CultureInfo.InvariantCulture, $"{Quoted.Text(path.Value)}, line {line + 1}: {objection}"));
}
