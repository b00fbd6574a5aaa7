using System.Globalization;
using System.Text;

namespace NetSim.Simulation.Topology.Show;

/// <summary>Texts as YAML scalars that every parser reads back as the same text.</summary>
internal static class YamlText
{
    /// <summary>As a value, in block or flow context: plain if nothing else can be read from it, else between double quotes.</summary>
    public static string Value(string text) => IsPlain(text) ? text : Quoted(text);

    private static bool IsPlain(string text)
    {
        if (text.Length == 0 || !char.IsAsciiLetter(text[0])) return false;
        foreach (char c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.' or '/')) return false;
        }
        // What YAML 1.1 or 1.2 parsers take for a boolean or for nothing.
        return text.ToUpperInvariant() is not ("NULL" or "TRUE" or "FALSE" or "YES" or "NO" or "ON" or "OFF" or "Y" or "N");
    }

    public static string Quoted(string text)
    {
        StringBuilder quoted = new(text.Length + 2);
        quoted.Append('"');
        foreach (char c in text)
        {
            switch (c)
            {
                case '"': quoted.Append("\\\""); break;
                case '\\': quoted.Append("\\\\"); break;
                case '\n': quoted.Append("\\n"); break;
                case '\r': quoted.Append("\\r"); break;
                case '\t': quoted.Append("\\t"); break;
                default:
                    if (IsShownAsItIs(c)) quoted.Append(c);
                    else quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
                    break;
            }
        }
        return quoted.Append('"').ToString();
    }

    private static bool IsShownAsItIs(char c) => char.IsSurrogate(c) || char.GetUnicodeCategory(c) is not (UnicodeCategory.Control
        or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
