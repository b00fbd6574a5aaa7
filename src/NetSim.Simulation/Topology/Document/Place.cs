using System.Text;
using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Yaml;

namespace NetSim.Simulation.Topology.Document;

/// <summary>Where a value stands: its line and column, those of its key, and the keys that lead to it. All counted from 1.</summary>
internal sealed class Place
{
    private readonly Place? _parent;
    private readonly string? _key;
    private readonly int _index;

    private Place(Place? parent, string? key, int index) => (_parent, _key, _index) = (parent, key, index);

    public int Line { get; private init; }
    public int Column { get; private init; }
    public int KeyLine { get; private init; }
    public int KeyColumn { get; private init; }

    /// <summary>The top of a file.</summary>
    public static Place Top(int line, int column) =>
        new(null, null, -1) { Line = line, Column = column, KeyLine = line, KeyColumn = column };

    /// <summary>The value of a key of the mapping at this place.</summary>
    public Place Key(string key, (int Line, int Column) keyMark, (int Line, int Column) valueMark) =>
        new(this, key, -1) { Line = valueMark.Line, Column = valueMark.Column, KeyLine = keyMark.Line, KeyColumn = keyMark.Column };

    /// <summary>An item of the list at this place.</summary>
    public Place Item(int index, int line, int column) =>
        new(this, null, index) { Line = line, Column = column, KeyLine = line, KeyColumn = column };

    /// <summary>A part of the text at this place; the path stays.</summary>
    public Place Part(int offset) =>
        new(_parent, _key, _index) { Line = Line, Column = Column + offset, KeyLine = KeyLine, KeyColumn = KeyColumn };

    /// <summary>Where the text of a scalar begins: after the quote, if there is one.</summary>
    public Place InText(YamlNode node) => node is YamlScalar { Style: ScalarStyle.Quoted } ? Part(1) : this;

    /// <summary><c>nodes.web.interfaces.eth0.address</c>, <c>links[3].endpoints[1]</c>.</summary>
    public string Path
    {
        get
        {
            StringBuilder path = new();
            Write(path);
            return path.ToString();
        }
    }

    public override string ToString() => $"{Line}:{Column} {Path}";

    private void Write(StringBuilder path)
    {
        _parent?.Write(path);
        if (_key is not null)
        {
            if (path.Length > 0) path.Append('.');
            path.Append(Quoted.Key(_key));
        }
        else if (_index >= 0)
        {
            path.Append('[').Append(_index).Append(']');
        }
    }
}
