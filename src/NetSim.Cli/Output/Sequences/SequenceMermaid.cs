using System.Globalization;
using NetSim.Simulation.Telemetry.Sequences;

namespace NetSim.Cli.Output.Sequences;

/// <summary>The same as a sequenceDiagram of Mermaid: a cross ends the arrow of what was dropped.</summary>
internal static class SequenceMermaid
{
    public static void Write(TextWriter output, PacketSequence sequence)
    {
        output.Write("sequenceDiagram\n");
        for (int i = 0; i < sequence.Participants.Count; i++)
            output.Write(string.Create(CultureInfo.InvariantCulture, $"    participant p{i} as {Text(sequence.Participants[i])}\n"));
        foreach (SequenceRow row in sequence.Rows) Write(output, row);
        string? note = sequence.Rows.Count == 0 ? SequenceWords.Nothing(sequence) : SequenceWords.More(sequence);
        if (sequence.Participants.Count == 0) output.Write($"    participant p0 as {Text(note!)}\n");
        else if (note is not null) output.Write(string.Create(CultureInfo.InvariantCulture, $"    Note over p0,p{sequence.Participants.Count - 1}: {Text(note)}\n"));
    }

    private static void Write(TextWriter output, SequenceRow row)
    {
        bool isLost = row is { Arrived: null, Dropped: not null };
        string what = $"{SequenceWords.Time(row.Sent)} s: {row.Text}";
        if (row.Arrived is { } arrived) what += $", arrived {SequenceWords.Time(arrived)} s";
        if (row.Dropped is { } drop) what += isLost ? $", dropped: {drop}" : $", a copy dropped: {drop}";
        output.Write(string.Create(CultureInfo.InvariantCulture, $"    p{row.From}{(isLost ? "-x" : "->>")}p{row.To}: {Text(what)}\n"));
    }

    /// <summary>These two begin something else in Mermaid.</summary>
    private static string Text(string text) => string.Concat(text.Select(letter => letter switch
    {
        '#' => "#35;",
        ';' => "#59;",
        _ => letter.ToString(),
    }));
}
