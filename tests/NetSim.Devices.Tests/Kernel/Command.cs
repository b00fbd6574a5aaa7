using System.Diagnostics;

namespace NetSim.Devices.Tests.Kernel;

/// <summary>Runs a program of the system, argument by argument, without a shell.</summary>
internal static class Command
{
    public static string Run(string program, params string[] arguments)
    {
        (int status, string output, string errors) = Try(program, arguments);
        return status == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: status {status}: {errors}{output}");
    }

    public static (int Status, string Output, string Errors) Try(string program, params string[] arguments)
    {
        using Process process = Start(program, arguments);
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }

    public static Process Start(string program, params string[] arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true })
        ?? throw new InvalidOperationException($"{program} did not start");
}
