using NetSim.Devices.Tun;

namespace NetSim.Devices.Tests.Tun;

public sealed class DeviceNameTests
{
    [Theory]
    [InlineData("t0")]
    [InlineData("ns-lab0.100_x@y")]
    [InlineData("fifteen-bytes-x")]
    [InlineData("a;reboot")]
    [InlineData("$(id)")]
    public void A_name_that_the_kernel_takes_is_taken(string name) => Assert.Null(DeviceName.Check(name));

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData(".", "folder")]
    [InlineData("..", "folder")]
    [InlineData("a b", "white space")]
    [InlineData("a\tb", "white space")]
    [InlineData("a\u0001b", "control")]
    [InlineData("a/b", "'/' is not allowed")]
    [InlineData("eth0:1", "':' is not allowed")]
    [InlineData("tun%d", "the kernel would put a number")]
    [InlineData("-h", "option")]
    public void A_bad_name_is_refused_with_its_reason(string name, string reason)
    {
        DeviceError? error = DeviceName.Check(name);
        Assert.Equal(DeviceErrorKind.BadName, error?.Kind);
        Assert.Contains(reason, error!.Message);
    }

    [Theory]
    [InlineData("sixteen-bytes-xx", 16)]
    [InlineData("ääääääää", 16)]
    public void A_name_is_too_long_from_sixteen_bytes_on(string name, int bytes)
    {
        DeviceError? error = DeviceName.Check(name);
        Assert.Equal(DeviceErrorKind.NameTooLong, error?.Kind);
        Assert.Contains($"it has {bytes} bytes and the kernel allows 15", error!.Message);
    }

    [Fact]
    public void A_bad_name_is_refused_before_anything_is_opened() =>
        Assert.Equal(DeviceErrorKind.NameTooLong, TunDevice.Open(new TunOptions { Name = "sixteen-bytes-xx" }).Error?.Kind);
}
