using System.Diagnostics;
using System.Globalization;
using System.Text;
using NetSim.Testing.Kernel;

namespace NetSim.Testing.CommandLine;

/// <summary>A command that runs: what it has said so far, and the signals that end it. Killed at the latest when disposed of.</summary>
public sealed class RunningNetsim : IDisposable
{
    /// <summary>Only against hangs.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();

    internal RunningNetsim(string program, string[] arguments)
    {
        // A background job of a shell ignores SIGINT, and so would all that it starts.
        _process = Command.Start("env", ["--default-signal=INT,TERM", program, .. arguments]);
        _process.OutputDataReceived += (_, line) => Append(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Append(_errors, line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        _process.StandardInput.Close();
    }

    public int Id => _process.Id;

    public bool HasEnded => _process.HasExited;

    public string Errors
    {
        get
        {
            lock (_errors) return _errors.ToString();
        }
    }

    /// <summary>Waits until standard error has the text so many times.</summary>
    public void WaitForError(string text, int times = 1) => Patience.Until($"'{text}' on standard error, {times} times; there was: {Errors}", () =>
    {
        if (_process.HasExited) throw new InvalidOperationException($"netsim has ended: {Result()}");
        return Errors.Split(text).Length - 1 >= times;
    });

    /// <summary>Ctrl-C.</summary>
    public NetsimResult Interrupt() => Signal("INT");

    /// <summary>Sends a signal and waits for the end.</summary>
    public NetsimResult Signal(string name)
    {
        Send(name);
        return WaitForEnd();
    }

    /// <summary>Sends a signal that does not end it.</summary>
    public void Send(string signal) => Command.Run("kill", "-" + signal, Id.ToString(CultureInfo.InvariantCulture));

    public NetsimResult WaitForEnd()
    {
        if (!_process.WaitForExit(Limit)) throw new TimeoutException($"netsim does not end: {Errors}");
        _process.WaitForExit();     // and for what it has said last
        return Result();
    }

    /// <summary>Waits until it uses no processor time from one look to the next.</summary>
    public void WaitForRest()
    {
        TimeSpan before = TimeSpan.MinValue;
        Patience.Until("the process to come to rest", () =>
        {
            _process.Refresh();
            TimeSpan then = before;
            before = _process.TotalProcessorTime;
            return before == then;
        });
    }

    /// <summary>Bytes of memory in use now.</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }
        _process.Dispose();
    }

    private NetsimResult Result()
    {
        lock (_output) return new NetsimResult(_process.ExitCode, _output.ToString(), Errors);
    }

    private static void Append(StringBuilder text, string? line)
    {
        if (line is null) return;
        lock (text) text.Append(line).Append('\n');
    }
}
