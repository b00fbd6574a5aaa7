using System.Text;
using NetSim.Testing;
using NetSim.Wire.Addresses;

namespace NetSim.Wire.Tests.Addresses;

public sealed class MacAddressTests
{
    [Fact]
    public void Text_and_bytes_are_read_back() => SeededRuns.Check(500, random =>
    {
        MacAddress mac = new((ulong)random.NextInt64(1L << 48));
        Assert.Equal(mac, MacAddress.Parse(mac.ToString()));
        Assert.Equal(mac, MacAddress.Parse(mac.ToString().Replace(':', '-').ToUpperInvariant()));
        PoisonedBytes bytes = new(MacAddress.Length);
        mac.Write(bytes.Span);
        bytes.AssertIntact();
        Assert.Equal(mac, MacAddress.Read(bytes.Span));
        Assert.Equal(mac.ToString(), BitConverter.ToString(bytes.Span.ToArray()).Replace('-', ':').ToLowerInvariant());
    });

    [Theory]
    [InlineData("")]
    [InlineData("00:11:22:33:44")]
    [InlineData("00:11:22:33:44:5")]
    [InlineData("00:11:22:33:44:555")]
    [InlineData("00:11:22-33:44:55")]
    [InlineData("001122334455")]
    [InlineData("00.11.22.33.44.55")]
    [InlineData("00:11:22:33:44:5g")]
    [InlineData("00:11:22:33:44:+5")]
    [InlineData(" 0:11:22:33:44:55")]
    public void Text_that_is_no_MAC_is_refused(string text)
    {
        Assert.False(MacAddress.TryParse(text, out _));
        Assert.Throws<FormatException>(() => MacAddress.Parse(text));
    }

    [Theory]
    [InlineData("224.0.0.1", "01:00:5e:00:00:01")]
    [InlineData("239.255.255.255", "01:00:5e:7f:ff:ff")]
    [InlineData("224.128.0.1", "01:00:5e:00:00:01")]
    [InlineData("ff02::1", "33:33:00:00:00:01")]
    [InlineData("ff02::1:ff12:3456", "33:33:ff:12:34:56")]
    public void Multicast_groups_map_to_group_addresses(string group, string expected)
    {
        MacAddress mac = MacAddress.ForMulticast(IpAddress.Parse(group));
        Assert.Equal(expected, mac.ToString());
        Assert.True(mac.IsGroup);
        Assert.False(mac.IsBroadcast);
    }

    [Fact]
    public void Bits_of_the_first_byte_tell_the_kind()
    {
        Assert.True(MacAddress.Broadcast.IsBroadcast && MacAddress.Broadcast.IsGroup);
        Assert.True(MacAddress.Parse("02:00:00:00:00:01").IsLocallyAdministered);
        Assert.False(MacAddress.Parse("00:1b:21:00:00:01").IsLocallyAdministered);
        Assert.False(MacAddress.Parse("00:1b:21:00:00:01").IsGroup);
    }

    [Fact]
    public void A_destination_too_small_is_told()
    {
        Assert.False(MacAddress.Broadcast.TryFormat(new char[16], out int written));
        Assert.Equal(0, written);
        byte[] utf8 = new byte[17];
        Assert.True(MacAddress.Broadcast.TryFormat(utf8, out written));
        Assert.Equal("ff:ff:ff:ff:ff:ff", Encoding.UTF8.GetString(utf8));
    }
}
