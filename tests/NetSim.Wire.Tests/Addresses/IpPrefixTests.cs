using NetSim.Testing;
using NetSim.Wire.Addresses;

namespace NetSim.Wire.Tests.Addresses;

public sealed class IpPrefixTests
{
    [Theory]
    [InlineData("10.1.2.3/24", "10.1.2.0/24", "10.1.2.255")]
    [InlineData("10.1.2.3/0", "0.0.0.0/0", "255.255.255.255")]
    [InlineData("10.1.2.3/32", "10.1.2.3/32", "10.1.2.3")]
    [InlineData("10.1.2.3/31", "10.1.2.2/31", "10.1.2.3")]
    [InlineData("10.1.2.3/7", "10.0.0.0/7", "11.255.255.255")]
    [InlineData("2001:db8::1/64", "2001:db8::/64", "2001:db8::ffff:ffff:ffff:ffff")]
    [InlineData("2001:db8::1/0", "::/0", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("2001:db8::1/128", "2001:db8::1/128", "2001:db8::1")]
    [InlineData("2001:db8:ffff::1/33", "2001:db8:8000::/33", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("2001:db8::ffff/65", "2001:db8::/65", "2001:db8::7fff:ffff:ffff:ffff")]
    public void Network_and_last_address_follow_from_the_length(string text, string network, string last)
    {
        IpPrefix prefix = IpPrefix.Parse(text);
        Assert.Equal(text, prefix.ToString());
        Assert.Equal(network, prefix.Network.ToString());
        Assert.Equal(last, prefix.Last.ToString());
        Assert.True(prefix.Contains(prefix.Last));
        Assert.True(prefix.Contains(prefix.Network.Address));
    }

    [Fact]
    public void Contains_agrees_with_a_comparison_bit_by_bit() => SeededRuns.Check(2000, random =>
    {
        bool v4 = random.NextBool();
        IpAddress Next() => v4 ? IpAddress.FromIPv4(random.NextUInt32()) : new IpAddress((ulong)random.NextInt64() | 1UL << 62, (ulong)random.NextInt64());
        IpAddress address = Next();
        IpPrefix prefix = new(address, random.Next(address.BitLength + 1));
        // The other address shares a random number of leading bits.
        IpAddress other = Next();
        int shared = random.Next(address.BitLength + 1);
        (byte[] a, byte[] b) = (new byte[address.Length], new byte[address.Length]);
        address.Write(a);
        other.Write(b);
        for (int bit = 0; bit < shared; bit++) SetBit(b, bit, GetBit(a, bit));
        bool expected = Enumerable.Range(0, prefix.Length).All(bit => GetBit(a, bit) == GetBit(b, bit));
        Assert.Equal(expected, prefix.Contains(IpAddress.Read(b)));
    });

    [Theory]
    [InlineData("10.0.0.0/8", "10.1.0.0/16", true)]
    [InlineData("10.1.0.0/16", "10.0.0.0/8", true)]
    [InlineData("10.1.0.0/16", "10.2.0.0/16", false)]
    [InlineData("0.0.0.0/0", "192.0.2.1/32", true)]
    [InlineData("0.0.0.0/0", "::/0", false)]
    [InlineData("::/0", "10.0.0.0/8", false)]
    [InlineData("fd00::/64", "fd00::1/128", true)]
    [InlineData("fd00::/64", "fd00:0:0:1::/64", false)]
    public void Prefixes_overlap_if_one_contains_the_other(string a, string b, bool expected)
    {
        Assert.Equal(expected, IpPrefix.Parse(a).Overlaps(IpPrefix.Parse(b)));
        Assert.Equal(expected, IpPrefix.Parse(b).Overlaps(IpPrefix.Parse(a)));
    }

    [Theory]
    [InlineData("10.1.2.3/24", "10.1.2.255")]
    [InlineData("10.1.2.3/30", "10.1.2.3")]
    [InlineData("10.1.2.3/31", null)]
    [InlineData("10.1.2.3/32", null)]
    [InlineData("fd00::1/64", null)]
    public void Only_IPv4_subnets_with_room_have_a_broadcast(string text, string? expected)
    {
        bool has = IpPrefix.Parse(text).TryGetBroadcast(out IpAddress broadcast);
        Assert.Equal(expected, has ? broadcast.ToString() : null);
    }

    [Theory]
    [InlineData("10.0.0.1")]
    [InlineData("10.0.0.1/")]
    [InlineData("10.0.0.1/33")]
    [InlineData("10.0.0.1/08")]
    [InlineData("10.0.0.1/+8")]
    [InlineData("10.0.0.1/-1")]
    [InlineData("10.0.0.1/8/8")]
    [InlineData("10.0.0.1/255.0.0.0")]
    [InlineData("fd00::/129")]
    [InlineData("/8")]
    public void Text_that_is_no_prefix_is_refused(string text)
    {
        Assert.False(IpPrefix.TryParse(text, out _));
        Assert.Throws<FormatException>(() => IpPrefix.Parse(text));
    }

    [Fact]
    public void A_length_beyond_the_family_is_a_mistake()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new IpPrefix(IpAddress.AnyIPv4, 33));
        Assert.Throws<ArgumentOutOfRangeException>(() => new IpPrefix(IpAddress.AnyIPv6, 129));
        Assert.Throws<ArgumentOutOfRangeException>(() => new IpPrefix(IpAddress.AnyIPv6, -1));
    }

    private static bool GetBit(byte[] bytes, int bit) => (bytes[bit / 8] >> (7 - bit % 8) & 1) != 0;

    private static void SetBit(byte[] bytes, int bit, bool value)
    {
        int mask = 1 << (7 - bit % 8);
        bytes[bit / 8] = (byte)(value ? bytes[bit / 8] | mask : bytes[bit / 8] & ~mask);
    }
}
