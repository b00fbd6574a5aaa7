using System.Buffers;
using System.Text.Json;
using NetSim.Wire.Time;

namespace NetSim.Hosting.Exporters.Perfetto;

/// <summary>
/// A file in Chrome's Trace Event Format, as JSON, which ui.perfetto.dev and chrome://tracing open: nodes are its processes, interfaces and connections
/// their threads, and its microseconds are simulated ones. The same run in virtual time writes the same bytes.
/// </summary>
internal sealed class TraceEventFile : IDisposable
{
    /// <summary>Without a buffer of its own: what cannot be written is to be seen at once.</summary>
    private readonly FileStream _file;
    private readonly ArrayBufferWriter<byte> _waiting = new();
    private readonly Dictionary<string, Process> _processes = [];
    private bool _isFirst = true;
    private bool _isOver;

    /// <exception cref="IOException">The file cannot be made.</exception>
    public TraceEventFile(string path)
    {
        Path = path;
        _file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        _waiting.Write("{\"displayTimeUnit\":\"ns\",\"traceEvents\":[\n"u8);
    }

    private const int BytesAtOnce = 1 << 16;

    private sealed class Process
    {
        public required int Number { get; init; }

        public Dictionary<string, int> Threads { get; } = [];
    }

    public string Path { get; }

    /// <summary>Why the file ends before the run does; null if it does not.</summary>
    public string? Problem { get; private set; }

    /// <summary>One event.</summary>
    /// <param name="kind">The letter of its phase: X, i, C, b, e.</param>
    /// <param name="name">What happens.</param>
    /// <param name="at">When.</param>
    /// <param name="place">The node, and which of its threads.</param>
    /// <param name="write">The rest of the event.</param>
    public void Write(char kind, string name, Duration at, (string Node, string Thread) place, Action<Utf8JsonWriter>? write = null)
    {
        (int process, int thread) = NumbersOf(place);
        WriteEvent(kind, name, json =>
        {
            json.WriteNumber("ts", Microseconds(at));
            json.WriteNumber("pid", process);
            json.WriteNumber("tid", thread);
            write?.Invoke(json);
        });
    }

    /// <summary>To the nanosecond, in decimals.</summary>
    public static decimal Microseconds(Duration time) => time.Nanoseconds / 1000m;

    /// <summary>Completes the file.</summary>
    public void Finish()
    {
        if (_isOver) return;
        _waiting.Write("\n]}\n"u8);
        Flush();
        _isOver = true;
    }

    public void Dispose()
    {
        Finish();
        _file.Dispose();
    }

    private (int Process, int Thread) NumbersOf((string Node, string Thread) place)
    {
        if (!_processes.TryGetValue(place.Node, out Process? process))
        {
            process = new Process { Number = _processes.Count + 1 };
            _processes.Add(place.Node, process);
            WriteName("process_name", process.Number, 0, place.Node);
        }
        if (!process.Threads.TryGetValue(place.Thread, out int thread))
        {
            thread = process.Threads.Count + 1;
            process.Threads.Add(place.Thread, thread);
            WriteName("thread_name", process.Number, thread, place.Thread);
        }
        return (process.Number, thread);
    }

    private void WriteName(string kind, int process, int thread, string name) => WriteEvent('M', kind, json =>
    {
        json.WriteNumber("pid", process);
        json.WriteNumber("tid", thread);
        json.WriteStartObject("args");
        json.WriteString("name", name);
        json.WriteEndObject();
    });

    private void WriteEvent(char kind, string name, Action<Utf8JsonWriter> write)
    {
        if (Problem is not null || _isOver) return;
        if (!_isFirst) _waiting.Write(",\n"u8);
        _isFirst = false;
        using (var json = new Utf8JsonWriter(_waiting))
        {
            json.WriteStartObject();
            json.WriteString("ph", [kind]);
            json.WriteString("name", name);
            write(json);
            json.WriteEndObject();
        }
        if (_waiting.WrittenCount >= BytesAtOnce) Flush();
    }

    private void Flush()
    {
        if (Problem is not null) return;
        try
        {
            _file.Write(_waiting.WrittenSpan);
            _waiting.ResetWrittenCount();
        }
        catch (IOException error)
        {
            Problem = error.Message;
        }
    }
}
