using System.Globalization;
using System.Text;
using NetSim.Simulation.Topology.Binding;

namespace NetSim.Simulation.Topology.Importing;

/// <summary>Names as topology files allow them, each given once.</summary>
internal sealed class ImportedNames
{
    private const int Longest = 48;

    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    public string Make(string text)
    {
        string plain = Plain(text), name = plain;
        for (int number = 2; !_taken.Add(name); number++) name = string.Create(CultureInfo.InvariantCulture, $"{plain}-{number}");
        return name;
    }

    /// <summary>With a dash for each run of what cannot be in a name: <c>New York (2)</c> is <c>New-York-2</c>.</summary>
    public static string Plain(string text)
    {
        StringBuilder name = new(text.Length);
        foreach (char c in text)
        {
            if (char.IsAsciiLetterOrDigit(c) || c is '_' or '.') name.Append(c);
            else if (name.Length > 0 && name[^1] != '-') name.Append('-');
            if (name.Length == Longest) break;
        }
        string plain = name.ToString().Trim('-', '.');
        return Name.IsValid(plain, out _) ? plain : $"n{plain}";
    }
}
