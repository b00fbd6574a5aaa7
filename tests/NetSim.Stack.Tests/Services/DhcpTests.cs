using NetSim.Stack.Services.Dhcp;
using NetSim.Testing;
using NetSim.Wire.Addresses;
using NetSim.Wire.Dhcp;
using NetSim.Wire.Time;

namespace NetSim.Stack.Tests.Services;

/// <summary>Clients and a server, message by message.</summary>
public sealed class DhcpTests
{
    private static readonly IpAddress Own = IpAddress.Parse("10.0.0.1");

    private static readonly DhcpPool Pool = new(IpPrefix.Parse("10.0.0.1/24"), IpAddress.Parse("10.0.0.100"), IpAddress.Parse("10.0.0.101"))
    {
        Router = Own,
        NameServers = [IpAddress.Parse("10.0.0.53"), IpAddress.Parse("10.0.0.54")],
        Domain = "lab",
        LeaseTime = Duration.FromSeconds(1000),
    };

    private readonly DhcpServer _server = new(Pool);
    private Instant _now = Instant.Zero;

    private DhcpClient Client(int number = 1)
    {
        var client = new DhcpClient(new MacAddress(0x0200_0000_0000ul + (ulong)number), $"host{number}", new RandomGenerator(1, (ulong)number));
        client.Start(_now);
        return client;
    }

    private static DhcpSend Sent(DhcpClient client)
    {
        Assert.True(client.TryTake(out DhcpSend? message));
        return message;
    }

    private static DhcpMessageType TypeOf(DhcpSend message)
    {
        Assert.True(DhcpView.TryParse(message.Bytes.Span, out DhcpView view));
        return view.Type;
    }

    private DhcpSend? Serve(DhcpSend message)
    {
        Assert.True(DhcpView.TryParse(message.Bytes.Span, out DhcpView view));
        return _server.TryAnswer(_now, view, out DhcpSend? answer) ? answer : null;
    }

    private void Hand(DhcpClient client, DhcpSend message)
    {
        Assert.True(DhcpView.TryParse(message.Bytes.Span, out DhcpView view));
        client.OnMessage(_now, view);
    }

    /// <summary>All that the client says reaches the server, and the other way round.</summary>
    private void Talk(DhcpClient client)
    {
        while (client.TryTake(out DhcpSend? message))
            if (Serve(message) is { } answer) Hand(client, answer);
    }

    private DhcpClient Bound(int number = 1)
    {
        DhcpClient client = Client(number);
        Talk(client);
        Assert.Equal(DhcpClientState.Bound, client.State);
        // Nobody else has the address.
        client.OnDeadline(Assert.NotNull(client.NextDeadline));
        return client;
    }

    private void Pass(DhcpClient client)
    {
        _now = Assert.NotNull(client.NextDeadline);
        client.OnDeadline(_now);
    }

    [Fact]
    [Rfc(2131, "3.1")]
    public void A_client_gets_an_address_and_all_that_goes_with_it()
    {
        DhcpLease lease = Assert.IsType<DhcpLease>(Bound().Lease);
        Assert.Equal(IpPrefix.Parse("10.0.0.100/24"), lease.Address);
        Assert.Equal((Own, Own, "lab"), (lease.Server, lease.Router, lease.Domain));
        Assert.Equal([.. Pool.NameServers], lease.NameServers.ToArray());
        Assert.Equal((Duration.FromSeconds(1000), Duration.FromSeconds(500), Duration.FromSeconds(875)), (lease.Time, lease.Renewal, lease.Rebinding));
        Assert.Equal(1, _server.CountLeases(_now));
    }

    [Fact]
    [Rfc(2131, "4.1")]
    public void Without_an_address_a_client_asks_for_broadcasts_and_is_answered_by_them()
    {
        DhcpClient client = Client();
        DhcpSend discover = Sent(client);
        Assert.Equal(IpAddress.BroadcastIPv4, discover.To);
        Assert.InRange(discover.Bytes.Length, DhcpWriter.LeastLength, 576);
        Assert.True(DhcpView.TryParse(discover.Bytes.Span, out DhcpView view));
        Assert.True(view.WantsBroadcast);
        Assert.Equal(IpAddress.BroadcastIPv4, Assert.IsType<DhcpSend>(Serve(discover)).To);
    }

    [Fact]
    [Rfc(2131, "4.1")]
    public void A_client_that_nobody_answers_asks_more_and_more_seldom()
    {
        DhcpClient client = Client();
        List<long> waits = [];
        for (int turn = 0; turn < 8; turn++)
        {
            Assert.Equal(DhcpMessageType.Discover, TypeOf(Sent(client)));
            Instant before = _now;
            Pass(client);
            waits.Add((_now - before).Nanoseconds / 1_000_000);
        }
        long[] expected = [4, 8, 16, 32, 64, 64, 64, 64];
        for (int turn = 0; turn < 8; turn++) Assert.InRange(waits[turn], expected[turn] * 1000 - 1000, expected[turn] * 1000 + 1000);
        Assert.NotEqual(waits[5], waits[6]);
    }

    [Fact]
    public void An_offer_that_leads_to_nothing_is_given_up_after_four_requests()
    {
        DhcpClient client = Client();
        Hand(client, Serve(Sent(client))!);
        for (int turn = 0; turn < 4; turn++)
        {
            Assert.Equal(DhcpMessageType.Request, TypeOf(Sent(client)));
            Pass(client);
        }
        Assert.Equal(DhcpMessageType.Discover, TypeOf(Sent(client)));
    }

    [Fact]
    [Rfc(2131, "4.4.5")]
    public void A_lease_is_renewed_at_half_of_its_time_from_its_server_alone()
    {
        DhcpClient client = Bound();
        Pass(client);
        Assert.Equal(Instant.Zero + Duration.FromSeconds(500), _now);
        DhcpSend request = Sent(client);
        Assert.Equal((DhcpClientState.Renewing, Own), (client.State, request.To));
        Assert.True(DhcpView.TryParse(request.Bytes.Span, out DhcpView view));
        // RFC 2131 table 5: the address stands in ciaddr, and neither it nor the server is named.
        Assert.Equal(IpAddress.Parse("10.0.0.100"), view.ClientAddress);
        Assert.False(view.TryFind(DhcpOptionCode.ServerIdentifier, out _) || view.TryFind(DhcpOptionCode.RequestedAddress, out _));
        Assert.False(view.WantsBroadcast);
        DhcpSend ack = Assert.IsType<DhcpSend>(Serve(request));
        Assert.Equal(IpAddress.Parse("10.0.0.100"), ack.To);
        Hand(client, ack);
        Assert.Equal(DhcpClientState.Bound, client.State);
        Assert.Equal(Instant.Zero + Duration.FromSeconds(1000), client.NextDeadline);
    }

    [Fact]
    [Rfc(2131, "4.4.5")]
    public void A_lease_that_nobody_renews_is_asked_of_everybody_and_then_lost()
    {
        DhcpClient client = Bound();
        List<string> said = [];
        while (client.Lease is not null)
        {
            Pass(client);
            said.Add($"{_now.TotalSeconds:0} {client.State} {Sent(client).To}");
        }
        Assert.Equal(
            ["500 Renewing 10.0.0.1", "688 Renewing 10.0.0.1", "781 Renewing 10.0.0.1", "875 Rebinding 255.255.255.255", "938 Rebinding 255.255.255.255",
             "1000 Selecting 255.255.255.255"], said);
    }

    [Fact]
    public void A_client_comes_back_to_its_address_and_a_full_pool_gives_nothing()
    {
        Bound(1);
        DhcpClient second = Bound(2);
        Assert.Equal("10.0.0.101/24", second.Lease!.Address.ToString());
        Assert.Null(Serve(Sent(Client(3))));
        second.Release(_now);
        Assert.Equal(DhcpMessageType.Release, TypeOf(Peek(second)));
        Assert.Equal("10.0.0.100/24", Bound(1).Lease!.Address.ToString());
        // What is free again goes to whoever needs it.
        Assert.Equal("10.0.0.101/24", Bound(3).Lease!.Address.ToString());
    }

    private DhcpSend Peek(DhcpClient client)
    {
        DhcpSend message = Sent(client);
        Assert.Null(Serve(message));
        return message;
    }

    [Fact]
    public void A_lease_that_has_run_out_can_be_given_to_another()
    {
        Bound(1);
        Bound(2);
        _now += Duration.FromSeconds(1001);
        Assert.Equal("10.0.0.100/24", Bound(3).Lease!.Address.ToString());
    }

    [Fact]
    [Rfc(2131, "4.3.3")]
    public void A_declined_address_is_given_to_nobody_for_a_while()
    {
        DhcpClient client = Client();
        client.Conflicts = 3;
        Talk(client);
        Assert.NotNull(client.Lease);
        client.Conflicts = 4;
        Pass(client);
        Assert.Equal(Instant.Zero + Duration.FromSeconds(2), _now);
        Assert.Equal(DhcpMessageType.Decline, TypeOf(Peek(client)));
        Assert.Null(client.Lease);
        Pass(client);
        Assert.Equal(Instant.Zero + Duration.FromSeconds(12), _now);
        Talk(client);
        Assert.Equal("10.0.0.101/24", client.Lease!.Address.ToString());
    }

    [Fact]
    [Rfc(2131, "4.3.1")]
    public void An_answer_that_does_not_say_who_gives_it_is_none_even_when_all_were_asked()
    {
        DhcpClient client = Bound();
        while (client.State != DhcpClientState.Rebinding) Pass(client);
        DhcpSend request = Sent(client);
        while (client.TryTake(out DhcpSend? later)) request = later;
        byte[] ack = [.. Assert.IsType<DhcpSend>(Serve(request)).Bytes.Span];
        int identifier = ack.AsSpan().IndexOf(new byte[] { (byte)DhcpOptionCode.ServerIdentifier, 4, 10, 0, 0, 1 });
        byte[] nameless = [.. ack];
        nameless[identifier] = 250;
        Hand(client, new DhcpSend(IpAddress.BroadcastIPv4, nameless));
        Assert.Equal(DhcpClientState.Rebinding, client.State);
        Hand(client, new DhcpSend(IpAddress.BroadcastIPv4, ack));
        Assert.Equal((DhcpClientState.Bound, Own), (client.State, client.Lease!.Server));
    }

    [Fact]
    public void A_wrong_address_is_refused_and_the_client_begins_anew()
    {
        DhcpClient client = Bound();
        Pass(client);
        DhcpSend request = Sent(client);
        var elsewhere = new DhcpServer(Pool with { Own = IpPrefix.Parse("10.9.0.1/24"), First = IpAddress.Parse("10.9.0.2"), Last = IpAddress.Parse("10.9.0.9") });
        Assert.True(DhcpView.TryParse(request.Bytes.Span, out DhcpView view));
        Assert.True(elsewhere.TryAnswer(_now, view, out DhcpSend? nak));
        Assert.Equal(DhcpMessageType.Nak, TypeOf(nak));
        // Not from the server that was asked.
        Hand(client, nak);
        Assert.NotNull(client.Lease);
        while (client.State != DhcpClientState.Rebinding) Pass(client);
        while (client.TryTake(out DhcpSend? last)) request = last;
        Assert.True(DhcpView.TryParse(request.Bytes.Span, out view));
        Assert.True(elsewhere.TryAnswer(_now, view, out nak));
        Hand(client, nak);
        Assert.Null(client.Lease);
        Assert.Equal(DhcpMessageType.Discover, TypeOf(Sent(client)));
    }

    [Fact]
    public void A_server_that_has_forgotten_everything_lets_a_renewal_go_on()
    {
        DhcpClient client = Bound();
        Pass(client);
        Assert.True(DhcpView.TryParse(Sent(client).Bytes.Span, out DhcpView view));
        Assert.True(new DhcpServer(Pool).TryAnswer(_now, view, out DhcpSend? answer));
        Assert.Equal(DhcpMessageType.Ack, TypeOf(answer));
    }

    [Fact]
    [Rfc(2131, "3.4")]
    public void Only_information_can_be_asked_for_too()
    {
        var bytes = new byte[576];
        var fields = new DhcpFields { IsRequest = true, ClientAddress = IpAddress.Parse("10.0.0.7"), ClientMac = new MacAddress(0x0200_0000_0007) };
        DhcpSend answer = Assert.IsType<DhcpSend>(Serve(new DhcpSend(default, new DhcpWriter(bytes, fields, DhcpMessageType.Inform).Finish().ToArray())));
        Assert.Equal(IpAddress.Parse("10.0.0.7"), answer.To);
        Assert.True(DhcpView.TryParse(answer.Bytes.Span, out DhcpView view));
        Assert.True(view.YourAddress.IsUnspecified);
        Assert.False(view.TryFind(DhcpOptionCode.LeaseTime, out _));
        Assert.True(view.TryFind(DhcpOptionCode.DomainNameServer, out _));
    }

    [Fact]
    public void Messages_with_bytes_changed_do_no_harm_to_either_side() => SeededRuns.Check(2000, random =>
    {
        DhcpClient client = Client(random.Next(3));
        for (int turn = 0; turn < 6; turn++)
        {
            if (!client.TryTake(out DhcpSend? message))
            {
                if (client.NextDeadline is null) return;
                Pass(client);
                continue;
            }
            if (DhcpView.TryParse(Changed(random, message), out DhcpView view) && _server.TryAnswer(_now, view, out DhcpSend? answer)
                && DhcpView.TryParse(Changed(random, answer), out DhcpView back)) client.OnMessage(_now, back);
        }
    });

    private static byte[] Changed(Random random, DhcpSend message)
    {
        byte[] bytes = message.Bytes.ToArray();
        for (int changes = random.Next(4); changes > 0; changes--) bytes[random.Next(12, bytes.Length)] = random.NextByte();
        return bytes;
    }

    [Theory]
    [InlineData("10.0.0.50", "10.0.0.60", false)]
    [InlineData("10.0.0.102", "10.0.0.110", false)]
    [InlineData("10.0.0.100", "10.0.0.100", true)]
    [Rfc(2131, "4.3.2")]
    public void A_server_leaves_the_clients_of_another_alone_when_they_rebind(string first, string last, bool isItsOwn)
    {
        DhcpClient client = Bound();
        while (client.State != DhcpClientState.Rebinding) Pass(client);
        DhcpSend request = Sent(client);
        while (client.TryTake(out DhcpSend? later)) request = later;
        var other = new DhcpServer(new DhcpPool(IpPrefix.Parse("10.0.0.2/24"), IpAddress.Parse(first), IpAddress.Parse(last)) { LeaseTime = Duration.FromSeconds(1000) });

        Assert.True(DhcpView.TryParse(request.Bytes.Span, out DhcpView view));

        Assert.Equal(isItsOwn, other.TryAnswer(_now, view, out _));
    }
}
