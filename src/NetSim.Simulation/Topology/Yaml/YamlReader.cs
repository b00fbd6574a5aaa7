using NetSim.Simulation.Topology.Diagnostics;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace NetSim.Simulation.Topology.Yaml;

/// <summary>
/// YAML text to nodes, from the parser's events. Aliases share their node and count with their full size, merge keys are
/// resolved here, tags are refused, so nothing later needs to know of them.
/// </summary>
internal sealed class YamlReader
{
    private readonly string _text;
    private readonly Parser _parser;
    private readonly DiagnosticBag _diagnostics;
    private readonly Dictionary<string, YamlNode> _anchors = [];
    private readonly Stack<ParsingEvent> _open = [];
    private bool _isTaken = true;
    private int _nodes;
    private int _aliases;

    private YamlReader(string text, DiagnosticBag diagnostics)
    {
        _text = text;
        _parser = new Parser(new StringReader(text));
        _diagnostics = diagnostics;
    }

    /// <summary>The one document of the text; null after an error that ends the reading.</summary>
    public static YamlNode? Read(string text, DiagnosticBag diagnostics)
    {
        YamlReader reader = new(text, diagnostics);
        try
        {
            return reader.ReadDocument();
        }
        catch (YamlRefusal refusal)
        {
            diagnostics.Add(refusal.Line, refusal.Column, "", refusal.Problem.Code, refusal.Problem.Message);
        }
        catch (YamlException exception)
        {
            SyntaxError error = SyntaxError.Explain(exception, text, reader.InnermostOpen);
            diagnostics.Add(error.Line, error.Column, "", error.Code, error.Message);
        }
        catch (Exception exception) when (exception is InvalidOperationException or InvalidCastException)
        {
            // The scanner gives up in these ways on a flow collection that is never closed, or opened within a key.
            SyntaxError error = SyntaxError.Unclosed(reader.InnermostOpen);
            diagnostics.Add(error.Line, error.Column, "", error.Code, error.Message);
        }
        return null;
    }

    private ParsingEvent Peek()
    {
        if (_isTaken) _parser.MoveNext();
        _isTaken = false;
        return _parser.Current!;
    }

    /// <summary>Does not look ahead: an error further on must find what is open here.</summary>
    private ParsingEvent Take()
    {
        ParsingEvent taken = Peek();
        _isTaken = true;
        return taken;
    }

    private ParsingEvent? InnermostOpen => _open.TryPeek(out ParsingEvent? open) ? open : null;

    private YamlNode? ReadDocument()
    {
        Take();
        if (Take() is not DocumentStart)
        {
            _diagnostics.Add(1, 1, "", DiagnosticCode.EmptyFile, "the file is empty: a topology has at least 'name' and 'nodes'");
            return null;
        }
        YamlNode root = ReadNode(depth: 0);
        Take();
        if (Peek() is DocumentStart second)
        {
            throw Refuse(second, DiagnosticCode.SeveralDocuments, "a second document starts here: a topology is one document");
        }
        return root;
    }

    private YamlNode ReadNode(int depth)
    {
        ParsingEvent at = Take();
        if (depth > YamlLimits.Depth) throw Refuse(at, DiagnosticCode.TooDeep, $"nested deeper than {YamlLimits.Depth} levels");
        if (at is AnchorAlias alias) return Resolve(alias, depth);
        RefuseTag(at);
        Count(1, at);
        return at switch
        {
            Scalar scalar => ReadScalar(scalar),
            SequenceStart sequence => ReadSequence(sequence, depth),
            _ => ReadMapping((MappingStart)at, depth),
        };
    }

    private static void RefuseTag(ParsingEvent at)
    {
        if (at is not NodeEvent { Tag.IsEmpty: false } tagged) return;
        string tag = tagged.Tag.Value.Replace("tag:yaml.org,2002:", "!!", StringComparison.Ordinal);
        throw Refuse(at, DiagnosticCode.TagRefused, $"the tag {Quoted.Text(tag)} is refused: write the value without it");
    }

    private YamlScalar ReadScalar(Scalar scalar)
    {
        ScalarStyle style = scalar.Style == YamlDotNet.Core.ScalarStyle.Plain ? ScalarStyle.Plain : ScalarStyle.Quoted;
        YamlScalar node = new(Line(scalar), Column(scalar), scalar.Value, style);
        Anchor(scalar, node);
        return node;
    }

    private YamlSequence ReadSequence(SequenceStart start, int depth)
    {
        YamlSequence node = new(Line(start), Column(start)) { IsOpen = true };
        Anchor(start, node);
        _open.Push(start);
        while (Peek() is not SequenceEnd)
        {
            if (start.Style != SequenceStyle.Flow) RefuseTab(Peek());
            YamlNode item = ReadNode(depth + 1);
            node.Items.Add(item);
            Grow(node, item);
        }
        Take();
        _open.Pop();
        node.IsOpen = false;
        return node;
    }

    private YamlMapping ReadMapping(MappingStart start, int depth)
    {
        YamlMapping node = new(Line(start), Column(start)) { IsOpen = true };
        Anchor(start, node);
        _open.Push(start);
        List<YamlEntry> merges = [];
        Dictionary<string, int> lineOfKey = [];
        while (Peek() is not MappingEnd)
        {
            if (start.Style != MappingStyle.Flow) RefuseTab(Peek());
            ReadEntry(node, depth, lineOfKey, merges);
        }
        Take();
        _open.Pop();
        foreach (YamlEntry merge in merges) MergeKey.Apply(merge, node, lineOfKey, _diagnostics);
        node.IsOpen = false;
        return node;
    }

    private void ReadEntry(YamlMapping node, int depth, Dictionary<string, int> lineOfKey, List<YamlEntry> merges)
    {
        ParsingEvent at = Take();
        RefuseTag(at);
        if (at is not Scalar keyScalar) throw Refuse(at, DiagnosticCode.KeyNotText, "a key is a plain text");
        string key = keyScalar.Value;
        YamlEntry entry = new(key, Line(at), Column(at), ReadNode(depth + 1));
        Grow(node, entry.Value);
        if (!lineOfKey.TryAdd(key, entry.Line))
        {
            _diagnostics.Add(entry.Line, entry.Column, "", DiagnosticCode.DuplicateKey,
                $"the key {Quoted.Text(key)} stands here a second time, first on line {lineOfKey[key]}");
        }
        else if (MergeKey.Is(keyScalar))
        {
            merges.Add(entry);
        }
        else
        {
            node.Entries.Add(entry);
        }
    }

    private YamlNode Resolve(AnchorAlias alias, int depth)
    {
        string name = alias.Value.Value;
        if (!_anchors.TryGetValue(name, out YamlNode? node))
        {
            string hint = Spelling.DidYouMean(name, _anchors.Keys.Order(StringComparer.Ordinal));
            throw Refuse(alias, DiagnosticCode.UnknownAlias, $"no anchor &{Quoted.Key(name)} stands above{hint}");
        }
        if (node.IsOpen) throw Refuse(alias, DiagnosticCode.CyclicAlias,
            $"the alias *{Quoted.Key(name)} stands inside the value that it names");
        if (++_aliases > YamlLimits.Aliases) throw Refuse(alias, DiagnosticCode.TooManyAliases, $"more than {YamlLimits.Aliases} aliases");
        if (depth + node.Height > YamlLimits.Depth) throw Refuse(alias, DiagnosticCode.TooDeep,
            $"nested deeper than {YamlLimits.Depth} levels");
        Count(node.ExpandedSize, alias);
        return node;
    }

    private void Anchor(NodeEvent at, YamlNode node)
    {
        if (!at.Anchor.IsEmpty) _anchors[at.Anchor.Value] = node;
    }

    /// <summary>Every alias is counted with all that it stands for, so the sum bounds the work of whoever walks the tree.</summary>
    private void Count(int nodes, ParsingEvent at)
    {
        _nodes += nodes;
        if (_nodes > YamlLimits.Nodes)
        {
            throw Refuse(at, DiagnosticCode.TooManyNodes, "more than 100,000 values, counting every alias with all that it stands for");
        }
    }

    private static void Grow(YamlNode parent, YamlNode child)
    {
        parent.ExpandedSize += child.ExpandedSize;
        parent.Height = Math.Max(parent.Height, child.Height + 1);
    }

    private void RefuseTab(ParsingEvent at)
    {
        if (at is not NodeEvent) return;
        int start = (int)at.Start.Index - 1;
        int tab = -1;
        for (; start >= 0 && _text[start] is ' ' or '\t'; start--)
        {
            if (_text[start] == '\t') tab = start;
        }
        if (tab < 0 || (start >= 0 && _text[start] != '\n')) return;
        throw new YamlRefusal(Line(at), tab - start, SyntaxError.Tab);
    }

    private static YamlRefusal Refuse(ParsingEvent at, DiagnosticCode code, string message) =>
        new(Line(at), Column(at), new Problem(code, message));

    private static int Line(ParsingEvent at) => (int)at.Start.Line;

    private static int Column(ParsingEvent at) => (int)at.Start.Column;
}
