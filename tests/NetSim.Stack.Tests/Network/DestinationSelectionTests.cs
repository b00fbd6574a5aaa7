using NetSim.Wire.Addresses;

namespace NetSim.Stack.Tests.Network;

/// <summary>A host with 10.0.0.1/24, 2001:db8:1::1/64 and fd00::1/64 and a default route of each family.</summary>
public sealed class DestinationSelectionTests
{
    private readonly TestNode _host = new();

    public DestinationSelectionTests()
    {
        _host.AddPort(["10.0.0.1/24", "fe80::1/64", "2001:db8:1::1/64", "fd00::1/64"]);
        _host.AddRoute("0.0.0.0/0", 0, via: "10.0.0.9").AddRoute("2000::/3", 0, via: "fe80::9");
    }

    // Expected results follow the examples of RFC 6724 10.2.
    [Theory]
    [InlineData("2001:db8:9::1 198.51.100.1", "2001:db8:9::1 198.51.100.1")]
    [InlineData("198.51.100.1 2001:db8:9::1", "2001:db8:9::1 198.51.100.1")]
    [InlineData("2001:db8:9::1 fe80::2", "fe80::2 2001:db8:9::1")]
    [InlineData("fd77::1 198.51.100.1", "198.51.100.1 fd77::1")]
    [InlineData("2001:db8:9::1 2001:db8:1::9", "2001:db8:1::9 2001:db8:9::1")]
    [InlineData("fd00::9 2001:db8:9::1", "2001:db8:9::1 fd00::9")]
    [InlineData("2002:c633:6401::1 2001:db8:9::1", "2001:db8:9::1 2002:c633:6401::1")]
    [InlineData("198.51.100.2 198.51.100.1", "198.51.100.2 198.51.100.1")]
    public void Addresses_are_tried_in_the_order_of_the_rules(string given, string expected)
    {
        IpAddress[] addresses = [.. given.Split(' ').Select(text => IpAddress.Parse(text))];

        _host.Stack.SortDestinations(addresses);

        Assert.Equal(expected, string.Join(' ', addresses));
        _host.AssertQuiet();
    }
}
