using NetSim.Stack.Network;
using NetSim.Stack.Sockets.Tcp;
using NetSim.Testing;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ipv4;
using NetSim.Wire.Tcp;
using static NetSim.Stack.Tests.Sockets.Tcp.TcpStates;

namespace NetSim.Stack.Tests.Sockets.Tcp;

/// <summary>RFC 9293 3.9.2.1: segments that go by the routers that somebody named.</summary>
public sealed class SourceRouteTests
{
    private static readonly IpAddress First = IpAddress.FromIPv4(10, 1, 0, 1);
    private static readonly IpAddress Second = IpAddress.FromIPv4(10, 2, 0, 1);

    private static readonly TcpSettings ByTwo = Plain with { SourceRoute = new SourceRoute(SourceRouteKind.Loose, First, Second) };

    [Fact]
    [Rfc(9293, "MUST-51")]
    public void The_application_names_the_routers_and_every_segment_goes_by_them()
    {
        TcpScript script = new(ByTwo);
        script.Connect();
        AssertRoute(script.Expect(TcpFlags.Syn), First, Second, TcpScript.Peer.Address);
        script.Send(TcpFlags.Syn | TcpFlags.Ack, seq: 0, ack: 1, options: new TcpOptions { Mss = 1460 });
        AssertRoute(script.Expect(TcpFlags.Ack), First, Second, TcpScript.Peer.Address);
        script.Write(2000);
        Sent full = script.ExpectData(1, 1460 - 12);
        Assert.Equal(1500, full.Bytes.Length);
        AssertRoute(full, First, Second, TcpScript.Peer.Address);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "MUST-52")]
    public void What_the_application_named_goes_before_what_comes()
    {
        TcpScript script = new(ByTwo);
        script.Listen();
        script.Deliver(Routed(script, script.Make(TcpFlags.Syn, seq: 0), IpAddress.FromIPv4(10, 7, 0, 1)));
        AssertRoute(script.Expect(TcpFlags.Syn | TcpFlags.Ack), First, Second, TcpScript.Peer.Address);
        script.Deliver(Routed(script, script.Make(TcpFlags.Ack, seq: 1, ack: 1), IpAddress.FromIPv4(10, 7, 0, 1)));
        script.Accept();
        script.Write(10);
        AssertRoute(script.ExpectData(1, 10), First, Second, TcpScript.Peer.Address);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "MUST-53")]
    public void The_way_that_a_SYN_came_is_the_way_back()
    {
        TcpScript script = new(Plain);
        script.Listen();
        script.Deliver(Routed(script, script.Make(TcpFlags.Syn, seq: 0), First, Second));
        AssertRoute(script.Expect(TcpFlags.Syn | TcpFlags.Ack), Second, First, TcpScript.Peer.Address);
        script.Send(TcpFlags.Ack, seq: 1, ack: 1);
        script.Accept();
        script.Write(10);
        AssertRoute(script.ExpectData(1, 10), Second, First, TcpScript.Peer.Address);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "SHLD-24")]
    public void A_later_route_takes_the_place_of_an_earlier_one()
    {
        TcpScript script = new(Plain);
        script.Listen();
        script.Deliver(Routed(script, script.Make(TcpFlags.Syn, seq: 0), First));
        script.Expect(TcpFlags.Syn | TcpFlags.Ack);
        script.Send(TcpFlags.Ack, seq: 1, ack: 1);
        script.Accept();
        script.Deliver(Routed(script, script.Make(TcpFlags.Ack, seq: 1, ack: 1, data: 5), Second));
        script.Write(10);
        AssertRoute(script.ExpectData(1, 10), Second, TcpScript.Peer.Address);

        // Who only guesses cannot lead the connection elsewhere.
        script.Deliver(Routed(script, script.Make(TcpFlags.Ack, seq: 500_000, ack: 1, data: 5), First));
        script.TakeAll();
        Assert.Equal(Second, script.Connection.Route!.Hops[0]);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "MUST-51", "MUST-53")]
    public void A_reset_that_answers_a_segment_goes_by_the_route_too()
    {
        TcpScript script = new(Plain);
        script.Listen();
        script.Deliver(Routed(script, script.Make(TcpFlags.Syn, seq: 0), First, Second));
        script.Expect(TcpFlags.Syn | TcpFlags.Ack);
        script.Send(TcpFlags.Ack, seq: 1, ack: 1);
        script.Accept();
        script.Close();
        AssertRoute(script.Expect(TcpFlags.Fin | TcpFlags.Ack), Second, First, TcpScript.Peer.Address);
        script.Send(TcpFlags.Ack, seq: 1, ack: 2, data: 10);
        AssertRoute(script.Expect(TcpFlags.Rst), Second, First, TcpScript.Peer.Address);

        TcpScript opening = new(ByTwo);
        opening.Connect();
        opening.Expect(TcpFlags.Syn);
        opening.Send(TcpFlags.Ack, seq: 0, ack: 77);
        AssertRoute(opening.Expect(TcpFlags.Rst), First, Second, TcpScript.Peer.Address);
        script.AssertNothingLeaks();
        opening.AssertNothingLeaks();
    }

    [Theory]
    [InlineData(7, 4)]
    [InlineData(7, 5)]
    [InlineData(3, 4)]
    [InlineData(5, 8)]
    public void A_route_that_is_not_at_its_end_or_makes_no_sense_leads_nowhere(byte length, byte pointer)
    {
        TcpScript script = new(Plain);
        script.Listen();
        Packet syn = PacketBuilder.Between(TcpScript.Peer.Address, TcpScript.Us.Address)
            .IPv4Options([(byte)SourceRouteKind.Loose, length, pointer, 10, 1, 0, 1, 0])
            .Tcp(TcpScript.Peer.Port, TcpScript.Us.Port, TcpFlags.Syn, script.PeerInitial.Value, 0).Build(script.Pool);
        syn.TransportOffset = 28;
        script.Deliver(syn);
        Assert.Equal(20, (script.Expect(TcpFlags.Syn | TcpFlags.Ack).Bytes[0] & 15) * 4);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(1812, "5.2.4.1")]
    [Rfc(791, "3.1")]
    public void A_router_on_the_route_notes_itself_and_sends_the_packet_on()
    {
        TestNode router = Router(SourceRoutes.Follow);
        router.Receive(0, Through(4).ToBytes());
        byte[] sent = router.TakeOnlySent();
        Ipv4View view = PacketAssert.IsIPv4(sent);
        Assert.Equal((IpAddress.Parse("10.1.0.9"), 63), (view.Destination, view.TimeToLive));
        Assert.Equal([(byte)SourceRouteKind.Loose, 7, 8, 10, 1, 0, 1, 0], view.Options.ToArray());
        router.Stop();
    }

    [Fact]
    [Rfc(7126, "4.3")]
    public void Unless_told_otherwise_a_router_sends_nothing_on_and_a_host_takes_nothing()
    {
        foreach (byte pointer in new byte[] { 4, 8 })
        {
            TestNode router = Router(SourceRoutes.Refuse);
            router.Receive(0, Through(pointer).ToBytes());
            Assert.Equal(1, router.Drops(DropReason.SourceRoute));
            router.AssertQuiet();
            router.Stop();
        }
    }

    private static PacketBuilder Through(byte pointer) => PacketBuilder.IPv4("10.0.0.2", "10.0.0.1")
        .IPv4Options((byte)SourceRouteKind.Loose, 7, pointer, 10, 1, 0, 9, 0).Protocol((NetSim.Wire.Ip.IpProtocol)99).HopLimit(64);

    private static TestNode Router(SourceRoutes use)
    {
        var node = new TestNode("router", new HostStackOptions { Ip = new IpOptions { Forwarding = Forwarding.On, SourceRoutes = use } });
        node.AddPort(["10.0.0.1/24"]);
        node.AddPort(["10.1.0.1/24"]);
        return node;
    }

    /// <summary>The packet as it arrives at the end of a loose source route over <paramref name="hops"/>.</summary>
    private static Packet Routed(TcpScript script, Packet packet, params IpAddress[] hops)
    {
        int length = 3 + 4 * hops.Length;
        byte[] options = new byte[(length + 3) & ~3];
        (options[0], options[1], options[2]) = ((byte)SourceRouteKind.Loose, (byte)length, (byte)(length + 1));
        for (int i = 0; i < hops.Length; i++) hops[i].Write(options.AsSpan(3 + 4 * i));
        byte[] bytes = packet.Bytes.ToArray();
        packet.Return();
        Packet routed = script.Pool.Rent(bytes.Length + options.Length);
        bytes.AsSpan(0, 20).CopyTo(routed.Append(20));
        options.CopyTo(routed.Append(options.Length));
        bytes.AsSpan(20).CopyTo(routed.Append(bytes.Length - 20));
        routed.Bytes[0] = (byte)(0x40 | (20 + options.Length) / 4);
        Ipv4Header.SetLength(routed.Bytes, routed.Length);
        Ipv4Header.FillChecksum(routed.Bytes);
        routed.TransportOffset = 20 + options.Length;
        return routed;
    }

    private static void AssertRoute(Sent sent, params IpAddress[] way)
    {
        Ipv4View view = PacketAssert.IsIPv4(sent.Bytes);
        Assert.Equal(way[0], view.Destination);
        byte[] option = view.Options.ToArray();
        Assert.Equal(((byte)SourceRouteKind.Loose, 3 + 4 * (way.Length - 1), 4), (option[0], option[1], option[2]));
        for (int i = 1; i < way.Length; i++)
            Assert.Equal(way[i], IpAddress.FromIPv4(option[4 * i - 1], option[4 * i], option[4 * i + 1], option[4 * i + 2]));
    }
}
