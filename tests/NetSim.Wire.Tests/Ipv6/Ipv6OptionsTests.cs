using NetSim.Testing;
using NetSim.Wire.Ip;
using NetSim.Wire.Ipv6;

namespace NetSim.Wire.Tests.Ipv6;

public sealed class Ipv6OptionsTests
{
    /// <summary>Walks the options of a destination options header, in the packet at offset 42.</summary>
    private static Ipv6OptionAction Find(byte[] options, out int offset, out bool malformed)
    {
        byte[] header = [0, (byte)((options.Length + 2) / 8 - 1), .. options];
        Ipv6ExtensionHeaders chain = new(PacketAssert.IsIPv6(PacketBuilder.IPv6().Extension(IpProtocol.DestinationOptions, header).Udp().ToBytes()));
        Assert.True(chain.MoveNext());
        Ipv6Options walk = chain.Options;
        Ipv6OptionAction action = walk.FindUnknown();
        (offset, malformed) = (walk.Offset, walk.IsMalformed);
        return action;
    }

    [Theory]
    [InlineData(0x3E, Ipv6OptionAction.Skip)]
    [InlineData(0x7E, Ipv6OptionAction.Discard)]
    [InlineData(0xBE, Ipv6OptionAction.DiscardAndReport)]
    [InlineData(0xFE, Ipv6OptionAction.DiscardAndReportUnlessMulticast)]
    public void The_top_two_bits_of_an_unknown_option_are_its_action(byte kind, Ipv6OptionAction expected)
    {
        Ipv6OptionAction action = Find([0, kind, 3, 1, 2, 3], out int offset, out bool malformed);
        Assert.Equal(expected, action);
        Assert.False(malformed);
        if (expected != Ipv6OptionAction.Skip) Assert.Equal(43, offset);
    }

    [Fact]
    public void The_first_option_that_asks_for_more_than_skipping_decides()
    {
        Assert.Equal(Ipv6OptionAction.Discard, Find([0x3E, 0, 0x7E, 0, 0xBE, 0], out int offset, out _));
        Assert.Equal(44, offset);
    }

    [Fact]
    public void Padding_and_router_alert_are_known()
    {
        Assert.Equal(Ipv6OptionAction.Skip, Find([0, 1, 0, 0, 5, 2, 0, 0, 1, 4, 0, 0, 0, 0], out _, out bool malformed));
        Assert.False(malformed);
    }

    [Theory]
    [InlineData(new byte[] { 1, 5, 0, 0, 0, 0 }, 42)]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 0x3E }, 47)]
    [InlineData(new byte[] { 0x3E, 1, 0, 0x3E, 2, 0 }, 45)]
    public void An_option_that_reaches_beyond_its_header_is_malformed(byte[] options, int at)
    {
        Assert.Equal(Ipv6OptionAction.Discard, Find(options, out int offset, out bool malformed));
        Assert.True(malformed);
        Assert.Equal(at, offset);
    }

    [Fact]
    public void The_number_of_options_is_bounded_and_padding_does_not_count()
    {
        byte[] most = [.. Enumerable.Repeat<byte[]>([0x3E, 0], Ipv6Options.MaxOptions).SelectMany(o => o), .. new byte[6]];
        Find(most, out _, out bool malformed);
        Assert.False(malformed);
        byte[] tooMany = [.. Enumerable.Repeat<byte[]>([0x3E, 0], Ipv6Options.MaxOptions + 1).SelectMany(o => o), .. new byte[4]];
        Find(tooMany, out _, out malformed);
        Assert.True(malformed);
    }
}
