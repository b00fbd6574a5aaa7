using System.Xml.Linq;

namespace NetSim.Architecture.Tests;

/// <summary>The table of src/ARCHITECTURE.md: who may know whom. All arrows point down.</summary>
public class ReferenceTests
{
    public static TheoryData<string, string[]> Allowed => new()
    {
        { "NetSim.Wire", [] },
        { "NetSim.Actors", [] },
        { "NetSim.Actors.TestKit", ["NetSim.Actors"] },
        { "NetSim.Actors.Hosting", ["NetSim.Actors"] },
        { "NetSim.Stack", ["NetSim.Wire"] },
        { "NetSim.Devices", ["NetSim.Wire"] },
        { "NetSim.Packetdrill", ["NetSim.Stack", "NetSim.Wire"] },
        { "NetSim.Simulation", ["NetSim.Actors", "NetSim.Devices", "NetSim.Stack", "NetSim.Wire"] },
        { "NetSim.Hosting", ["NetSim.Simulation"] },
        { "NetSim.Control", ["NetSim.Simulation"] },
        { "NetSim.Ui", ["NetSim.Control", "NetSim.Simulation"] },
        { "NetSim.Cli", ["NetSim.Actors", "NetSim.Control", "NetSim.Devices", "NetSim.Hosting", "NetSim.Simulation", "NetSim.Ui", "NetSim.Wire"] },
    };

    [Theory]
    [MemberData(nameof(Allowed))]
    public void A_project_knows_only_the_projects_below_it(string project, string[] allowed)
    {
        string file = Path.Combine(SourceTree.Source, project, project + ".csproj");
        if (!File.Exists(file)) Assert.Fail($"{project} is in the table but not in the tree");

        Assert.Empty(SourceTree.ReferencesOf(file).Except(allowed));
    }

    [Fact]
    public void Every_project_is_in_the_table()
    {
        IEnumerable<string> listed = Allowed.Select(row => (string)row[0]);
        Assert.Equal(
            SourceTree.Projects("src").Select(p => Path.GetFileNameWithoutExtension(p)!).Order(StringComparer.Ordinal),
            listed.Order(StringComparer.Ordinal));
    }

    /// <summary>
    /// Devices speak to the kernel; NetSim.Packetdrill is called by a C program, with pointers. Everybody else has spans.
    /// </summary>
    [Fact]
    public void Only_devices_and_packetdrill_may_use_unsafe_code()
    {
        string[] unsafeProjects = [.. SourceTree.Projects("src")
            .Where(project => XDocument.Load(project).Descendants("AllowUnsafeBlocks").Any(e => e.Value == "true"))
            .Select(project => Path.GetFileNameWithoutExtension(project)!)];
        Assert.Equal(["NetSim.Devices", "NetSim.Packetdrill"], unsafeProjects);

        // There the pointers stay in one folder.
        string[] offenders = [.. SourceTree.CSharpFiles("src/NetSim.Packetdrill")
            .Where(file => File.ReadAllText(file).Contains("unsafe", StringComparison.Ordinal))
            .Select(SourceTree.Relative)
            .Where(file => !file.Contains("/Native/", StringComparison.Ordinal))];
        Assert.Empty(offenders);
    }

    [Fact]
    public void Only_the_edges_use_packages()
    {
        string[] pure = ["NetSim.Wire", "NetSim.Stack", "NetSim.Devices"];
        foreach (string project in pure)
        {
            string file = Path.Combine(SourceTree.Source, project, project + ".csproj");
            Assert.Empty(XDocument.Load(file).Descendants("PackageReference"));
        }
    }

    /// <summary>Inside the stack, folders are layers; the compiler cannot hold that rule, so a scan does.</summary>
    [Theory]
    [InlineData("Interfaces", "NetSim.Stack.Network")]
    [InlineData("Interfaces", "NetSim.Stack.Sockets")]
    [InlineData("Network", "NetSim.Stack.Sockets")]
    public void A_layer_of_the_stack_does_not_name_the_layers_above(string layer, string above)
    {
        string[] offenders = [.. SourceTree.CSharpFiles($"src/NetSim.Stack/{layer}")
            .Where(file => File.ReadAllText(file).Contains(above, StringComparison.Ordinal))
            .Select(SourceTree.Relative)];
        Assert.Empty(offenders);
    }
}
