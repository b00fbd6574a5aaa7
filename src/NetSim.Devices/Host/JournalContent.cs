using System.Text.Json;

namespace NetSim.Devices.Host;

/// <summary>What a journal says: who wrote it, and which changes are still to be undone.</summary>
internal sealed class JournalContent
{
    private readonly List<JournalIntent> _open = [];

    public RunIdentity? Run { get; private set; }

    /// <summary>In the order in which they were made.</summary>
    public IReadOnlyList<JournalIntent> Open => _open;

    public int LastNumber { get; private set; }

    /// <summary>How many bytes of the text are whole lines.</summary>
    public int WholeLength { get; private init; }

    /// <summary>
    /// Reads what is there. The last line may be torn: it was being written when the process was killed, and what it was to announce
    /// was not begun.
    /// </summary>
    /// <returns>False if it is no journal of this version.</returns>
    public static bool TryRead(string text, out JournalContent content)
    {
        // JSON is written in ASCII, so characters are bytes.
        content = new JournalContent { WholeLength = text.LastIndexOf('\n') + 1 };
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length - 1; i++)
        {
            if (!TryParse(lines[i], out JournalLine? line) || (i == 0 && line.Run is null)) return false;
            content.Add(line);
        }
        return true;
    }

    public void Add(JournalLine line)
    {
        Run ??= line.Run;
        if (line.Intent is { } intent)
        {
            _open.Add(intent);
            LastNumber = intent.Number;
        }
        if (line.Closed is { } number) _open.RemoveAll(open => open.Number == number);
    }

    private static bool TryParse(string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out JournalLine? line)
    {
        line = null;
        try
        {
            line = JsonSerializer.Deserialize(text, JournalFormat.Default.JournalLine);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            // Somebody else's file, or a later version's.
        }
        return line is { Intent: null or { Step: not null, Space: not null } };
    }
}
