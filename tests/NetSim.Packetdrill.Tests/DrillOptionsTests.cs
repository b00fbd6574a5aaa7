using NetSim.Stack.Sockets.Tcp;
using NetSim.Wire.Time;

namespace NetSim.Packetdrill.Tests;

public sealed class DrillOptionsTests
{
    [Fact]
    public void No_flags_are_the_defaults()
    {
        DrillOptions? options = DrillOptions.Parse(null, out _);
        Assert.NotNull(options);
        Assert.Equal(65535, options.Tcp.ReceiveBuffer);
        Assert.Equal(10, options.Tcp.InitialWindow);
        Assert.Empty(options.Local);
    }

    [Fact]
    public void Flags_are_taken_in_order_so_that_one_can_change_what_like_says()
    {
        TcpSettings tcp = DrillOptions.Parse("like=linux, rto-min=300ms,sack=off,cc=reno,mtu=1400", out _)!.Tcp;
        Assert.Equal(Duration.FromMilliseconds(300), tcp.MinimumRetransmissionTimeout);
        Assert.Equal(256 << 10, tcp.SendBuffer);
        Assert.False(tcp.Sack);
        Assert.Equal((CongestionAlgorithm.NewReno, 1400), (tcp.Congestion, tcp.Mtu));
    }

    [Theory]
    [InlineData("sack=maybe")]
    [InlineData("speed=fast")]
    [InlineData("local=here")]
    [InlineData("rto-min=5")]
    [InlineData("rcvbuf")]
    [InlineData("like=windows")]
    public void A_flag_that_makes_no_sense_is_named(string flag)
    {
        Assert.Null(DrillOptions.Parse(flag, out string fault));
        Assert.Contains(flag, fault, StringComparison.Ordinal);
    }
}
