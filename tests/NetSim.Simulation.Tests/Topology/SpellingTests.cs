using NetSim.Simulation.Topology.Diagnostics;

namespace NetSim.Simulation.Tests.Topology;

public sealed class SpellingTests
{
    private static readonly string[] Known = ["address", "mac", "mtu", "state", "static-shortest", "interfaces"];

    [Theory]
    [InlineData("adress", "address")]
    [InlineData("addres", "address")]
    [InlineData("adderss", "address")]
    [InlineData("Address", "address")]
    [InlineData("MTU", "mtu")]
    [InlineData("mto", "mtu")]
    [InlineData("staet", "state")]
    [InlineData("shortest", null)]
    [InlineData("static_shortest", "static-shortest")]
    [InlineData("interface", "interfaces")]
    [InlineData("queue", null)]
    [InlineData("", null)]
    [InlineData("a", null)]
    public void A_slip_in_three_letters_is_recognised(string word, string? nearest) => Assert.Equal(nearest, Spelling.Nearest(word, Known));

    [Fact]
    public void A_word_of_any_length_is_compared() => Assert.Null(Spelling.Nearest(new string('a', 100_000), Known));

    [Fact]
    public void Words_are_listed_as_a_sentence_needs_them()
    {
        Assert.Equal("a", Spelling.OneOf(["a"]));
        Assert.Equal("a or b", Spelling.OneOf(["a", "b"]));
        Assert.Equal("a, b or c", Spelling.OneOf(["a", "b", "c"]));
    }
}
