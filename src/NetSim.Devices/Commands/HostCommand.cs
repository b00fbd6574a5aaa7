using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using NetSim.Devices.Namespaces;
using NetSim.Devices.Native;

namespace NetSim.Devices.Commands;

/// <summary>
/// A program of this machine that runs in a network namespace, in a session of its own so that a signal reaches all that it starts. Its
/// output is kept up to a bound. May be asked from any one thread at a time.
/// </summary>
public sealed class HostCommand : IDisposable
{
    /// <summary>Makes the session and becomes the command, so that both have one number.</summary>
    private const string SessionMaker = "setsid";

    private const int TerminateSignal = 15;

    /// <summary>A program that has ended may have left others that hold its output open: they are not waited for longer.</summary>
    private static readonly TimeSpan OutputGrace = TimeSpan.FromSeconds(2);

    private readonly Process _process;
    private readonly CommandOutput _output, _errors;
    private long _exitSeen;

    private HostCommand(Process process)
    {
        _process = process;
        Id = process.Id;
        _output = new CommandOutput(process.StandardOutput.BaseStream);
        _errors = new CommandOutput(process.StandardError.BaseStream);
    }

    /// <summary>Number of the process, and of its group and session.</summary>
    public int Id { get; }

    /// <summary>It has ended, and its output is complete.</summary>
    public bool HasEnded
    {
        get
        {
            if (!_process.HasExited) return false;
            if (_exitSeen == 0) _exitSeen = Stopwatch.GetTimestamp();
            return (_output.IsAtEnd && _errors.IsAtEnd) || Stopwatch.GetElapsedTime(_exitSeen) > OutputGrace;
        }
    }

    /// <summary>As a shell tells it: 128 and the signal if one has ended it; null while it runs.</summary>
    public int? ExitStatus => _process.HasExited ? _process.ExitCode : null;

    public CommandOutput Output => _output;

    public CommandOutput Errors => _errors;

    /// <param name="words">The program and its arguments: no shell reads them.</param>
    /// <param name="folder">Where it runs.</param>
    /// <param name="space">The namespace that it runs in.</param>
    public static DeviceResult<HostCommand> Start(IReadOnlyList<string> words, string folder, NetworkNamespace space)
    {
        ArgumentNullException.ThrowIfNull(words);
        ArgumentNullException.ThrowIfNull(space);
        // A child is in the namespace of the thread that starts it.
        return NetworkNamespace.Run(space, () => StartHere(words, folder));
    }

    private static DeviceResult<HostCommand> StartHere(IReadOnlyList<string> words, string folder)
    {
        var start = new ProcessStartInfo(SessionMaker, words)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            var process = Process.Start(start)!;
            process.StandardInput.Close();
            return new HostCommand(process);
        }
        catch (Win32Exception e)
        {
            return new DeviceError(DeviceErrorKind.System, $"cannot start `{words[0]}` by {SessionMaker}(1) of util-linux: {e.Message}", e.NativeErrorCode);
        }
    }

    /// <summary>Whether anybody in its namespace listens on a TCP port.</summary>
    public bool IsListenedTo(ushort port) => !_process.HasExited && (HasListener("tcp", port) || HasListener("tcp6", port));

    /// <summary>Asks it and all that it has started to end.</summary>
    public void Terminate()
    {
        if (!_process.HasExited) _ = LibC.Kill(-Id, TerminateSignal);
    }

    /// <summary>Waits, but not for long, for a command that was ended: for its exit status and the last of its output.</summary>
    public void AwaitEnd()
    {
        if (_process.WaitForExit(OutputGrace)) _output.AwaitEnd(OutputGrace);
        _errors.AwaitEnd(OutputGrace);
    }

    /// <summary>Lines of /proc/net/tcp: number, local address and port, remote ones, state (0A: listening), in hexadecimal.</summary>
    private bool HasListener(string table, ushort port)
    {
        const string Listening = "0A";
        string ending = string.Create(CultureInfo.InvariantCulture, $":{port:X4}");
        try
        {
            foreach (string line in File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{Id}/net/{table}")))
            {
                string[] fields = line.Split(' ', 5, StringSplitOptions.RemoveEmptyEntries);
                if (fields.Length > 3 && fields[3] == Listening && fields[1].EndsWith(ending, StringComparison.Ordinal)) return true;
            }
        }
        catch (IOException)
        {
            // It has ended meanwhile.
        }
        return false;
    }

    public void Dispose() => _process.Dispose();
}
