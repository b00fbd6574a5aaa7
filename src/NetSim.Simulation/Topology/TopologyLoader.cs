using System.Collections.Immutable;
using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Planning;
using NetSim.Simulation.Topology.Yaml;

namespace NetSim.Simulation.Topology;

/// <summary>What came of a file: a plan, or errors; warnings in either case.</summary>
/// <param name="Plan">Null if there is any error.</param>
/// <param name="Diagnostics">In the order of the file.</param>
public sealed record TopologyLoad(TopologyPlan? Plan, ImmutableArray<Diagnostic> Diagnostics)
{
    public int Errors => Diagnostics.Count(diagnostic => diagnostic.Severity == Severity.Error);

    public int Warnings => Diagnostics.Length - Errors;

    /// <summary><c>3 errors, 1 warning</c>.</summary>
    public string Summary => $"{Errors} {(Errors == 1 ? "error" : "errors")}, {Warnings} {(Warnings == 1 ? "warning" : "warnings")}";
}

/// <summary>A network from a file: text, nodes, document, plan.</summary>
public static class TopologyLoader
{
    /// <param name="path">As the user gives it; messages repeat it so.</param>
    /// <param name="options">What the user says beside the file.</param>
    public static TopologyLoad LoadFile(string path, PlanOptions? options = null)
    {
        DiagnosticBag diagnostics = new(path);
        string? text = TopologyText.Read(path, diagnostics);
        options ??= PlanOptions.Default;
        if (text is not null && options.BaseFolder is null) options = options with { BaseFolder = Path.GetDirectoryName(Path.GetFullPath(path)) };
        return text is null ? new TopologyLoad(null, diagnostics.InOrder()) : Load(text, options, diagnostics);
    }

    /// <param name="text">The YAML.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="options">What the user says beside it.</param>
    public static TopologyLoad LoadText(string text, string name, PlanOptions? options = null) =>
        Load(text, options ?? PlanOptions.Default, new DiagnosticBag(name));

    private static TopologyLoad Load(string text, PlanOptions options, DiagnosticBag diagnostics)
    {
        YamlNode? root = YamlReader.Read(text, diagnostics);
        TopologyDocument? document = root is null ? null : TopologyDocument.Bind(root, diagnostics);
        TopologyPlan? plan = document is null ? null : TopologyPlanner.Plan(document, options, diagnostics);
        return new TopologyLoad(diagnostics.HasErrors ? null : plan, diagnostics.InOrder());
    }
}
