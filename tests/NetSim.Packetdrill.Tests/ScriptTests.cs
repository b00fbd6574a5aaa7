using System.Diagnostics;

namespace NetSim.Packetdrill.Tests;

/// <summary>
/// The scripts of this project, run by a real packetdrill: the one that the environment variable PACKETDRILL names, else the one on the
/// PATH. A script's flags stand in a line <c>// flags: …</c> at its top.
/// </summary>
public sealed class ScriptTests
{
    private const string FlagsMark = "// flags: ";

    private static string Here => AppContext.BaseDirectory;

    private static string Shim => Path.Combine(Here, "libnetsim_packetdrill.so");

    public static TheoryData<string> Scripts =>
        [.. Directory.EnumerateFiles(Path.Combine(Here, "scripts"), "*.pkt").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    [SkippableTheory]
    [MemberData(nameof(Scripts))]
    public void A_script_passes(string name)
    {
        string? tool = FindTool();
        Skip.If(tool is null, "No packetdrill: set PACKETDRILL to its path, or put it on the PATH.");
        Skip.IfNot(File.Exists(Shim), "libnetsim_packetdrill.so was not built: there was no C compiler.");
        string script = Path.Combine(Here, "scripts", name + ".pkt");
        string flags = File.ReadLines(script).FirstOrDefault(line => line.StartsWith(FlagsMark, StringComparison.Ordinal))?[FlagsMark.Length..] ?? "";

        var start = new ProcessStartInfo(tool!) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (string argument in (string[])[$"--so_filename={Shim}", $"--so_flags={flags}", "--tolerance_usecs=2000", script])
            start.ArgumentList.Add(argument);
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors + output.Result);
    }

    [Fact]
    public void There_are_scripts() => Assert.True(Scripts.Cast<object[]>().Count() >= 30);

    private static string? FindTool()
    {
        if (Environment.GetEnvironmentVariable("PACKETDRILL") is { Length: > 0 } named) return named;
        string path = Environment.GetEnvironmentVariable("PATH") ?? "";
        return path.Split(':', StringSplitOptions.RemoveEmptyEntries).Select(folder => Path.Combine(folder, "packetdrill")).FirstOrDefault(File.Exists);
    }
}
