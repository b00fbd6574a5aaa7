namespace NetSim.Cli.Output.Sequences;

/// <summary>How packets in a row are printed.</summary>
internal enum SequenceFormat
{
    /// <summary>A ladder for terminals.</summary>
    Text,

    /// <summary>A sequenceDiagram in the language of Mermaid.</summary>
    Mermaid,
}
