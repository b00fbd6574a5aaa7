using System.Net;
using System.Text;
using NetSim.Testing;
using NetSim.Wire.Addresses;

namespace NetSim.Wire.Tests.Addresses;

public sealed class IpAddressTests
{
    [Theory]
    [InlineData("0.0.0.0", "0.0.0.0")]
    [InlineData("255.255.255.255", "255.255.255.255")]
    [InlineData("10.0.0.1", "10.0.0.1")]
    [InlineData("::", "::")]
    [InlineData("::1", "::1")]
    [InlineData("1::", "1::")]
    [InlineData("2001:DB8:0:0:0:0:0:1", "2001:db8::1")]
    [InlineData("2001:0db8::0001", "2001:db8::1")]
    [InlineData("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1")]
    [InlineData("2001:0:0:1:0:0:0:1", "2001:0:0:1::1")]
    [InlineData("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1")]
    [InlineData("0:0:1:0:0:0:0:0", "0:0:1::")]
    [InlineData("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0")]
    [InlineData("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8")]
    [InlineData("64:ff9b::192.0.2.33", "64:ff9b::c000:221")]
    [InlineData("::13.1.68.3", "::d01:4403")]
    [InlineData("fe80::200:5efe:10.0.0.1", "fe80::200:5efe:a00:1")]
    [Rfc(5952, "4")]
    public void Text_is_read_and_written_in_the_form_of_RFC_5952(string text, string canonical)
    {
        IpAddress address = IpAddress.Parse(text);
        Assert.Equal(canonical, address.ToString());
        Assert.Equal(address, IpAddress.Parse(canonical));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("10.0.0")]
    [InlineData("10.0.0.0.1")]
    [InlineData("10.0.0.256")]
    [InlineData("10.0.0.01")]
    [InlineData("010.0.0.1")]
    [InlineData("0x0a.0.0.1")]
    [InlineData("10.0.0.-1")]
    [InlineData("10.0.0.+1")]
    [InlineData("10.0.0. 1")]
    [InlineData("10..0.1")]
    [InlineData("167772161")]
    [InlineData("10.0.0.١")]
    [InlineData(":")]
    [InlineData(":::")]
    [InlineData("1:")]
    [InlineData(":1")]
    [InlineData("1:::2")]
    [InlineData("1::2::3")]
    [InlineData("1:2:3:4:5:6:7")]
    [InlineData("1:2:3:4:5:6:7:8:9")]
    [InlineData("1:2:3:4::5:6:7:8")]
    [InlineData("::1:2:3:4:5:6:7:8")]
    [InlineData("12345::")]
    [InlineData("g::")]
    [InlineData("+1::")]
    [InlineData("::1%eth0")]
    [InlineData("::1%1")]
    [InlineData("[::1]")]
    [InlineData("::1/64")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::ffff:a00:1")]
    [InlineData("1.2.3.4::")]
    [InlineData("::1.2.3.4:5")]
    [InlineData("1:2:3:4:5:6:7:1.2.3.4")]
    [InlineData("::1.2.3")]
    public void Text_that_others_read_differently_or_not_at_all_is_refused(string text)
    {
        Assert.False(IpAddress.TryParse(text, out _));
        Assert.Throws<FormatException>(() => IpAddress.Parse(text));
    }

    [Fact]
    public void Random_addresses_are_written_as_the_system_reads_them_and_read_back() => SeededRuns.Check(3000, random =>
    {
        // Many zero groups, so that runs of every place and length occur.
        ulong Half() => Enumerable.Range(0, 4).Aggregate(0UL, (sum, _) => sum << 16 | (random.Next(3) > 0 ? 0UL : (ulong)random.Next(65536)));
        IpAddress address = random.Next(4) == 0 ? IpAddress.FromIPv4(random.NextUInt32()) : new IpAddress(Half(), Half());
        string text = address.ToString();
        Assert.Equal(address, IpAddress.Parse(text));
        byte[] bytes = new byte[address.Length];
        address.Write(bytes);
        Assert.Equal(IPAddress.Parse(text).GetAddressBytes(), bytes);
        Assert.Equal(address, IpAddress.Read(bytes));
    });

    [Fact]
    public void Any_text_is_read_or_refused() => SeededRuns.Check(5000, random =>
    {
        const string Alphabet = "0123456789abcdefABCDEF::::....%/[] gx";
        char[] text = new char[random.Next(45)];
        for (int i = 0; i < text.Length; i++) text[i] = Alphabet[random.Next(Alphabet.Length)];
        if (IpAddress.TryParse(text, out IpAddress address)) Assert.Equal(address, IpAddress.Parse(address.ToString()));
    });

    [Fact]
    public void A_destination_too_small_is_told()
    {
        IpAddress address = IpAddress.Parse("fd00::1234");
        Assert.False(address.TryFormat(new char[9], out int written));
        Assert.Equal(0, written);
        Assert.False(address.TryFormat(new byte[9], out written));
        Assert.Equal(0, written);
        byte[] utf8 = new byte[10];
        Assert.True(address.TryFormat(utf8, out written));
        Assert.Equal("fd00::1234", Encoding.UTF8.GetString(utf8, 0, written));
    }

    [Theory]
    [InlineData("0.0.0.0", true, false, false, false)]
    [InlineData("224.0.0.1", false, true, false, false)]
    [InlineData("239.255.255.255", false, true, false, false)]
    [InlineData("240.0.0.1", false, false, false, false)]
    [InlineData("127.0.0.1", false, false, true, false)]
    [InlineData("127.255.0.1", false, false, true, false)]
    [InlineData("169.254.1.1", false, false, false, true)]
    [InlineData("169.253.1.1", false, false, false, false)]
    [InlineData("::", true, false, false, false)]
    [InlineData("::1", false, false, true, false)]
    [InlineData("::2", false, false, false, false)]
    [InlineData("ff02::1", false, true, false, false)]
    [InlineData("fe80::1", false, false, false, true)]
    [InlineData("febf::1", false, false, false, true)]
    [InlineData("fec0::1", false, false, false, false)]
    public void Kinds_of_addresses_are_told_apart(string text, bool unspecified, bool multicast, bool loopback, bool linkLocal)
    {
        IpAddress address = IpAddress.Parse(text);
        Assert.Equal((unspecified, multicast, loopback, linkLocal), (address.IsUnspecified, address.IsMulticast, address.IsLoopback, address.IsLinkLocal));
    }

    [Fact]
    public void Families_never_mix()
    {
        Assert.NotEqual(IpAddress.AnyIPv4, IpAddress.AnyIPv6);
        Assert.Equal((AddressFamily.IPv4, 4, 32), (IpAddress.AnyIPv4.Family, IpAddress.AnyIPv4.Length, IpAddress.AnyIPv4.BitLength));
        Assert.Equal((AddressFamily.IPv6, 16, 128), (IpAddress.AnyIPv6.Family, IpAddress.AnyIPv6.Length, IpAddress.AnyIPv6.BitLength));
        Assert.Equal(default, IpAddress.AnyIPv6);
    }

    [Fact]
    [Rfc(4291, "Appendix A")]
    public void A_MAC_gives_the_interface_identifier_of_RFC_4291_appendix_A()
    {
        // The example of RFC 2464 section 4.
        MacAddress mac = MacAddress.Parse("34:56:78:9a:bc:de");
        Assert.Equal(IpAddress.Parse("fe80::3656:78ff:fe9a:bcde"), IpAddress.LinkLocalFrom(mac));
        Assert.Equal(IpAddress.Parse("fd00:1:2:3:3656:78ff:fe9a:bcde"), IpAddress.FromEui64(IpPrefix.Parse("fd00:1:2:3::/64"), mac));
        Assert.Equal(IpAddress.Parse("fe80::ff:fe00:1"), IpAddress.LinkLocalFrom(MacAddress.Parse("02:00:00:00:00:01")));
    }

    [Fact]
    public void The_solicited_node_group_keeps_24_bits() =>
        // The example of RFC 4291 2.7.1.
        Assert.Equal(IpAddress.Parse("ff02::1:ff0e:8c6c"), IpAddress.Parse("4037::01:800:200e:8c6c").SolicitedNode);

    [Fact]
    public void Order_is_numeric()
    {
        Assert.True(IpAddress.Parse("10.0.0.1") < IpAddress.Parse("10.0.0.2"));
        Assert.True(IpAddress.Parse("fd00::1") > IpAddress.Parse("10.0.0.1"));
        Assert.True(IpAddress.Parse("fd00::1") <= IpAddress.Parse("fd00::1"));
        Assert.True(IpAddress.Parse("fd01::") >= IpAddress.Parse("fd00::ffff"));
    }
}
