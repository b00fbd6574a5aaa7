using System.Globalization;
using System.Text;

namespace NetSim.Simulation.Topology.Diagnostics;

/// <summary>Text of a file, made fit for a terminal: a file from elsewhere must not move the cursor or flood the screen.</summary>
internal static class Quoted
{
    private const int LongestShown = 80;

    /// <summary>The text between single quotes, shortened, with control and format characters written as escapes.</summary>
    public static string Text(string text) => $"'{Shown(text, LongestShown)}'";

    /// <summary>One part of a path: as it is if it is a plain name, else between double quotes.</summary>
    public static string Key(string key) => IsPlain(key) ? key : $"\"{Shown(key, LongestShown)}\"";

    /// <summary>A whole message, in which names may stand without quotes.</summary>
    public static string Harmless(string message)
    {
        foreach (char c in message)
        {
            if (!IsHarmless(c)) return Shown(message, int.MaxValue);
        }
        return message;
    }

    private static bool IsPlain(string key)
    {
        foreach (char c in key)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_')) return false;
        }
        return key.Length is > 0 and <= LongestShown;
    }

    private static string Shown(string text, int most)
    {
        StringBuilder shown = new();
        foreach (char c in text)
        {
            if (shown.Length >= most) return shown.Append('…').ToString();
            switch (c)
            {
                case '\n': shown.Append("\\n"); break;
                case '\t': shown.Append("\\t"); break;
                default:
                    if (IsHarmless(c)) shown.Append(c);
                    else shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
                    break;
            }
        }
        return shown.ToString();
    }

    private static bool IsHarmless(char c) => char.GetUnicodeCategory(c) is not (UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned);
}
