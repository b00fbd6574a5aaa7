using NetSim.Wire.Ipv4;

namespace NetSim.Wire.Tests.Ipv4;

public sealed class Ipv4OptionsTests
{
    private static readonly byte[] RecordRoute = [7, 7, 4, 0, 0, 0, 0];
    private static readonly byte[] LooseRoute = [131, 7, 4, 10, 0, 0, 1];
    private static readonly byte[] Alert = [148, 4, 0, 0];

    [Fact]
    public void Options_are_walked_in_order_past_padding()
    {
        byte[] bytes = [1, .. RecordRoute, 1, 1, .. Alert, 0, 99];
        Ipv4Options options = new(bytes);
        Assert.True(options.MoveNext());
        Assert.Equal((Ipv4Options.RecordRoute, 21), (options.Kind, options.Offset));
        Assert.Equal(RecordRoute, options.Bytes.ToArray());
        Assert.True(options.MoveNext());
        Assert.Equal(Alert, options.Bytes.ToArray());
        Assert.False(options.MoveNext());
        Assert.False(options.IsMalformed);
    }

    [Theory]
    [InlineData(new byte[] { 7 }, 20)]
    [InlineData(new byte[] { 1, 7, 0, 0 }, 21)]
    [InlineData(new byte[] { 7, 1, 0, 0 }, 20)]
    [InlineData(new byte[] { 7, 5, 4, 0 }, 20)]
    [InlineData(new byte[] { 148, 4, 0, 0, 7, 200, 0, 0 }, 24)]
    public void A_length_that_cannot_be_ends_the_walk_and_is_pointed_at(byte[] bytes, int offset)
    {
        Ipv4Options options = new(bytes);
        while (options.MoveNext())
        {
        }
        Assert.True(options.IsMalformed);
        Assert.Equal(offset, options.Offset);
    }

    [Fact]
    public void A_source_route_is_found_wherever_it_stands()
    {
        Assert.True(Ipv4Options.HasSourceRoute([.. Alert, .. LooseRoute, 0]));
        Assert.True(Ipv4Options.HasSourceRoute([137, 7, 4, 10, 0, 0, 1, 0]));
        Assert.False(Ipv4Options.HasSourceRoute([.. RecordRoute, 0]));
        Assert.False(Ipv4Options.HasSourceRoute([]));
    }

    [Fact]
    public void Only_options_with_the_copied_flag_go_into_later_fragments()
    {
        byte[] copied = new byte[40];
        int length = Ipv4Options.WriteCopied([.. RecordRoute, 1, .. LooseRoute, 0], copied);
        Assert.Equal([.. LooseRoute, 0], copied[..length]);
        Assert.Equal(0, Ipv4Options.WriteCopied([.. RecordRoute, 0], copied));
    }
}
