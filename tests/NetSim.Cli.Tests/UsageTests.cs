namespace NetSim.Cli.Tests;

/// <summary>Wrong command lines: status 2, one sentence that says what to change, no stack trace.</summary>
public sealed class UsageTests
{
    private static readonly string Hello = SourceTree.Topology("hello");

    public static TheoryData<string[], string> Wrong => new()
    {
        { [], "a command is missing" },
        { ["frobnicate"], "there is no command 'frobnicate'" },
        { ["chekc"], "did you mean 'check'?" },
        { ["run"], "`netsim run` needs FILE" },
        { ["check"], "`netsim check` needs FILE" },
        { ["run", "--bogus", Hello], "`netsim run` has no option '--bogus'" },
        { ["run", Hello, "--bogus"], "`netsim run` has no option '--bogus'" },
        { ["run", Hello, "--sead", "3"], "did you mean '--seed'?" },
        { ["check", "--bogus"], "`netsim check` has no option '--bogus'" },
        { ["--bogus"], "netsim has no option '--bogus'" },
        { ["run", Hello, Hello], "does not know what to do with" },
        { ["clean", "x"], "does not know what to do with 'x'" },
        { ["run", Hello, "--seed", "x"], "--seed: 'x' is not a whole number from 0 on" },
        { ["run", Hello, "--seed", "-1"], "--seed: '-1' is not a whole number from 0 on" },
        { ["run", Hello, "--time", "fast"], "--time: 'fast' is not virtual or real" },
        { ["run", Hello, "--stop", "3"], "--stop: '3' has no unit" },
        { ["run", Hello, "--stop", "-1s"], "--stop: '-1s' is negative" },
        { ["run", Hello, "--stop", "soon"], "--stop: " },
        { ["run", Hello, "--stop"], "'--stop'" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_command_line_is_answered_with_a_sentence_and_status_2(string[] arguments, string sentence)
    {
        NetsimResult result = Netsim.Run(arguments);
        Assert.Equal(2, result.Status);
        Assert.Contains(sentence, result.Errors);
        Assert.Empty(result.Output);
        // The sentence, and where to read on.
        Assert.Equal(2, result.Errors.TrimEnd('\n').Split('\n').Length);
        AssertNoTrace(result);
    }

    [Theory]
    [InlineData("no-such-file.yaml", "no-such-file.yaml:1:1: error NS0001: there is no such file")]
    [InlineData("/", "/:1:1: error NS0001: this is a folder, not a file")]
    [InlineData("", ":1:1: error NS0001: ")]
    [InlineData("/dev/null", "/dev/null:1:1: error NS0004: the file is empty")]
    public void A_file_that_is_none_is_an_error_of_the_file(string file, string sentence)
    {
        foreach (string command in (string[])["run", "check", "plan", "show"])
        {
            NetsimResult result = Netsim.Run(command, file);
            Assert.Equal(2, result.Status);
            Assert.Contains(sentence, result.Errors);
            Assert.Contains("1 error", result.Errors);
            AssertNoTrace(result);
        }
    }

    [Fact]
    public void Several_files_are_checked_to_the_end_whatever_is_wrong_with_one()
    {
        using var folder = new TestFolder();
        string bad = folder.Write("bad.yaml", "name: bad\nnodes: { a: { kind: hots } }\nlinkz: []\n");
        NetsimResult result = Netsim.Run("check", Hello, "nowhere.yaml", bad, SourceTree.Topology("switch-lan"));
        Assert.Equal(2, result.Status);
        Assert.Equal($"{Hello}: ok\n{SourceTree.Topology("switch-lan")}: ok\n", result.Output);
        Assert.Contains("nowhere.yaml:1:1: error NS0001", result.Errors);
        Assert.Contains($"{bad}:2:", result.Errors);
        Assert.Contains($"{bad}:3:1: error", result.Errors);
        Assert.EndsWith("3 errors\n", result.Errors);
    }

    [Fact]
    public void Good_files_are_said_to_be_good()
    {
        NetsimResult result = Netsim.Run("check", Hello);
        Assert.Equal((0, $"{Hello}: ok\n", ""), (result.Status, result.Output, result.Errors));
    }

    [Fact]
    public void A_normalised_file_runs_as_the_file_itself()
    {
        using var folder = new TestFolder();
        string shown = folder.Write("shown.yaml", Netsim.Run("show", Hello).Output);
        Assert.Equal(Netsim.Run("run", Hello).Fingerprint, Netsim.Run("run", shown).Fingerprint);
    }

    [Fact]
    public void A_file_without_devices_touches_nothing_and_needs_no_privilege()
    {
        NetsimResult result = Netsim.Run("plan", Hello);
        Assert.Equal(0, result.Status);
        Assert.All(result.Output.TrimEnd('\n').Split('\n'), line => Assert.StartsWith("#", line));
    }

    internal static void AssertNoTrace(NetsimResult result)
    {
        Assert.DoesNotContain(" at NetSim.", result.Output + result.Errors);
        Assert.DoesNotContain("System.", result.Output + result.Errors);
        Assert.DoesNotContain("should not have happened", result.Errors);
    }
}
