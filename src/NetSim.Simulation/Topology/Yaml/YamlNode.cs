namespace NetSim.Simulation.Topology.Yaml;

/// <summary>A value of a YAML document, with the place where it is written. A node that aliases name is shared, never copied.</summary>
internal abstract class YamlNode(int line, int column)
{
    public int Line { get; } = line;
    public int Column { get; } = column;

    /// <summary>Nodes below and including this one, with every alias written out.</summary>
    public int ExpandedSize { get; set; } = 1;

    /// <summary>Levels below this one, with every alias written out.</summary>
    public int Height { get; set; }

    /// <summary>Still being read: an alias to it would be a cycle.</summary>
    public bool IsOpen { get; set; }

    /// <summary>With its article, for messages.</summary>
    public abstract string Noun { get; }
}

internal enum ScalarStyle
{
    Plain,
    Quoted,
}

/// <summary>Text; what type it has is decided by the key that holds it (YAML 1.2 core schema: only null is told apart here).</summary>
internal sealed class YamlScalar(int line, int column, string text, ScalarStyle style) : YamlNode(line, column)
{
    public string Text { get; } = text;
    public ScalarStyle Style { get; } = style;

    public bool IsNull => Style == ScalarStyle.Plain && Text is ("" or "~" or "null" or "Null" or "NULL");

    public override string Noun => IsNull ? "nothing" : "a value";
}

internal sealed class YamlSequence(int line, int column) : YamlNode(line, column)
{
    public List<YamlNode> Items { get; } = [];

    public override string Noun => "a list";
}

/// <summary>A key with its place, and its value.</summary>
internal sealed record YamlEntry(string Key, int Line, int Column, YamlNode Value);

/// <summary>Keys in the order of the file, then those that came by <c>&lt;&lt;</c>.</summary>
internal sealed class YamlMapping(int line, int column) : YamlNode(line, column)
{
    public List<YamlEntry> Entries { get; } = [];

    public override string Noun => "a mapping";
}
