using NetSim.Testing;
using NetSim.Wire.Icmp;
using NetSim.Wire.Ipv4;
using NetSim.Wire.Time;

namespace NetSim.Stack.Tests.Network;

/// <summary>A router with 10.1.0.1/24 and 10.2.0.1/24, a second and a half after the start.</summary>
public sealed class Ipv4OptionTests
{
    private readonly TestNode _router = TestNode.Router();

    public Ipv4OptionTests()
    {
        _router.AddPort(["10.1.0.1/24"]);
        _router.AddPort(["10.2.0.1/24"]);
        _router.Now = Instant.Zero + Duration.FromMilliseconds(1500);
    }

    private byte[] Forward(params byte[] options) => Pass("10.2.0.7", options);

    private byte[] Pass(string destination, byte[] options)
    {
        _router.Receive(0, PacketBuilder.IPv4("10.1.0.7", destination).IPv4Options(options).Echo().Payload(4).ToBytes());
        byte[] sent = _router.TakeOnlySent();
        Assert.True(Ipv4Header.IsChecksumValid(sent));
        Assert.True(Ipv4View.TryParse(sent, out Ipv4View view));
        Assert.True(IcmpView.TryParse(view.Payload, out IcmpView icmp));
        Assert.True(IcmpHeader.IsChecksumValid(icmp.Bytes));
        _router.AssertQuiet();
        return view.Options.ToArray();
    }

    [Fact]
    public void A_router_adds_the_address_that_a_packet_leaves_by_to_a_recorded_route()
    {
        byte[] options = Forward(7, 11, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0);

        Assert.Equal([7, 11, 8, 10, 2, 0, 1, 0, 0, 0, 0, 0], options);
    }

    [Theory]
    [InlineData(7, 7, 8, 1, 2, 3, 4, 0)]
    [InlineData(7, 7, 3, 1, 2, 3, 4, 0)]
    [InlineData(7, 7, 5, 1, 2, 3, 4, 0)]
    public void A_recorded_route_that_is_full_or_points_nowhere_passes_as_it_is(params int[] bytes)
    {
        byte[] options = [.. bytes.Select(value => (byte)value)];

        Assert.Equal(options, Forward(options));
    }

    [Fact]
    public void A_router_adds_the_time_since_the_start_marked_as_no_time_of_day()
    {
        Assert.Equal([68, 8, 9, 0, 0x80, 0, 0x05, 0xDC], Forward(68, 8, 5, 0, 0, 0, 0, 0));
        Assert.Equal([68, 12, 13, 1, 10, 2, 0, 1, 0x80, 0, 0x05, 0xDC], Forward(68, 12, 5, 1, 0, 0, 0, 0, 0, 0, 0, 0));
    }

    [Fact]
    public void A_timestamp_for_certain_addresses_is_of_those_alone()
    {
        Assert.Equal([68, 12, 13, 3, 10, 2, 0, 1, 0x80, 0, 0x05, 0xDC], Forward(68, 12, 5, 3, 10, 2, 0, 1, 0, 0, 0, 0));
        Assert.Equal([68, 12, 5, 3, 10, 9, 9, 9, 0, 0, 0, 0], Forward(68, 12, 5, 3, 10, 9, 9, 9, 0, 0, 0, 0));
    }

    [Fact]
    public void Who_finds_no_room_for_his_timestamp_is_counted_up_to_fifteen()
    {
        Assert.Equal([68, 4, 5, 0x10], Forward(68, 4, 5, 0x00));
        Assert.Equal([68, 4, 5, 0xF0], Forward(68, 4, 5, 0xF0));
    }

    [Fact]
    public void The_answer_to_an_echo_brings_the_recorded_route_back_with_the_host_in_it_and_no_other_option()
    {
        byte[] options = Pass("10.1.0.1", [148, 4, 0, 0, 7, 7, 4, 0, 0, 0, 0, 0]);

        Assert.Equal([7, 7, 8, 10, 1, 0, 1, 0], options);
    }
}
