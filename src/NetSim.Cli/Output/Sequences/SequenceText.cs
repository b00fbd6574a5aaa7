using NetSim.Simulation.Telemetry.Sequences;

namespace NetSim.Cli.Output.Sequences;

/// <summary>
/// A ladder: a line for each packet, an arrow from who sent it to whom it is for, the time at which it was sent before it and that at which it arrived
/// behind it. What was dropped ends in a cross and says where and why.
/// </summary>
internal static class SequenceText
{
    private const int TimeWidth = 12;

    /// <summary>Between two participants if there are no more, so that the words fit on the arrow; and else.</summary>
    private const int WideGap = 64;
    private const int NarrowGap = 28;

    public static void Write(TextWriter output, PacketSequence sequence)
    {
        output.WriteLine();
        if (sequence.Rows.Count == 0)
        {
            output.WriteLine(SequenceWords.Nothing(sequence));
            return;
        }
        int gap = sequence.Participants.Count <= 2 ? WideGap : Math.Max(NarrowGap, sequence.Participants.Max(name => name.Length) + 2);
        output.WriteLine(SequenceWords.Title(sequence));
        output.WriteLine(Heads(sequence, gap));
        foreach (SequenceRow row in sequence.Rows) output.WriteLine(Line(row, sequence.Participants.Count, gap));
        if (SequenceWords.More(sequence) is { } more) output.WriteLine($"{"",TimeWidth}  {more}");
    }

    /// <summary>The names above their lines, the first and the last within the ladder's width.</summary>
    private static string Heads(PacketSequence sequence, int gap)
    {
        int width = (sequence.Participants.Count - 1) * gap + 1;
        char[] line = new string(' ', Math.Max(width, sequence.Participants[0].Length)).ToCharArray();
        for (int i = 0; i < sequence.Participants.Count; i++)
        {
            string name = sequence.Participants[i];
            int at = i == 0 ? 0 : i == sequence.Participants.Count - 1 ? width - name.Length : i * gap - name.Length / 2;
            for (int j = 0; j < name.Length && at + j < line.Length; j++)
                if (at + j >= 0) line[at + j] = name[j];
        }
        return $"{"sent (s)",TimeWidth}  {new string(line)}  arrived (s)".TrimEnd();
    }

    private static string Line(SequenceRow row, int participants, int gap)
    {
        char[] ladder = new string(' ', (participants - 1) * gap + 1).ToCharArray();
        for (int i = 0; i < participants; i++) ladder[i * gap] = '│';
        bool isLost = row is { Arrived: null, Dropped: not null };
        string beside = DrawArrow(ladder, row, gap, isLost);
        string end = row.Arrived is { } arrived ? $"{SequenceWords.Time(arrived),TimeWidth}" : isLost ? "" : "   under way";
        string dropped = row.Dropped is not { } drop ? "" : isLost ? $"  dropped: {drop}" : $"  (a copy dropped: {drop})";
        return $"{SequenceWords.Time(row.Sent),TimeWidth}  {new string(ladder)}{end}{dropped}{beside}";
    }

    /// <returns>What does not fit on the arrow.</returns>
    private static string DrawArrow(char[] ladder, SequenceRow row, int gap, bool isLost)
    {
        if (row.From == row.To) return $"  to itself: {row.Text}";
        int left = Math.Min(row.From, row.To) * gap + 1, right = Math.Max(row.From, row.To) * gap - 1;
        bool goesRight = row.To > row.From;
        for (int at = left; at <= right; at++)
            if (ladder[at] == ' ') ladder[at] = '─';
        char head = isLost ? '✗' : goesRight ? '▶' : '◀';
        ladder[goesRight ? right : left] = head;
        string label = $" {row.Text} ";
        int room = right - left - 3;
        if (label.Length > room) return $"  {row.Text}";
        int start = left + 2 + (room - label.Length) / 2;
        for (int i = 0; i < label.Length; i++) ladder[start + i] = label[i];
        return "";
    }
}
