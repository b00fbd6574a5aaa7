using NetSim.Simulation.Topology;
using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Simulation.Tests.Topology;

/// <summary>A topology from elsewhere reads and writes beside itself, and nowhere else.</summary>
public sealed class PathTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("netsim-paths").FullName;
    private readonly string _folder;

    public PathTests()
    {
        _folder = Directory.CreateDirectory(Path.Combine(_root, "lab")).FullName;
        Directory.CreateDirectory(Path.Combine(_root, "lab-of-another"));
        Directory.CreateDirectory(Path.Combine(_folder, "www"));
        Directory.CreateSymbolicLink(Path.Combine(_folder, "inside"), "www");
        Directory.CreateSymbolicLink(Path.Combine(_folder, "outside"), _root);
        Directory.CreateSymbolicLink(Path.Combine(_folder, "circle"), "circle");
        File.CreateSymbolicLink(Path.Combine(_folder, "out.pcapng"), "../stolen.pcapng");
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private TopologyLoad Load(string folder, string file, OutsidePaths outside = OutsidePaths.Refused)
    {
        string path = Path.Combine(_folder, "lab.yaml");
        File.WriteAllText(path, $$"""
            name: lab
            nodes: { a: { kind: host, interfaces: { eth0: { address: 10.0.0.1/32 } }, apps: [ http: { folder: "{{folder}}" } ] } }
            capture: [ { interface: "a:eth0", file: "{{file}}" } ]
            """);
        return TopologyLoader.LoadFile(path, new PlanOptions { OutsidePaths = outside });
    }

    [Theory]
    [InlineData("www", "www")]
    [InlineData("./www/../www", "www")]
    [InlineData("inside", "www")]
    [InlineData(".", "")]
    public void A_folder_beside_the_file_is_found(string folder, string resolved)
    {
        TopologyLoad load = Load(folder, "a.pcapng");
        Assert.Empty(load.Diagnostics);
        PathPlan found = Assert.IsType<HttpPlan>(load.Plan!.Applications[0]).Folder!;
        Assert.Equal(folder, found.Text);
        Assert.EndsWith(Path.TrimEndingDirectorySeparator(Path.Combine("lab", resolved)), Path.TrimEndingDirectorySeparator(found.FullPath));
        Assert.EndsWith(Path.Combine("lab", "a.pcapng"), load.Plan.Captures[0].File.FullPath);
    }

    [Theory]
    [InlineData("..")]
    [InlineData("/")]
    [InlineData("/etc")]
    [InlineData("../lab-of-another")]
    [InlineData("outside")]
    [InlineData("outside/lab-of-another")]
    [InlineData("www/../../lab-of-another")]
    public void A_folder_elsewhere_needs_leave(string folder)
    {
        Assert.Equal(DiagnosticCode.PathOutside, Assert.Single(Load(folder, "a.pcapng").Diagnostics).Code);
        Assert.Empty(Load(folder, "a.pcapng", OutsidePaths.Allowed).Diagnostics);
    }

    [Theory]
    [InlineData("../a.pcapng", DiagnosticCode.PathOutside)]
    [InlineData("/tmp/a.pcapng", DiagnosticCode.PathOutside)]
    [InlineData("out.pcapng", DiagnosticCode.PathOutside)]
    [InlineData("outside/a.pcapng", DiagnosticCode.PathOutside)]
    [InlineData("/dev/stdin", DiagnosticCode.PathOutside)]
    [InlineData("www", DiagnosticCode.PathUnusable)]
    [InlineData("missing/a.pcapng", DiagnosticCode.PathUnusable)]
    [InlineData("circle/a.pcapng", DiagnosticCode.PathUnusable)]
    public void A_capture_elsewhere_is_refused(string file, DiagnosticCode code) =>
        Assert.Equal(code, Assert.Single(Load("www", file).Diagnostics).Code);

    [Fact]
    public void Reading_a_file_makes_nothing()
    {
        Load("www", "a.pcapng");
        Assert.False(File.Exists(Path.Combine(_folder, "a.pcapng")));
    }
}
