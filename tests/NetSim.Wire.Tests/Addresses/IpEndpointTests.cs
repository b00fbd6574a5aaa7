using System.Text;
using NetSim.Wire.Addresses;

namespace NetSim.Wire.Tests.Addresses;

public sealed class IpEndpointTests
{
    [Theory]
    [InlineData("10.0.0.1:80")]
    [InlineData("0.0.0.0:0")]
    [InlineData("[fd00::1]:65535")]
    [InlineData("[::]:1")]
    public void Text_is_read_and_written_alike(string text)
    {
        IpEndpoint endpoint = IpEndpoint.Parse(text);
        Assert.Equal(text, endpoint.ToString());
        Assert.Equal(text, $"{endpoint}");
        byte[] utf8 = new byte[64];
        Assert.True(endpoint.TryFormat(utf8, out int written));
        Assert.Equal(text, Encoding.UTF8.GetString(utf8, 0, written));
        Assert.False(endpoint.TryFormat(new char[3], out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("10.0.0.1")]
    [InlineData("10.0.0.1:")]
    [InlineData("10.0.0.1:65536")]
    [InlineData("10.0.0.1:080")]
    [InlineData("10.0.0.1:+1")]
    [InlineData("[10.0.0.1]:80")]
    [InlineData("fd00::1:80")]
    [InlineData("[fd00::1]")]
    [InlineData("[fd00::1]80")]
    [InlineData("[]:80")]
    [InlineData(":80")]
    public void Text_that_is_no_endpoint_is_refused(string text)
    {
        Assert.False(IpEndpoint.TryParse(text, out _));
        Assert.Throws<FormatException>(() => IpEndpoint.Parse(text));
    }
}
