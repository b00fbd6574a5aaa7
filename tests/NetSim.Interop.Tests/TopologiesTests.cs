namespace NetSim.Interop.Tests;

/// <summary>The files under topologies/ with a real device: planned, run, and gone without a trace.</summary>
public sealed class TopologiesTests
{
    /// <summary>Those with routers that may not be installed have a test of their own.</summary>
    public static TheoryData<string> WithNamespaces => [.. SourceTree.TopologyNames.Where(name =>
        SourceTree.HasNamespaces(name) && !System.IO.File.ReadAllText(SourceTree.Topology(name)).Contains("real-routers/", StringComparison.Ordinal))];

    [SkippableTheory]
    [MemberData(nameof(WithNamespaces))]
    public void A_topology_with_real_programs_holds_what_it_expects_and_leaves_nothing_behind(string name)
    {
        using var machine = new Machine();
        string before = machine.Snapshot(), file = SourceTree.Topology(name);
        NetsimResult plan = machine.Run("plan", file);
        Assert.Equal(0, plan.Status);
        Assert.Equal(before, machine.Snapshot());
        NetsimResult run = machine.Run("run", file, "--allow-exec");
        Assert.True(run.Status == 0, run.ToString());
        Assert.Contains("held", run.Output);
        Assert.Equal(before, machine.Snapshot());
        Assert.StartsWith("nothing to clean", machine.Run("clean").Output);
    }

    public static TheoryData<string> Real => [.. SourceTree.TopologyNames.Where(SourceTree.HasDevice)];

    [SkippableTheory]
    [MemberData(nameof(Real))]
    public void A_topology_is_planned_and_runs_and_leaves_nothing_behind(string name)
    {
        using var machine = new Machine();
        string before = machine.Snapshot(), file = SourceTree.Topology(name);
        NetsimResult plan = machine.Run("plan", file);
        Assert.Equal(0, plan.Status);
        Assert.Empty(plan.Errors);
        Assert.Equal(before, machine.Snapshot());
        NetsimResult run = machine.Run("run", file, "--configure-host", "--stop", "1s");
        Assert.True(run.Status == 0, run.ToString());
        Assert.Contains(" is up\n", run.Errors);
        Assert.Equal(before, machine.Snapshot());
        // What was planned is what was done.
        foreach (string command in plan.Output.Split('\n').Where(line => line.Length > 0 && line[0] != '#')) Assert.Contains($"netsim: {command}\n", run.Errors);
    }
}
