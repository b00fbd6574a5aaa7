namespace NetSim.Ui.Tests;

/// <summary>A machine without Node.js or npm builds the program all the same, and that says what is missing.</summary>
public sealed class BuildTests
{
    [Fact]
    public void Without_Node_the_build_says_so_and_goes_on()
    {
        using var folder = new TestFolder();
        string page = folder.Path("page") + "/";
        (int status, string output, string errors) = Command.Try("dotnet", "msbuild", SourceTree.File("src/NetSim.Ui/NetSim.Ui.csproj"), "-t:MakePage", "-nologo", "-v:minimal", "-nodeReuse:false",
            "-p:NodeProgram=no-such-node", $"-p:PageFolder={page}", $"-p:PageStamp={folder.Path("stamp")}");
        Assert.True(status == 0, output + errors);
        Assert.Contains("netsim run --ui will not work: it was built without Node.js", output);
        Assert.Equal("it was built without Node.js, which makes the page of the map\n", File.ReadAllText(page + "missing.txt"));
        Assert.False(File.Exists(folder.Path("stamp")), "the next build is to try again");
    }

    [Fact]
    public void A_program_without_the_page_knows_it() =>
        Assert.Equal("it was built without the page of the map", new MapPage(typeof(BuildTests).Assembly).Missing);

    [SkippableFact]
    public void Without_npm_the_page_is_not_made_and_the_reason_is_kept()
    {
        (int found, string node, _) = Command.Try("sh", "-c", "command -v node");
        Skip.If(found != 0, "there is no node here");
        using var folder = new TestFolder();
        (int status, _, string errors) = Command.Try("env", "PATH=/nowhere", node.Trim(), SourceTree.File("src/NetSim.Ui/web/build.mjs"), folder.Path("page"));
        Assert.Equal(3, status);
        Assert.Contains("it was built without npm", errors);
        Assert.StartsWith("it was built without npm", File.ReadAllText(Path.Combine(folder.Path("page"), "missing.txt")));
    }

    [Fact]
    public void What_is_fetched_is_fixed_and_comes_from_wherever_npm_is_set_to_fetch_from()
    {
        string locked = File.ReadAllText(SourceTree.File("src/NetSim.Ui/web/package-lock.json"));
        Assert.DoesNotContain("\"resolved\"", locked);
        Assert.Contains("\"integrity\"", locked);
    }
}
