using System.Globalization;
using System.Text;

namespace NetSim.Simulation.Topology.Show;

/// <summary>A mapping on one line: <c>{ to: default, via: 10.1.0.1 }</c>.</summary>
internal sealed class FlowMapping
{
    private readonly StringBuilder _text = new("{");

    public bool IsEmpty => _text.Length == 1;

    /// <summary>Adds a key whose value is YAML already.</summary>
    public FlowMapping Add(string key, string yaml)
    {
        _text.Append(IsEmpty ? " " : ", ").Append(key).Append(": ").Append(yaml);
        return this;
    }

    public FlowMapping Add(string key, long value) => Add(key, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>A list of YAML values.</summary>
    public FlowMapping Add(string key, IEnumerable<string> items) => Add(key, $"[{string.Join(", ", items)}]");

    public FlowMapping AddText(string key, string text) => Add(key, YamlText.Value(text));

    public override string ToString() => IsEmpty ? "{}" : $"{_text} }}";
}
