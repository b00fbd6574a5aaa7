using System.Diagnostics;
using System.Globalization;

namespace NetSim.Cli.Bench;

/// <summary>Another program, run with an argument list and no shell.</summary>
internal static class Tool
{
    /// <exception cref="IOException">It is missing or failed; the message has its own words.</exception>
    public static string Run(string program, params string[] arguments)
    {
        using Process process = Start(program, arguments);
        string output = process.StandardOutput.ReadToEnd();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new IOException($"`{program} {string.Join(' ', arguments)}` failed: {error.Trim()}");
        return output;
    }

    public static Process Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new IOException($"`{program}` cannot be run: {e.Message}");
        }
    }

    /// <summary>This program again, in a network namespace.</summary>
    public static Process StartSelfIn(string space, params string[] arguments)
    {
        // Run by `dotnet netsim.dll` it is that file, else a program by itself.
        string program = Environment.GetCommandLineArgs()[0], host = Environment.ProcessPath!;
        string[] self = Path.GetFileNameWithoutExtension(host) == "dotnet" ? [host, program] : [host];
        return Start("ip", ["netns", "exec", space, .. self, .. arguments]);
    }

    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);
}
