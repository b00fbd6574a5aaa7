using System.Collections.Immutable;
using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Yaml;
using NetSim.Wire.Addresses;

namespace NetSim.Simulation.Topology.Importing;

/// <summary>The formats of others that can be read.</summary>
public enum ImportFormat
{
    /// <summary>The YAML of containerlab: its nodes and links.</summary>
    Containerlab,

    /// <summary>GraphML as the Internet Topology Zoo writes it, and other GraphML as far as it goes.</summary>
    GraphMl,
}

/// <summary>Hosts for a file that knows none.</summary>
public enum ImportedHosts
{
    None,

    /// <summary>One beside each router.</summary>
    OnePerRouter,
}

/// <summary>What the user says beside the file.</summary>
public sealed record ImportOptions
{
    /// <summary>Null: by what the file holds.</summary>
    public ImportFormat? Format { get; init; }

    public ImportedHosts Hosts { get; init; }

    /// <summary>Where addresses come from, since such files have none: a /31 for each link, more for what switches join. IPv4.</summary>
    public IpPrefix Pool { get; init; } = IpPrefix.Parse("10.0.0.0/8");
}

/// <summary>What came of it.</summary>
/// <param name="Yaml">A topology file; null if there is an error.</param>
/// <param name="Notes">What the file has that did not come over, and what was made up: a sentence each.</param>
/// <param name="Diagnostics">What is wrong with the file.</param>
public sealed record ImportResult(string? Yaml, ImmutableArray<string> Notes, ImmutableArray<Diagnostic> Diagnostics);

/// <summary>Files of others as topology files.</summary>
public static class TopologyImport
{
    public static ImportResult FromFile(string path, ImportOptions options)
    {
        DiagnosticBag diagnostics = new(path);
        string? text = TopologyText.Read(path, diagnostics);
        ImportedNetwork? network = text is null ? null : Read(text, Path.GetFileNameWithoutExtension(path), options, diagnostics);
        if (network is null) return new ImportResult(null, [], diagnostics.InOrder());
        if (options.Hosts == ImportedHosts.OnePerRouter) network.AddHosts();
        if (!SegmentAddresses.TryAssign(network, options.Pool))
        {
            diagnostics.Add(1, 1, "", DiagnosticCode.PoolTooSmall, $"the pool {options.Pool} has too few addresses for {network.Links.Count} links: give a shorter prefix");
            return new ImportResult(null, [], diagnostics.InOrder());
        }
        string yaml = ImportWriter.ToYaml(network);
        return new ImportResult(yaml, network.Notes.All(), diagnostics.InOrder());
    }

    private static ImportedNetwork? Read(string text, string fileName, ImportOptions options, DiagnosticBag diagnostics)
    {
        ImportFormat format = options.Format ?? (text.AsSpan().TrimStart().StartsWith("<") ? ImportFormat.GraphMl : ImportFormat.Containerlab);
        if (format == ImportFormat.GraphMl) return GraphMlReader.Read(text, fileName, diagnostics);
        YamlNode? root = YamlReader.Read(text, diagnostics);
        return root is null ? null : ContainerlabReader.Read(root, fileName, diagnostics);
    }
}
