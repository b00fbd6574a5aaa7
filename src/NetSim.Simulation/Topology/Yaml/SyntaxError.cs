using System.Globalization;
using NetSim.Simulation.Topology.Diagnostics;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace NetSim.Simulation.Topology.Yaml;

/// <summary>What the parser objects to, in words that say what to do about it.</summary>
internal readonly record struct SyntaxError(int Line, int Column, DiagnosticCode Code, string Message)
{
    public static readonly Problem Tab = new(DiagnosticCode.TabInIndentation, "a tab in the indentation: YAML indents with spaces");

    public static SyntaxError Explain(YamlException exception, string text, ParsingEvent? open)
    {
        // A scalar that runs into trouble is reported from its first character; the tab stands where it ends.
        if (exception.Message.Contains("tab", StringComparison.Ordinal))
        {
            (int line, int column) = FindTab(text, exception);
            return new SyntaxError(line, column, Tab.Code, Tab.Message);
        }
        Mark at = exception.Start;
        if (at.Index < text.Length && CannotStart(text[(int)at.Index]) is { } reason) return At(at, reason);
        bool isInQuotes = exception.Message.Contains("quoted scalar", StringComparison.Ordinal);
        bool isAtEnd = exception.Message.Contains("end of stream", StringComparison.Ordinal)
            || exception.Message.Contains("wrong indentation", StringComparison.Ordinal);
        if (isInQuotes && isAtEnd) return At(at, "the text that is quoted here has no closing quote");
        if (exception.Message.Contains("invalid mapping", StringComparison.Ordinal))
        {
            return At(at, "a ': ' where no key can stand: quote a text that holds ': ', or check the indentation of this line");
        }
        if (open is SequenceStart { Style: SequenceStyle.Flow } or MappingStart { Style: MappingStyle.Flow }) return Unclosed(open);
        return At(at, exception.Message);
    }

    /// <summary>The scanner meets the end, or something foreign, inside of brackets.</summary>
    public static SyntaxError Unclosed(ParsingEvent? open) => open switch
    {
        SequenceStart => At(open.Start, "the '[' here is not closed by a ']'"),
        MappingStart => At(open.Start, "the '{' here is not closed by a '}'"),
        _ => new SyntaxError(1, 1, DiagnosticCode.NotYaml, "this is not YAML"),
    };

    private static string? CannotStart(char c) => c switch
    {
        '%' or '@' or '`' => $"a plain value cannot start with '{c}': put it in quotes",
        '>' or '|' => $"'{c}' starts a block of text here: put a comparison in quotes, as in \">= 4 Mbit/s\"",
        _ => null,
    };

    private static SyntaxError At(Mark at, string reason) =>
        new((int)at.Line, (int)at.Column, DiagnosticCode.NotYaml, string.Create(CultureInfo.InvariantCulture, $"not YAML: {reason}"));

    private static (int Line, int Column) FindTab(string text, YamlException exception)
    {
        int line = (int)exception.Start.Line;
        int start = LineStart(text, line);
        for (int at = start; at < text.Length; at++)
        {
            if (text[at] == '\n') (line, start) = (line + 1, at + 1);
            else if (text[at] == '\t' && text.AsSpan(start, at - start).Trim(' ').IsEmpty) return (line, at - start + 1);
        }
        return ((int)exception.Start.Line, (int)exception.Start.Column);
    }

    private static int LineStart(string text, int line)
    {
        int start = 0;
        for (int i = 1; i < line; i++)
        {
            int end = text.IndexOf('\n', start);
            if (end < 0) return start;
            start = end + 1;
        }
        return start;
    }
}
