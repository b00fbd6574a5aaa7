using NetSim.Stack.Network;
using NetSim.Stack.Network.Tracking;
using NetSim.Testing;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Icmp;
using NetSim.Wire.Ip;
using NetSim.Wire.Tcp;

namespace NetSim.Stack.Tests.Network.Tracking;

/// <summary>The input and output chains of a host on 10.1.0.0/24, fd01::/64: it takes answers, echo requests and TCP port 22, and sends no mail.</summary>
public sealed class OwnTrafficTests
{
    private readonly TestNode _host = Make(FirewallAction.Drop, Forwarding.Off);

    private static TestNode Make(FirewallAction policy, Forwarding forwarding)
    {
        var input = new FirewallOptions
        {
            Policy = policy,
            Rules =
            [
                new FirewallRule(FirewallAction.Accept) { States = TrackingStates.Established | TrackingStates.Related },
                new FirewallRule(FirewallAction.Accept) { Protocol = IpProtocol.Tcp, States = TrackingStates.New, DestinationPorts = [new PortRange(22, 22)] },
                new FirewallRule(FirewallAction.Accept) { Protocol = IpProtocol.Icmp, In = 0 },
            ],
        };
        var output = new FirewallOptions
        {
            Policy = FirewallAction.Accept,
            Rules = [new FirewallRule(FirewallAction.Drop) { Protocol = IpProtocol.Tcp, Out = 0, DestinationPorts = [new PortRange(25, 25)] }],
        };
        var node = new TestNode("host", new HostStackOptions { Ip = new IpOptions { Forwarding = forwarding, Input = input, Output = output } });
        node.AddPort(["10.1.0.1/24", "fd01::1/64"]);
        node.AddPort(["10.2.0.1/24", "fd02::1/64"]);
        return node;
    }

    private static PacketBuilder Between(string from, string to) =>
        from.Contains(':', StringComparison.Ordinal) ? PacketBuilder.IPv6(from, to) : PacketBuilder.IPv4(from, to);

    private long[] Packets(TestNode node)
    {
        List<long> packets = [];
        foreach (RuleCount count in node.Stack.RuleCounts) packets.Add(count.Packets);
        return [.. packets];
    }

    [Theory]
    [InlineData("10.1.0.2", "10.1.0.1")]
    [InlineData("fd01::2", "fd01::1")]
    public void What_nobody_asked_for_is_dropped_and_what_a_rule_names_is_taken(string from, string to)
    {
        _host.Stack.Bind(IpProtocol.Tcp, new IpEndpoint(IpAddress.Parse(to), 22), "ssh", out _);
        _host.Stack.Bind(IpProtocol.Tcp, new IpEndpoint(IpAddress.Parse(to), 80), "web", out _);

        _host.Receive(0, Between(from, to).Tcp(5000, 80, TcpFlags.Syn).ToBytes());
        Assert.Empty(_host.Received);
        _host.Receive(0, Between(from, to).Tcp(5000, 22, TcpFlags.Syn).ToBytes());

        _host.TakeOnlyReceived().Return();
        Assert.Equal(1, _host.Drops(DropReason.Filtered));
        Assert.Equal([0, 1, 0, 1, 0, 0], Packets(_host));
        _host.AssertQuiet();
    }

    [Theory]
    [InlineData("10.1.0.1", "10.1.0.2")]
    [InlineData("fd01::1", "fd01::2")]
    public void An_answer_to_what_the_node_has_sent_is_established(string own, string peer)
    {
        _host.Stack.Bind(IpProtocol.Udp, new IpEndpoint(IpAddress.Parse(own), 4000), "resolver", out _);
        _host.Send(Between(own, peer).Udp(4000, 53).Build(_host.Pool));
        _host.TakeOnlySent();

        _host.Receive(0, Between(peer, own).Udp(53, 4000).ToBytes());
        _host.TakeOnlyReceived().Return();
        _host.Receive(0, Between(peer, own).Udp(54, 4000).ToBytes());

        Assert.Empty(_host.Received);
        Assert.Equal([1, 0, 0, 1, 0, 1], Packets(_host));
        _host.AssertQuiet();
    }

    [Fact]
    public void An_echo_request_is_answered_only_where_a_rule_lets_it_in()
    {
        _host.Receive(0, PacketBuilder.IPv4("10.1.0.2", "10.1.0.1").Echo().ToBytes());
        Assert.Equal(IcmpType.EchoReply, PacketAssert.IsIcmp(_host.TakeOnlySent()).Type);
        _host.Receive(1, PacketBuilder.IPv4("10.2.0.2", "10.2.0.1").Echo().ToBytes());
        Assert.Empty(_host.Sent);
        _host.AssertQuiet();
    }

    [Fact]
    public void What_the_output_chain_drops_never_leaves()
    {
        _host.Send(PacketBuilder.IPv4("10.1.0.1", "10.1.0.2").Tcp(4000, 25, TcpFlags.Syn).Build(_host.Pool));
        Assert.Empty(_host.Sent);
        Assert.Equal(1, _host.Drops(DropReason.Filtered));
        _host.Send(PacketBuilder.IPv4("10.1.0.1", "10.1.0.2").Tcp(4000, 587, TcpFlags.Syn).Build(_host.Pool));
        _host.TakeOnlySent();
        _host.AssertQuiet();
    }

    [Fact]
    [Rfc(1812, "5.2.7.1")]
    public void What_is_rejected_gets_a_reset_or_an_ICMP_error()
    {
        TestNode host = Make(FirewallAction.Reject, Forwarding.Off);
        host.Receive(0, PacketBuilder.IPv4("10.1.0.2", "10.1.0.1").Tcp(5000, 80, TcpFlags.Syn).ToBytes());
        Assert.Equal(TcpFlags.Rst | TcpFlags.Ack, PacketAssert.IsTcp(host.TakeOnlySent()).Flags);
        host.Receive(0, PacketBuilder.IPv4("10.1.0.2", "10.1.0.1").Udp(5000, 53).Payload(9).ToBytes());
        IcmpView icmp = PacketAssert.IsIcmp(host.TakeOnlySent());
        Assert.Equal((IcmpType.DestinationUnreachable, (byte)IcmpUnreachableCode.AdministrativelyProhibited), (icmp.Type, icmp.Code));
        host.AssertQuiet();
    }

    [Fact]
    public void A_router_passes_on_what_it_would_not_take_itself()
    {
        TestNode router = Make(FirewallAction.Drop, Forwarding.On);
        router.Receive(0, PacketBuilder.IPv4("10.1.0.2", "10.2.0.2").Tcp(5000, 80, TcpFlags.Syn).ToBytes());
        Assert.Equal(1, Assert.Single(router.Sent).Interface);
        router.Sent.Clear();
        router.AssertQuiet();
    }
}
