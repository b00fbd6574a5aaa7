using System.Text.RegularExpressions;

namespace NetSim.Cli.Tests;

/// <summary>
/// A whole folder of wrong files, each wrong in its own way: one call of <c>netsim check</c> says of every one what is wrong, at which line and
/// column, on which path in the file, and what was meant. What is to be said stands beside each file.
/// </summary>
public sealed class CheckTests
{
    [SkippableFact]
    public void Everything_wrong_in_a_folder_of_wrong_files_is_said_in_one_call()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "needs env(1)");
        string folder = SourceTree.File("tests/NetSim.Simulation.Tests/Topology/Bad");
        string[] files = [.. Directory.GetFiles(folder, "*.yaml").Select(Path.GetFileName).Order(StringComparer.Ordinal)!];
        Assert.True(files.Length >= 40);
        string[] expected = [.. files.SelectMany(file => File.ReadAllLines(Path.Combine(folder, Path.ChangeExtension(file, ".expected"))))];
        string[] hasErrors = [.. files.Where(file => expected.Any(line => line.StartsWith(file + ":", StringComparison.Ordinal) && line.Contains(": error ", StringComparison.Ordinal)))];

        NetsimResult result = Netsim.RunBy("env", ["-C", folder, "dotnet", Netsim.Program, "check", .. files]);

        Assert.Equal(2, result.Status);
        int errors = expected.Count(line => line.Contains(": error ", StringComparison.Ordinal));
        Assert.Equal([.. expected, $"{errors} errors"], result.Errors.TrimEnd('\n').Split('\n'));
        // What is only suspicious does not make a file wrong.
        Assert.Equal(files.Except(hasErrors).Select(file => $"{file}: ok"), result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("kind: hots", "2:", "nodes.a.kind", "host")]
    [InlineData("kind: host, interfaces: { eth0: { adress: 10.0.0.1/24 } }", "2:", "nodes.a.interfaces.eth0", "did you mean 'address'?")]
    [InlineData("kind: host, interfaces: { eth0: { address: 10.0.0.1/33 } }", "2:", "nodes.a.interfaces.eth0.address", "0–32")]
    public void A_mistake_is_answered_with_place_path_and_suggestion(string node, string place, string path, string suggestion)
    {
        using var folder = new TestFolder();
        string file = folder.Write("bad.yaml", $"name: bad\nnodes: {{ a: {{ {node} }} }}\n");
        NetsimResult result = Netsim.Run("check", file);
        Assert.Equal(2, result.Status);
        string error = result.Errors.Split('\n').First(line => line.Contains(": error ", StringComparison.Ordinal));
        Assert.Matches($@"^{Regex.Escape(file)}:{place}\d+: error NS\d{{4}}: ", error);
        Assert.Contains(path, error);
        Assert.Contains(suggestion, error);
        UsageTests.AssertNoTrace(result);
    }
}
