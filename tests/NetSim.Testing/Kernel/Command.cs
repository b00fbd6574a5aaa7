using System.Diagnostics;
using Xunit;

namespace NetSim.Testing.Kernel;

/// <summary>Runs a program of the system, argument by argument, without a shell.</summary>
public static class Command
{
    /// <summary>No program of a test takes as long; it only keeps one that hangs from hanging the test run as well.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static string Run(string program, params string[] arguments)
    {
        (int status, string output, string errors) = Try(program, arguments);
        return status == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: status {status}: {errors}{output}");
    }

    public static (int Status, string Output, string Errors) Try(string program, params string[] arguments)
    {
        using Process process = Start(program, arguments);
        process.StandardInput.Close();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} did not end: {output.Result}{errors.Result}");
        }
        return (process.ExitCode, output.Result, errors.Result);
    }

    public static Process Start(string program, params string[] arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true })
        ?? throw new InvalidOperationException($"{program} did not start");

    /// <summary>
    /// Skips a test where a program that it needs is missing. As root on Linux nothing may be skipped unseen: there it fails, and
    /// .ci/run knows what to install.
    /// </summary>
    public static void Require(params string[] programs)
    {
        string[] missing = [.. programs.Where(program => !Exists(program))];
        if (missing.Length == 0) return;
        string reason = $"needs {string.Join(", ", missing)}: .ci/run installs all that the tests need";
        if (TestNamespace.Reason is null) throw new InvalidOperationException(reason);
        Skip.If(true, reason);
    }

    /// <summary>Whether a program is there to be run.</summary>
    public static bool Exists(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Append("/usr/sbin").Append("/sbin").Any(folder => File.Exists(Path.Combine(folder, program)));
}
