namespace NetSim.Cli.Commands;

/// <summary>What <c>netsim graph</c> writes.</summary>
internal enum GraphFormat
{
    /// <summary>Laid out and drawn by Graphviz.</summary>
    Svg,
    Dot,
    Mermaid,
}
