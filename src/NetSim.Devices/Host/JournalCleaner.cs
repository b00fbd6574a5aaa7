using System.Globalization;
using System.Text;

namespace NetSim.Devices.Host;

/// <summary>
/// Finds the journals of runs that ended without undoing what they had changed, and undoes it. What stands in no journal is never
/// touched, whatever its name; a journal whose run lives is not either.
/// </summary>
public static class JournalCleaner
{
    internal const string Extension = ".journal";

    /// <summary>Only looks.</summary>
    /// <param name="folder">Null for all the usual places.</param>
    public static IReadOnlyList<JournalRun> List(string? folder = null) => ForEach(folder, LookAt);

    /// <summary>Undoes what dead runs left. Doing it twice does nothing more.</summary>
    /// <param name="folder">Null for all the usual places.</param>
    public static IReadOnlyList<JournalRun> Clean(string? folder = null) => ForEach(folder, CleanUp);

    private static List<JournalRun> ForEach(string? folder, Func<string, FileStream, JournalContent, JournalRun> visit)
    {
        var runs = new List<JournalRun>();
        foreach (string place in folder is null ? JournalFolder.Candidates() : [folder])
        {
            if (!Directory.Exists(place)) continue;
            if (JournalFolder.Check(place) is { } distrust)
            {
                runs.Add(new JournalRun(place, 0, JournalRunState.Unreadable, []) { Note = distrust.Message });
                continue;
            }
            // By name, so that two calls report in the same order.
            foreach (string path in Directory.GetFiles(place, "*" + Extension).Order(StringComparer.Ordinal))
            {
                if (Visit(path, visit) is { } run) runs.Add(run);
            }
        }
        return runs;
    }

    private static JournalRun? Visit(string path, Func<string, FileStream, JournalContent, JournalRun> visit)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            using var reader = new StreamReader(file, Encoding.UTF8, leaveOpen: true);
            if (!JournalContent.TryRead(reader.ReadToEnd(), out JournalContent content))
            {
                return new JournalRun(path, 0, JournalRunState.Unreadable, []) { Note = "not a journal of this version: left alone" };
            }
            // The lock tells already; this is for file systems and settings without locks.
            if (content.Run is { } run && run.IsAlive())
            {
                return new JournalRun(path, run.Process, JournalRunState.Alive, JournalUndo.Preview(content));
            }
            return visit(path, file, content);
        }
        catch (FileNotFoundException)
        {
            return null;    // its run ended in order meanwhile
        }
        catch (IOException)
        {
            return new JournalRun(path, ProcessOf(path), JournalRunState.Alive, []) { Note = "locked by its run" };
        }
        catch (UnauthorizedAccessException e)
        {
            return new JournalRun(path, ProcessOf(path), JournalRunState.Unreadable, []) { Note = e.Message };
        }
    }

    private static JournalRun LookAt(string path, FileStream file, JournalContent content) =>
        new(path, content.Run?.Process ?? 0, JournalRunState.Dead, JournalUndo.Preview(content));

    private static JournalRun CleanUp(string path, FileStream file, JournalContent content)
    {
        file.SetLength(content.WholeLength);
        file.Seek(0, SeekOrigin.End);
        List<HostUndoStep> steps = JournalUndo.Undo(content, 0, line =>
        {
            content.Add(line);
            file.Write(HostJournal.Encode(line));
            file.Flush(flushToDisk: true);
        });
        if (content.Open.Count == 0) File.Delete(path);
        return new JournalRun(path, content.Run?.Process ?? 0, JournalRunState.Dead, steps);
    }

    /// <summary>The number that a journal's name starts with.</summary>
    private static int ProcessOf(string path) =>
        int.TryParse(Path.GetFileName(path).Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out int process) ? process : 0;
}

/// <summary>A journal that was found.</summary>
/// <param name="Path">The file.</param>
/// <param name="Process">Number of the process that wrote it; 0 if unknown.</param>
/// <param name="State">Whether it may be cleaned up.</param>
/// <param name="Steps">What there is to undo, or what became of it, last change first.</param>
public sealed record JournalRun(string Path, int Process, JournalRunState State, IReadOnlyList<HostUndoStep> Steps)
{
    /// <summary>A sentence if there is something to say, else empty.</summary>
    public string Note { get; init; } = "";
}

public enum JournalRunState
{
    /// <summary>Its run goes on: nothing is touched.</summary>
    Alive,

    Dead,

    /// <summary>Not understood or not trusted: nothing is touched.</summary>
    Unreadable,
}
