using NetSim.Stack.Network;
using NetSim.Stack.Network.Tracking;
using NetSim.Testing;
using NetSim.Wire.Buffers;
using NetSim.Wire.Icmp;
using NetSim.Wire.Icmpv6;
using NetSim.Wire.Ip;
using NetSim.Wire.Tcp;

namespace NetSim.Stack.Tests.Network.Tracking;

/// <summary>
/// A firewall between clients on 10.1.0.0/24, fd01::/64 (interface 0) and servers on 10.2.0.0/24, fd02::/64 (interface 1): what is
/// established or related passes, new connections only to TCP ports 80 and 443 of the servers; the rest is refused aloud, UDP silently.
/// </summary>
public sealed class FirewallTests
{
    private const string Client = "10.1.0.2", Server = "10.2.0.2";

    private readonly TestNode _wall = Make();

    private static TestNode Make()
    {
        var firewall = new FirewallOptions
        {
            Rules =
            [
                new FirewallRule(FirewallAction.Accept) { States = TrackingStates.Established | TrackingStates.Related },
                new FirewallRule(FirewallAction.Accept)
                {
                    In = 0, Out = 1, Protocol = IpProtocol.Tcp, States = TrackingStates.New,
                    DestinationPorts = [new PortRange(80, 80), new PortRange(443, 443)],
                },
                new FirewallRule(FirewallAction.Drop) { Protocol = IpProtocol.Udp, DestinationPorts = [new PortRange(1, 1023)] },
                new FirewallRule(FirewallAction.Accept) { Protocol = IpProtocol.Udp, In = 0 },
                new FirewallRule(FirewallAction.Reject),
            ],
        };
        var wall = new TestNode("wall", new HostStackOptions { Ip = new IpOptions { Forwarding = Forwarding.On, Firewall = firewall } });
        wall.AddPort(["10.1.0.1/24", "fd01::1/64"]);
        wall.AddPort(["10.2.0.1/24", "fd02::1/64"]);
        return wall;
    }

    private (int Interface, byte[] Bytes) Answer(int port, PacketBuilder packet)
    {
        _wall.Receive(port, packet.ToBytes());
        Assert.Single(_wall.Sent);
        return _wall.Sent.Dequeue();
    }

    private static PacketBuilder Tcp(string from, ushort port, string to, ushort toPort, TcpFlags flags) =>
        (from.Contains(':', StringComparison.Ordinal) ? PacketBuilder.IPv6(from, to) : PacketBuilder.IPv4(from, to)).Tcp(port, toPort, flags);

    [Theory]
    [InlineData(Client, Server)]
    [InlineData("fd01::2", "fd02::2")]
    public void A_new_connection_passes_one_way_only_and_its_answers_pass_back(string client, string server)
    {
        Assert.Equal(1, Answer(0, Tcp(client, 5000, server, 80, TcpFlags.Syn)).Interface);
        Assert.Equal(0, Answer(1, Tcp(server, 80, client, 5000, TcpFlags.Syn | TcpFlags.Ack)).Interface);
        Assert.Equal(1, Answer(0, Tcp(client, 5000, server, 80, TcpFlags.Ack)).Interface);

        (int port, byte[] reset) = Answer(1, Tcp(server, 5000, client, 80, TcpFlags.Syn));
        Assert.Equal(1, port);
        Assert.Equal(TcpFlags.Rst | TcpFlags.Ack, PacketAssert.IsTcp(reset).Flags);
        Assert.Equal([2, 1, 0, 0, 1, 0], Packets());
        _wall.AssertQuiet();
    }

    [Fact]
    public void A_segment_of_no_connection_is_invalid_and_gets_a_reset_from_its_destination()
    {
        (int port, byte[] reset) = Answer(0, Tcp(Client, 5000, Server, 80, TcpFlags.Ack));

        Assert.Equal((0, Server), (port, PacketAssert.IsIPv4(reset).Source.ToString()));
        Assert.Equal(TcpFlags.Rst, PacketAssert.IsTcp(reset).Flags);
        Assert.Equal(0, _wall.Stack.CountTracked(_wall.Now).Connections);
        _wall.AssertQuiet();
    }

    [Fact]
    [Rfc(1812, "5.2.7.1")]
    public void What_is_not_TCP_is_refused_by_ICMP()
    {
        (_, byte[] error) = Answer(1, PacketBuilder.IPv4(Server, Client).Udp(40000, 5000));
        IcmpView icmp = PacketAssert.IsIcmp(error);
        Assert.Equal((IcmpType.DestinationUnreachable, (byte)IcmpUnreachableCode.AdministrativelyProhibited), (icmp.Type, icmp.Code));
        _wall.AssertQuiet();
    }

    [Fact]
    [Rfc(4443, "3.1")]
    public void What_is_not_TCP_is_refused_by_ICMPv6()
    {
        (_, byte[] error) = Answer(1, PacketBuilder.IPv6("fd02::2", "fd01::2").Udp(40000, 5000));
        Icmpv6View icmp = PacketAssert.IsIcmpv6(error);
        Assert.Equal((Icmpv6Type.DestinationUnreachable, (byte)Icmpv6UnreachableCode.AdministrativelyProhibited), (icmp.Type, icmp.Code));
        _wall.AssertQuiet();
    }

    [Fact]
    public void What_is_dropped_is_dropped_silently_and_counted()
    {
        _wall.Receive(0, PacketBuilder.IPv4(Client, Server).Udp(40000, 53).Payload(72).ToBytes());

        Assert.Equal(new RuleCount(1, 100), _wall.Stack.RuleCounts[2]);
        Assert.Equal(1, _wall.Drops(DropReason.Filtered));
        _wall.AssertQuiet();
    }

    [Fact]
    public void An_error_about_a_known_conversation_is_related_and_one_about_another_is_not()
    {
        byte[] known = Answer(0, PacketBuilder.IPv4(Client, Server).Udp(5000, 5001).Payload(8)).Bytes;
        byte[] unknown = PacketBuilder.IPv4(Client, Server).Udp(5002, 5001).Payload(8).ToBytes();

        _wall.Receive(1, PacketBuilder.IPv4(Server, Client).Icmp(IcmpType.DestinationUnreachable, 3).Payload(known).ToBytes());
        Assert.Equal(0, Assert.Single(_wall.Sent).Interface);
        _wall.Sent.Clear();
        _wall.Receive(1, PacketBuilder.IPv4(Server, Client).Icmp(IcmpType.DestinationUnreachable, 3).Payload(unknown).ToBytes());
        Assert.Empty(_wall.Sent);
        Assert.Equal([1, 0, 0, 1, 1, 0], Packets());
        _wall.AssertQuiet();
    }

    [Fact]
    public void A_conversation_that_was_silent_for_its_time_is_new_again()
    {
        Answer(0, PacketBuilder.IPv4(Client, Server).Udp(5000, 5001));
        Assert.Equal(0, Answer(1, PacketBuilder.IPv4(Server, Client).Udp(5001, 5000)).Interface);

        _wall.AdvanceTo(301);
        Assert.Equal(1, Answer(1, PacketBuilder.IPv4(Server, Client).Udp(5001, 5000)).Interface);
        Assert.Equal([1, 0, 0, 1, 1, 0], Packets());
        _wall.AssertQuiet();
    }

    [Fact]
    public void Later_fragments_over_IPv6_follow_the_first()
    {
        // Next header UDP, then offset 0 or 8 with "more follow" or not, then the identification.
        byte[] first = [17, 0, 0, 1, 0, 0, 0, 9], last = [17, 0, 0, 8, 0, 0, 0, 9], stray = [17, 0, 0, 8, 0, 0, 0, 10];
        byte[] later = PacketBuilder.IPv6("fd01::2", "fd02::2").Extension(IpProtocol.Fragment, last).Udp(5000, 5001).ToBytes();
        byte[] other = PacketBuilder.IPv6("fd01::2", "fd02::2").Extension(IpProtocol.Fragment, stray).Udp(5000, 5001).ToBytes();

        _wall.Receive(0, PacketBuilder.IPv6("fd01::2", "fd02::2").Extension(IpProtocol.Fragment, first).Udp(5000, 5001).ToBytes());
        _wall.Receive(0, later);
        _wall.Receive(0, other);

        Assert.Equal(2, _wall.Sent.Count);
        Assert.Equal(1, _wall.Drops(DropReason.Filtered));
        _wall.Sent.Clear();
        _wall.AssertQuiet();
    }

    private long[] Packets() => [.. _wall.Stack.RuleCounts.ToArray().Select(count => count.Packets)];
}
