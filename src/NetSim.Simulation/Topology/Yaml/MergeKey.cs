using NetSim.Simulation.Topology.Diagnostics;
using YamlDotNet.Core.Events;

namespace NetSim.Simulation.Topology.Yaml;

/// <summary>
/// The merge key <c>&lt;&lt;</c> (a YAML 1.1 type that every tool kept): its mapping, or the mappings of its list, fill in what
/// the mapping itself does not say; the earlier one of a list wins.
/// </summary>
internal static class MergeKey
{
    public static bool Is(Scalar key) => key.Value == "<<" && key.Style == YamlDotNet.Core.ScalarStyle.Plain;

    public static void Apply(YamlEntry merge, YamlMapping target, Dictionary<string, int> lineOfKey, DiagnosticBag diagnostics)
    {
        if (merge.Value is YamlSequence list)
        {
            foreach (YamlNode item in list.Items) Add(item, target, lineOfKey, diagnostics);
        }
        else
        {
            Add(merge.Value, target, lineOfKey, diagnostics);
        }
    }

    private static void Add(YamlNode source, YamlMapping target, Dictionary<string, int> lineOfKey, DiagnosticBag diagnostics)
    {
        if (source is not YamlMapping mapping)
        {
            diagnostics.Add(source.Line, source.Column, "", DiagnosticCode.MergeNeedsMapping,
                $"<< takes a mapping, and this is {source.Noun}");
            return;
        }
        foreach (YamlEntry entry in mapping.Entries)
        {
            if (lineOfKey.TryAdd(entry.Key, entry.Line)) target.Entries.Add(entry);
        }
    }
}
