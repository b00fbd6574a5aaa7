namespace NetSim.Architecture.Tests;

/// <summary>docs/conformance.md says what the tests say, and no less of RFC 9293 is held than before.</summary>
public sealed class ConformanceTests
{
    [Fact]
    public void The_document_says_what_the_tests_say()
    {
        string written = ConformanceDocument.Write();
        if (Environment.GetEnvironmentVariable("NETSIM_UPDATE_EXPECTED") == "1") File.WriteAllText(ConformanceDocument.Path, written);
        Assert.Equal(File.ReadAllText(ConformanceDocument.Path), written);
    }

    [Theory]
    [InlineData("MUST", 69, 69)]
    [InlineData("SHLD", 29, 31)]
    [InlineData("MAY", 9, 18)]
    [InlineData("REC", 1, 1)]
    public void So_many_requirements_of_RFC_9293_have_a_test(string kind, int least, int all)
    {
        (int held, int listed) = ConformanceDocument.Count(kind);
        Assert.Equal(all, listed);
        Assert.True(held >= least, $"{held} of {all} {kind} have a test; it must be {least} at least.");
    }

    [Theory]
    [InlineData("MUST", 69)]
    [InlineData("SHLD", 31)]
    [InlineData("MAY", 18)]
    [InlineData("REC", 1)]
    public void Every_number_of_RFC_9293_is_listed_once(string kind, int count)
    {
        IEnumerable<string> wanted = Enumerable.Range(1, count).Select(number => $"{kind}-{number}");
        Assert.Equal(wanted, TcpRequirements.All.Select(requirement => requirement.Id).Where(id => id.StartsWith(kind + "-", StringComparison.Ordinal)));
    }

    [Fact]
    public void What_no_test_holds_has_a_reason()
    {
        Assert.All(TcpRequirements.All, requirement => Assert.True(
            requirement.Reason.Length > 10 || ConformanceDocument.TestsOf(9293, requirement.Id).Count > 0, requirement.Id));
    }

    [Fact]
    public void Every_attribute_stands_on_a_test_and_names_something_that_there_is()
    {
        Assert.Equal(HeldPlace.Attributes, HeldPlace.AttributesOfTests);
        Assert.All(HeldPlace.All, held => Assert.True(RfcTitles.Of.ContainsKey(held.Rfc), $"RFC {held.Rfc} has no title in {nameof(RfcTitles)}."));
        string[] unknown = [.. HeldPlace.All.Where(held => held.Rfc == ConformanceDocument.Tcp && held.Place.Contains('-', StringComparison.Ordinal)).Select(held => held.Place)
            .Where(place => TcpRequirements.All.All(requirement => requirement.Id != place))];
        Assert.Empty(unknown);
        Assert.All(HeldPlace.All.Where(held => held.Rfc != ConformanceDocument.Tcp && held.Place.Contains('-', StringComparison.Ordinal)),
            held => Assert.Matches("^REQ-[0-9]+$", held.Place));
    }
}
