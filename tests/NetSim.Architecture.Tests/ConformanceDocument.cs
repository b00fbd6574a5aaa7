using System.Globalization;
using System.Text;

namespace NetSim.Architecture.Tests;

/// <summary>docs/conformance.md, made of the attributes of the tests.</summary>
internal static class ConformanceDocument
{
    public const int Tcp = 9293;

    public static string Path => System.IO.Path.Combine(SourceTree.Root, "docs", "conformance.md");

    /// <summary>How many requirements of a kind ("MUST") there are, and how many have a test.</summary>
    public static (int Held, int All) Count(string kind)
    {
        TcpRequirement[] all = [.. TcpRequirements.All.Where(requirement => requirement.Id.StartsWith(kind + "-", StringComparison.Ordinal))];
        return (all.Count(requirement => TestsOf(Tcp, requirement.Id).Count > 0), all.Length);
    }

    public static IReadOnlyList<string> TestsOf(int rfc, string place) =>
        [.. HeldPlace.All.Where(held => held.Rfc == rfc && held.Place == place).Select(held => held.Test).Distinct().Order(StringComparer.Ordinal)];

    public static string Write()
    {
        var text = new StringBuilder();
        int[] others = [.. HeldPlace.All.Select(held => held.Rfc).Distinct().Order()];
        text.Append(CultureInfo.InvariantCulture, $"""
            # What holds NetSim to the RFCs

            Written by a test from the attributes `[Rfc(number, place)]` of the tests: whoever adds one runs
            `NETSIM_UPDATE_EXPECTED=1 dotnet test tests/NetSim.Architecture.Tests`. A requirement counts as held if a test with its number runs always;
            that the test passes, the test run says.

            RFC 9293 (TCP), appendix B: {Told("MUST")}, {Told("SHLD")}, {Told("MAY")}, {Told("REC")}.
            Other places: {HeldPlace.All.Where(IsSection).Select(held => (held.Rfc, held.Place)).Distinct().Count()} in {others.Length} RFCs.

            ## RFC 9293, appendix B

            | id | requirement | held by |
            |---|---|---|

            """);
        foreach (TcpRequirement requirement in TcpRequirements.All)
            text.Append(CultureInfo.InvariantCulture, $"| {requirement.Id} | {requirement.Wording} | {Evidence(requirement)} |\n");
        text.Append("\n## By section\n");
        foreach (int rfc in others) WriteSections(text, rfc);
        return text.ToString();
    }

    private static string Told(string kind)
    {
        (int held, int all) = Count(kind);
        return $"{held} of {all} {kind}";
    }

    private static bool IsSection(HeldPlace held) => held.Rfc != Tcp || TcpRequirements.All.All(requirement => requirement.Id != held.Place);

    private static string Evidence(TcpRequirement requirement)
    {
        string tests = string.Join("<br>", TestsOf(Tcp, requirement.Id).Select(test => $"`{test}`"));
        if (tests.Length == 0) return $"not done: {requirement.Reason}";
        return requirement.Reason.Length == 0 ? tests : $"{tests}; {requirement.Reason}";
    }

    private static void WriteSections(StringBuilder text, int rfc)
    {
        string[] places = [.. HeldPlace.All.Where(held => held.Rfc == rfc && IsSection(held)).Select(held => held.Place).Distinct()];
        Array.Sort(places, string.CompareOrdinal);
        Array.Sort([.. places.Select(SortKey)], places, StringComparer.Ordinal);
        text.Append(CultureInfo.InvariantCulture, $"\n### RFC {rfc}: {RfcTitles.Of[rfc]}\n\n| place | held by |\n|---|---|\n");
        foreach (string place in places)
            text.Append(CultureInfo.InvariantCulture, $"| {place} | {string.Join("<br>", TestsOf(rfc, place).Select(test => $"`{test}`"))} |\n");
    }

    /// <summary>Sections by number and not by text: 3.10 comes after 3.9.</summary>
    private static string SortKey(string place) => string.Join('.', place.Split('.').Select(part => part.PadLeft(4, ' ')));
}
