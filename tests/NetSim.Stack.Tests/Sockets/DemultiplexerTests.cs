using NetSim.Stack.Sockets;
using NetSim.Stack.Sockets.Tcp;
using NetSim.Testing;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ip;

namespace NetSim.Stack.Tests.Sockets;

public sealed class DemultiplexerTests
{
    private readonly Demultiplexer _sockets = new(new RandomGenerator(1, 2), key: 0, EphemeralPorts.Default);

    private static IpEndpoint End(string address, ushort port) => new(IpAddress.Parse(address), port);

    private object? Find(string local, string remote) => _sockets.Find(IpProtocol.Udp, End(local, 9), End(remote, 1000));

    [Fact]
    public void The_most_specific_socket_gets_the_packet()
    {
        _sockets.Bind(IpProtocol.Udp, End("0.0.0.0", 9), "any", out _);
        Assert.Equal("any", Find("10.0.0.1", "10.0.0.2"));
        _sockets.Connect(IpProtocol.Udp, End("10.0.0.1", 9), End("10.0.0.2", 1000), "connected", out _);

        Assert.Equal("connected", Find("10.0.0.1", "10.0.0.2"));
        Assert.Equal("any", Find("10.0.0.1", "10.0.0.3"));
        Assert.Null(Find("fd00::1", "fd00::2"));
        Assert.Null(_sockets.Find(IpProtocol.Tcp, End("10.0.0.1", 9), End("10.0.0.2", 1000)));
    }

    [Fact]
    public void Sockets_that_share_a_port_get_senders_or_the_last_gets_all()
    {
        _sockets.BindShared(IpProtocol.Udp, End("0.0.0.0", 9), "first", PortSharing.Address, out _);
        _sockets.BindShared(IpProtocol.Udp, End("0.0.0.0", 9), "last", PortSharing.Address, out _);
        Assert.Equal("last", Find("10.0.0.1", "10.0.0.2"));
        Assert.True(_sockets.ReleaseShared(IpProtocol.Udp, End("0.0.0.0", 9), "last"));
        Assert.Equal("first", Find("10.0.0.1", "10.0.0.2"));
        Assert.True(_sockets.ReleaseShared(IpProtocol.Udp, End("0.0.0.0", 9), "first"));
        Assert.Null(Find("10.0.0.1", "10.0.0.2"));
        Assert.False(_sockets.HasShared);

        foreach (string name in (string[])["a", "b", "c"]) _sockets.BindShared(IpProtocol.Udp, End("0.0.0.0", 9), name, PortSharing.Port, out _);
        var chosen = new SortedSet<string>();
        for (int i = 2; i < 60; i++)
        {
            string one = (string)Find("10.0.0.1", $"10.0.0.{i}")!;
            Assert.Equal(one, Find("10.0.0.1", $"10.0.0.{i}"));
            chosen.Add(one);
        }
        Assert.Equal(["a", "b", "c"], chosen);
    }

    [Fact]
    public void A_port_is_shared_only_by_those_who_all_want_it()
    {
        IpEndpoint any = End("0.0.0.0", 9), one = End("10.0.0.1", 9);
        _sockets.BindShared(IpProtocol.Udp, any, "a", PortSharing.Address, out _);
        Assert.Equal(BindOutcome.AddressInUse, _sockets.Bind(IpProtocol.Udp, any, "b", out _));
        Assert.Equal(BindOutcome.AddressInUse, _sockets.BindShared(IpProtocol.Udp, any, "b", PortSharing.Port, out _));
        Assert.Equal(BindOutcome.Bound, _sockets.BindShared(IpProtocol.Udp, one, "b", PortSharing.Address, out _));
        Assert.Equal("b", Find("10.0.0.1", "10.0.0.2"));
        Assert.Equal("a", Find("10.0.9.1", "10.0.0.2"));
        _sockets.Bind(IpProtocol.Udp, End("10.0.0.1", 10), "alone", out _);
        Assert.Equal(BindOutcome.AddressInUse, _sockets.BindShared(IpProtocol.Udp, End("10.0.0.1", 10), "c", PortSharing.Address, out _));
    }

    /// <summary>Those on any address and those on one stand beside each other if all share, whoever came first, as on Linux.</summary>
    [Theory]
    [InlineData("0.0.0.0", "10.0.0.1")]
    [InlineData("10.0.0.1", "0.0.0.0")]
    public void Who_shares_a_port_may_come_in_any_order(string first, string second)
    {
        foreach (int others in (int[])[0, 8])
        {
            var sockets = new Demultiplexer(new RandomGenerator(1, 2), key: 0, EphemeralPorts.Default);
            for (int i = 0; i < others; i++) sockets.Bind(IpProtocol.Udp, End("10.0.0.1", (ushort)(100 + i)), i, out _);
            Assert.Equal(BindOutcome.Bound, sockets.BindShared(IpProtocol.Udp, End(first, 9), first, PortSharing.Address, out _));
            Assert.Equal(BindOutcome.AddressInUse, sockets.BindShared(IpProtocol.Udp, End(second, 9), "other", PortSharing.Port, out _));
            Assert.Equal(BindOutcome.AddressInUse, sockets.Bind(IpProtocol.Udp, End(second, 9), "alone", out _));
            Assert.Equal(BindOutcome.Bound, sockets.BindShared(IpProtocol.Udp, End(second, 9), second, PortSharing.Address, out _));
            Assert.Equal("10.0.0.1", sockets.Find(IpProtocol.Udp, End("10.0.0.1", 9), End("10.0.0.2", 1000)));
            Assert.Equal("0.0.0.0", sockets.Find(IpProtocol.Udp, End("10.0.9.1", 9), End("10.0.0.2", 1000)));
            foreach (string local in (string[])[first, second]) Assert.True(sockets.ReleaseShared(IpProtocol.Udp, End(local, 9), local));
            Assert.False(sockets.HasShared);
            Assert.Equal(BindOutcome.Bound, sockets.Bind(IpProtocol.Udp, End("0.0.0.0", 9), "alone", out _));
        }
    }

    [Fact]
    public void One_socket_that_does_not_share_keeps_those_on_any_address_away()
    {
        _sockets.BindShared(IpProtocol.Udp, End("10.0.0.1", 9), "a", PortSharing.Address, out _);
        _sockets.Bind(IpProtocol.Udp, End("10.0.0.2", 9), "b", out _);
        Assert.Equal(BindOutcome.AddressInUse, _sockets.BindShared(IpProtocol.Udp, End("0.0.0.0", 9), "c", PortSharing.Address, out _));
    }

    [Fact]
    public void A_socket_on_one_address_hears_that_address_only()
    {
        _sockets.Bind(IpProtocol.Udp, End("10.0.0.1", 9), "one", out _);

        Assert.Equal("one", Find("10.0.0.1", "10.0.0.2"));
        Assert.Null(Find("10.0.9.1", "10.0.0.2"));
    }

    [Theory]
    [InlineData("0.0.0.0", "0.0.0.0", BindOutcome.AddressInUse)]
    [InlineData("0.0.0.0", "10.0.0.1", BindOutcome.AddressInUse)]
    [InlineData("10.0.0.1", "0.0.0.0", BindOutcome.AddressInUse)]
    [InlineData("10.0.0.1", "10.0.0.1", BindOutcome.AddressInUse)]
    [InlineData("10.0.0.1", "10.0.0.2", BindOutcome.Bound)]
    [InlineData("0.0.0.0", "::", BindOutcome.Bound)]
    [Rfc(9293, "MUST-41")]
    public void A_port_is_shared_only_by_sockets_on_different_addresses(string first, string second, BindOutcome outcome)
    {
        Assert.Equal(BindOutcome.Bound, _sockets.Bind(IpProtocol.Udp, End(first, 9), "a", out _));

        Assert.Equal(outcome, _sockets.Bind(IpProtocol.Udp, End(second, 9), "b", out _));
        Assert.Equal(BindOutcome.Bound, _sockets.Bind(IpProtocol.Tcp, End(second, 9), "c", out _));
    }

    [Fact]
    public void A_released_port_can_be_bound_again()
    {
        _sockets.Bind(IpProtocol.Udp, End("0.0.0.0", 9), "a", out _);

        Assert.True(_sockets.Release(IpProtocol.Udp, End("0.0.0.0", 9), default));
        Assert.False(_sockets.Release(IpProtocol.Udp, End("0.0.0.0", 9), default));

        Assert.Null(Find("10.0.0.1", "10.0.0.2"));
        Assert.Equal(BindOutcome.Bound, _sockets.Bind(IpProtocol.Udp, End("10.0.0.1", 9), "b", out _));
    }

    [Fact]
    public void The_same_two_ends_can_be_connected_only_once()
    {
        Assert.Equal(BindOutcome.Bound, _sockets.Connect(IpProtocol.Tcp, End("10.0.0.1", 9), End("10.0.0.2", 1), "a", out _));

        Assert.Equal(BindOutcome.AddressInUse, _sockets.Connect(IpProtocol.Tcp, End("10.0.0.1", 9), End("10.0.0.2", 1), "b", out _));
        Assert.Equal(BindOutcome.Bound, _sockets.Connect(IpProtocol.Tcp, End("10.0.0.1", 9), End("10.0.0.2", 2), "b", out _));
    }

    [Fact]
    [Rfc(6056, "3.3")]
    public void Ports_that_nobody_asked_for_cannot_be_foretold()
    {
        var ports = new List<int>();
        for (ushort i = 1; i <= 20; i++)
        {
            _sockets.Connect(IpProtocol.Tcp, End("10.0.0.1", 0), End("10.0.0.2", i), "socket", out IpEndpoint bound);
            ports.Add(bound.Port);
        }

        Assert.All(ports, port => Assert.InRange(port, 49152, 65535));
        var steps = ports.Zip(ports.Skip(1), (a, b) => b - a).ToList();
        Assert.True(steps.Distinct().Count() > 15);
        Assert.True(ports.Max() - ports.Min() > 5000);
    }

    [Fact]
    public void Every_port_of_the_range_is_given_once_and_then_there_is_a_clean_refusal()
    {
        var sockets = new Demultiplexer(new RandomGenerator(1, 2), key: 0, new EphemeralPorts { First = 50_000, Last = 50_999 });
        var ports = new HashSet<int>();
        for (int i = 0; i < 1000; i++)
        {
            BindOutcome outcome = sockets.Connect(IpProtocol.Tcp, End("10.0.0.1", 0), End("10.0.0.2", 80), "socket", out IpEndpoint bound);
            Assert.Equal(BindOutcome.Bound, outcome);
            ports.Add(bound.Port);
        }

        Assert.Equal(1000, ports.Count);
        Assert.Equal(BindOutcome.PortsExhausted, sockets.Connect(IpProtocol.Tcp, End("10.0.0.1", 0), End("10.0.0.2", 80), "socket", out _));
        // To another destination the same ports serve again.
        Assert.Equal(BindOutcome.Bound, sockets.Connect(IpProtocol.Tcp, End("10.0.0.1", 0), End("10.0.0.2", 81), "socket", out _));
    }

    [Fact]
    [Rfc(9293, "MUST-41")]
    public void A_bound_port_is_not_given_to_a_connection()
    {
        var sockets = new Demultiplexer(new RandomGenerator(1, 2), key: 0, new EphemeralPorts { First = 50_000, Last = 50_001 });
        sockets.Bind(IpProtocol.Tcp, End("0.0.0.0", 50_000), "listener", out _);

        BindOutcome outcome = sockets.Connect(IpProtocol.Tcp, End("10.0.0.1", 0), End("10.0.0.2", 80), "socket", out IpEndpoint bound);
        Assert.Equal(BindOutcome.Bound, outcome);
        Assert.Equal(50_001, bound.Port);
        Assert.Equal(BindOutcome.PortsExhausted, sockets.Connect(IpProtocol.Tcp, End("10.0.0.1", 0), End("10.0.0.2", 80), "socket", out _));
    }

    [Fact]
    public void Two_stacks_with_different_keys_place_the_same_connections_differently()
    {
        var a = new SocketKeyComparer(new KeyedHash(1, 2));
        var b = new SocketKeyComparer(new KeyedHash(1, 3));
        int same = 0;
        for (ushort i = 0; i < 1000; i++)
        {
            var key = new SocketKey(IpProtocol.Tcp, End("10.0.0.1", 80), End("10.0.0.2", i));
            if ((a.GetHashCode(key) & 0xFF) == (b.GetHashCode(key) & 0xFF)) same++;
        }

        Assert.InRange(same, 0, 20);
    }

    [Fact]
    [Rfc(9293, "MUST-43", "MUST-44")]
    public void The_stack_binds_only_its_own_addresses_and_connects_only_where_a_route_leads()
    {
        var host = new TestNode();
        host.AddPort(["10.0.0.1/24"]);
        BindOutcome Connect(IpEndpoint local, IpEndpoint remote) =>
            host.Stack.Connect(default, IpProtocol.Tcp, (local, remote), "socket", out _);

        Assert.Equal(BindOutcome.NotOwnAddress, host.Stack.Bind(IpProtocol.Udp, End("10.0.0.2", 9), "socket", out _));
        Assert.Equal(BindOutcome.Bound, host.Stack.Bind(IpProtocol.Udp, End("127.0.0.1", 9), "socket", out _));
        Assert.Equal(BindOutcome.NotOwnAddress, Connect(End("10.0.0.3", 0), End("10.0.0.2", 80)));
        Assert.Equal(BindOutcome.NoRoute, Connect(End("0.0.0.0", 0), End("192.0.2.1", 80)));
        Assert.Equal(BindOutcome.BadAddress, Connect(End("10.0.0.1", 0), End("fd00::1", 80)));
        Assert.Equal(BindOutcome.BadAddress, Connect(End("0.0.0.0", 0), End("0.0.0.0", 80)));
        Assert.Equal(BindOutcome.BadAddress, Connect(End("0.0.0.0", 0), End("10.0.0.2", 0)));
        Assert.Equal(BindOutcome.Bound, Connect(End("0.0.0.0", 0), End("10.0.0.2", 80)));
    }

    /// <summary>The address that IP chose for a connection stays, also when another would be chosen now.</summary>
    [Fact]
    [Rfc(9293, "MUST-45")]
    public void A_connection_keeps_the_address_that_was_chosen_for_it()
    {
        var host = new TestNode();
        host.AddPort(["10.0.0.1/24"]);
        host.AddPort(["10.1.0.1/24"]);
        host.AddRoute("192.0.2.0/24", 0, "10.0.0.9");
        IpEndpoint remote = End("192.0.2.1", 80);
        Assert.Equal(BindOutcome.Bound, host.Stack.Connect(default, IpProtocol.Tcp, (End("0.0.0.0", 0), remote), "socket", out IpEndpoint local));
        Assert.Equal(IpAddress.Parse("10.0.0.1"), local.Address);
        var connection = TcpConnection.Create(new TcpContext(host.Pool, 1), TcpSettings.Default, local, remote);

        // A better route, by the other interface: a new connection would get its address.
        host.AddRoute("192.0.2.1/32", 1, "10.1.0.9");
        connection.Connect(default);
        Assert.True(connection.TryTake(default, out Packet? syn));
        host.Send(syn);

        (int port, byte[] bytes) = Assert.Single(host.Sent);
        Assert.Equal((1, IpAddress.Parse("10.0.0.1")), (port, PacketAssert.IsIPv4(bytes).Source));
        connection.Abort(default);
        host.Stop();
    }
}
