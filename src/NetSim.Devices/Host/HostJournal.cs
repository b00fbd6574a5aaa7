using System.Globalization;
using System.Text.Json;

namespace NetSim.Devices.Host;

/// <summary>
/// What one run has changed on the host. Each change is on disk before it is tried, so that it can be taken back after any end of the
/// process; <see cref="JournalCleaner"/> does that for a run that was killed. The file is locked as long as the run lives, and gone
/// when there is nothing left to undo.
/// </summary>
public sealed class HostJournal : IDisposable
{
    private readonly FileStream _file;
    private readonly JournalContent _content = new();

    private HostJournal(FileStream file) => _file = file;

    public string Path => _file.Name;

    /// <param name="folder">Where to write it; null for the usual place: /run/netsim for root, else below XDG_RUNTIME_DIR or the user's
    /// state folder.</param>
    public static DeviceResult<HostJournal> Open(string? folder = null)
    {
        DeviceError? error = null;
        foreach (string candidate in folder is null ? JournalFolder.Candidates() : [folder])
        {
            DeviceError? refusal = JournalFolder.Prepare(candidate);
            if (refusal is null) return OpenIn(candidate);
            error ??= refusal;
        }
        return error ?? JournalFolder.Error("there is no folder for the journal of host changes: set XDG_STATE_HOME or HOME");
    }

    private static DeviceResult<HostJournal> OpenIn(string folder)
    {
        if (!OperatingSystem.IsLinux()) return SystemErrors.Unsupported("changes of the host");
        RunIdentity run = RunIdentity.OfThisProcess();
        for (int copy = 0; ; copy++)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"{run.Process}-{run.Started}-{copy}{JournalCleaner.Extension}");
            string path = System.IO.Path.Combine(folder, name);
            if (File.Exists(path)) continue;    // another of this process
            HostJournal? journal = null;
            try
            {
                journal = new HostJournal(new FileStream(path, new FileStreamOptions
                {
                    Mode = FileMode.CreateNew,
                    Access = FileAccess.ReadWrite,
                    Share = FileShare.None,
                    BufferSize = 0,
                    UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
                }));
                journal.Write(new JournalLine { Run = run });
                return journal;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                journal?._file.Dispose();
                return JournalFolder.Error($"cannot write the journal of host changes {path}: {e.Message}");
            }
        }
    }

    /// <summary>Takes back what is still open, last change first.</summary>
    public IReadOnlyList<HostUndoStep> Undo() => UndoAfter(0);

    /// <summary>Takes back the changes after that number.</summary>
    internal IReadOnlyList<HostUndoStep> UndoAfter(int number) => JournalUndo.Undo(_content, number, line => TryWrite(line));

    internal int LastNumber => _content.LastNumber;

    /// <summary>To be on disk before the change is tried.</summary>
    internal DeviceError? Intend(JournalIntent intent) => TryWrite(new JournalLine { Intent = intent });

    internal DeviceError? Done(int number) => TryWrite(new JournalLine { Done = number });

    internal DeviceError? Close(int number) => TryWrite(new JournalLine { Closed = number });

    private DeviceError? TryWrite(JournalLine line)
    {
        try
        {
            Write(line);
            return null;
        }
        catch (IOException e)
        {
            return JournalFolder.Error($"cannot write the journal of host changes {Path}: {e.Message}");
        }
    }

    private void Write(JournalLine line)
    {
        _file.Write(Encode(line));
        _file.Flush(flushToDisk: true);
        _content.Add(line);
    }

    internal static byte[] Encode(JournalLine line) =>
        [.. JsonSerializer.SerializeToUtf8Bytes(line, JournalFormat.Default.JournalLine), (byte)'\n'];

    /// <summary>Closes the file, and deletes it if nothing is left to undo. Undoes nothing by itself.</summary>
    public void Dispose()
    {
        if (!_file.CanWrite) return;
        if (_content.Open.Count == 0) File.Delete(Path);
        _file.Dispose();
    }
}
