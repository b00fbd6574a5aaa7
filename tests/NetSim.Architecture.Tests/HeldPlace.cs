using System.Globalization;
using System.Text.RegularExpressions;

namespace NetSim.Architecture.Tests;

/// <summary>A place in an RFC, and a test that says with [Rfc] that it holds it.</summary>
internal sealed partial record HeldPlace(int Rfc, string Place, string Test)
{
    /// <summary>All of them, read from the sources of the tests: whatever has no test method behind it is no test.</summary>
    public static IReadOnlyList<HeldPlace> All { get; } = [.. SourceTree.CSharpFiles("tests").SelectMany(Read)];

    /// <summary>How many [Rfc] there are in all sources, read in the plainest way there is.</summary>
    public static int Attributes => SourceTree.CSharpFiles("tests").Sum(file => Line().Count(File.ReadAllText(file)));

    /// <summary>How many of them <see cref="All"/> has found the test of.</summary>
    public static int AttributesOfTests =>
        SourceTree.CSharpFiles("tests").Sum(file => Method().Matches(File.ReadAllText(file)).Sum(method => Attribute().Count(method.Value)));

    private static IEnumerable<HeldPlace> Read(string file)
    {
        string type = Path.GetFileNameWithoutExtension(file);
        foreach (Match method in Method().Matches(File.ReadAllText(file)))
        {
            string attributes = method.Groups["attributes"].Value;
            foreach (Match attribute in Attribute().Matches(attributes))
            {
                foreach (Capture place in attribute.Groups["place"].Captures)
                {
                    int rfc = int.Parse(attribute.Groups["rfc"].Value, CultureInfo.InvariantCulture);
                    yield return new HeldPlace(rfc, place.Value, $"{type}.{method.Groups["name"].Value}");
                }
            }
        }
    }

    /// <summary>A test method that runs always: with [Fact] or [Theory] and not skipped.</summary>
    [GeneratedRegex(@"^    \[(?:Fact|Theory)\](?<attributes>(?:\s*(?:\[.*\]|//.*)\s*\n)*?)\s*public (?:async )?(?:void|Task) (?<name>\w+)\(", RegexOptions.Multiline)]
    private static partial Regex Method();

    [GeneratedRegex("""\[Rfc\((?<rfc>\d+)(?:, "(?<place>[^"]+)")+\)\]""")]
    private static partial Regex Attribute();

    [GeneratedRegex(@"^\s*\[Rfc\(", RegexOptions.Multiline)]
    private static partial Regex Line();
}
