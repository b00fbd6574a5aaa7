using System.ComponentModel;
using System.Diagnostics;

namespace NetSim.Benchmarks.Compare;

/// <summary>Another program, run with an argument list and no shell.</summary>
internal static class Tool
{
    /// <returns>What it said on standard output. What it says on standard error goes where ours goes.</returns>
    /// <exception cref="IOException">It is missing or failed.</exception>
    public static string Run(string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true };
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        try
        {
            using Process process = Process.Start(start)!;
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? output : throw new IOException($"`{program} {string.Join(' ', start.ArgumentList)}` ended with status {process.ExitCode}");
        }
        catch (Win32Exception e)
        {
            throw new FileNotFoundException($"`{program}` cannot be run: {e.Message}", program, e);
        }
    }

    public static bool IsThere(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));
}
