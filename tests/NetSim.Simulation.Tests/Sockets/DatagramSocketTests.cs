using System.Net.Sockets;
using NetSim.Simulation.Sockets;
using NetSim.Stack.Sockets;
using NetSim.Stack.Sockets.Raw;
using NetSim.Wire.Addresses;
using NetSim.Wire.Ip;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Tests.Sockets;

public class DatagramSocketTests
{
    private static readonly IpAddress ServerIPv4 = IpAddress.Parse("10.0.0.2");
    private static readonly IpAddress ServerIPv6 = IpAddress.Parse("fd00::2");

    [Fact]
    public void Datagrams_go_there_and_back_over_both_families()
    {
        using var hosts = new TwoHosts();
        hosts.Run.Drive(async () =>
        {
            using DatagramSocket server = await hosts.Server.OpenUdpAsync(53);
            using DatagramSocket client = await hosts.Client.OpenUdpAsync();
            foreach (IpAddress address in (IpAddress[])[ServerIPv4, ServerIPv6])
            {
                client.SendTo("question"u8, new IpEndpoint(address, 53));
                ReceivedDatagram question = await server.ReceiveAsync();
                Assert.Equal("question"u8.ToArray(), question.Data.ToArray());
                Assert.Equal(address, question.Local.Address);
                server.SendTo("answer"u8, question.Remote);
                ReceivedDatagram answer = await client.ReceiveAsync();
                Assert.Equal(new IpEndpoint(address, 53), answer.Remote);
            }
        });
    }

    [Fact]
    public void A_group_is_heard_by_those_who_have_joined_it()
    {
        using var hosts = new TwoHosts();
        hosts.Run.Drive(async () =>
        {
            IpAddress group = IpAddress.Parse("239.1.2.3");
            using DatagramSocket server = await hosts.Server.OpenUdpAsync(5000);
            using DatagramSocket client = await hosts.Client.OpenUdpAsync();
            client.SetOptions(new DatagramOptions(Interface: 0));
            server.JoinGroup(group);
            client.SendTo("one"u8, new IpEndpoint(group, 5000));
            Assert.Equal(group, (await server.ReceiveAsync()).Local.Address);
            server.LeaveGroup(group);
            client.SendTo("two"u8, new IpEndpoint(group, 5000));
            using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(1), hosts.Run.Clock);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await server.ReceiveAsync(soon.Token));
        });
    }

    [Fact]
    public void A_socket_with_a_peer_hears_of_a_closed_port_and_of_nobody_else()
    {
        using var hosts = new TwoHosts();
        hosts.Run.Drive(async () =>
        {
            using DatagramSocket client = await hosts.Client.ConnectUdpAsync(new IpEndpoint(ServerIPv4, 9));
            client.Send("anybody?"u8);
            // The error comes while nobody receives, and waits.
            await hosts.Client.DelayAsync(Duration.FromSeconds(1));
            SocketException error = await Assert.ThrowsAsync<SocketException>(async () => await client.ReceiveAsync());
            Assert.Equal(SocketError.ConnectionRefused, error.SocketErrorCode);

            using DatagramSocket other = await hosts.Server.OpenUdpAsync(10);
            other.SendTo("not the peer"u8, client.LocalEndpoint);
            using DatagramSocket peer = await hosts.Server.OpenUdpAsync(9);
            peer.SendTo("the peer"u8, client.LocalEndpoint);
            Assert.Equal(9, (await client.ReceiveAsync()).Remote.Port);
        });
    }

    [Fact]
    public void Sockets_that_share_a_port_all_hear_a_group()
    {
        using var hosts = new TwoHosts();
        hosts.Run.Drive(async () =>
        {
            IpAddress group = IpAddress.Parse("239.1.2.3");
            using DatagramSocket one = await hosts.Server.OpenUdpAsync(5000, sharing: PortSharing.Address);
            using (DatagramSocket two = await hosts.Server.OpenUdpAsync(5000, sharing: PortSharing.Address))
            {
                await Assert.ThrowsAsync<SocketException>(() => hosts.Server.OpenUdpAsync(5000));
                using DatagramSocket client = await hosts.Client.OpenUdpAsync();
                client.SetOptions(new DatagramOptions(Interface: 0));
                one.JoinGroup(group);
                two.JoinGroup(group);
                client.SendTo("all"u8, new IpEndpoint(group, 5000));
                Assert.Equal(3, (await one.ReceiveAsync()).Data.Length);
                Assert.Equal(3, (await two.ReceiveAsync()).Data.Length);
                client.SendTo("last"u8, new IpEndpoint(ServerIPv4, 5000));
                Assert.Equal(4, (await two.ReceiveAsync()).Data.Length);
            }
            await hosts.Client.DelayAsync(Duration.FromMilliseconds(1));
            using DatagramSocket again = await hosts.Client.OpenUdpAsync();
            again.SendTo("the one"u8, new IpEndpoint(ServerIPv4, 5000));
            Assert.Equal(7, (await one.ReceiveAsync()).Data.Length);
        });
    }

    [Fact]
    public void A_raw_socket_answers_in_the_place_of_the_stack()
    {
        using var hosts = new TwoHosts();
        hosts.Run.Drive(async () =>
        {
            using DatagramSocket raw = await hosts.Server.OpenRawAsync(
                IpProtocol.Udp, change: options => options with { Reach = RawReach.Exclusive, OnSend = IpHeader.Included });
            using DatagramSocket client = await hosts.Client.ConnectUdpAsync(new IpEndpoint(ServerIPv4, 9));
            client.Send("hi"u8);
            byte[] packet = (await raw.ReceiveAsync()).Data.ToArray();
            Assert.Equal(20 + 8 + 2, packet.Length);

            // Turned round: addresses and ports change places, which no checksum notices.
            byte[] answer = [.. packet[..12], .. packet[16..20], .. packet[12..16], .. packet[22..24], .. packet[20..22], .. packet[24..]];
            raw.SendTo(answer, default);
            // The stack has not said "port unreachable", or this would be an exception.
            Assert.Equal("hi"u8.ToArray(), (await client.ReceiveAsync()).Data.ToArray());
        });
    }

    [Theory]
    [InlineData("udp")]
    [InlineData("raw")]
    public void What_no_packet_carries_is_refused_and_the_socket_goes_on(string kind)
    {
        using var hosts = new TwoHosts();
        hosts.Run.Drive(async () =>
        {
            var end = new IpEndpoint(ServerIPv4, 9);
            using DatagramSocket server = kind == "udp" ? await hosts.Server.OpenUdpAsync(9) : await hosts.Server.OpenRawAsync((IpProtocol)200);
            using DatagramSocket client = kind == "udp" ? await hosts.Client.OpenUdpAsync() : await hosts.Client.OpenRawAsync((IpProtocol)200);
            SocketException error = Assert.Throws<SocketException>(() => client.SendTo(new byte[65_536], end));
            Assert.Equal(SocketError.MessageSize, error.SocketErrorCode);
            client.SendTo(new byte[65_535], end);
            client.SendTo(new byte[65_516], end);
            client.SendTo("short"u8, end);
            Assert.Equal(5, (await server.ReceiveAsync()).Data.Length - (kind == "udp" ? 0 : 20));
        });
        Assert.Empty(hosts.Failures);
    }

    [Fact]
    public void A_raw_socket_hears_a_group_until_it_leaves_it()
    {
        using var hosts = new TwoHosts();
        hosts.Run.Drive(async () =>
        {
            IpAddress group = IpAddress.Parse("239.1.2.3");
            using DatagramSocket server = await hosts.Server.OpenRawAsync(IpProtocol.Udp);
            using DatagramSocket client = await hosts.Client.OpenUdpAsync();
            client.SetOptions(new DatagramOptions(Interface: 0));
            server.JoinGroup(group);
            client.SendTo("one"u8, new IpEndpoint(group, 5000));
            Assert.Equal(group, (await server.ReceiveAsync()).Local.Address);
            server.LeaveGroup(group);
            client.SendTo("two"u8, new IpEndpoint(group, 5000));
            client.SendTo("three"u8, new IpEndpoint(ServerIPv4, 5000));
            Assert.Equal(ServerIPv4, (await server.ReceiveAsync()).Local.Address);
        });
    }

    [Fact]
    public void Code_can_wait_for_an_interface_to_come_up()
    {
        using var hosts = new TwoHosts(rest: "events: [{ at: 1 s, link: cable, set: { state: down } }, { at: 3 s, link: cable, set: { state: up } }]");
        hosts.Run.Drive(async () =>
        {
            await hosts.Client.WaitUntilUpAsync("eth0");
            Assert.Equal(Duration.Zero, hosts.Run.Now);
            await hosts.Client.DelayAsync(Duration.FromSeconds(2));
            await hosts.Client.WaitUntilUpAsync("eth0");
            Assert.InRange(hosts.Run.Now.Nanoseconds, 3_000_000_000, 3_010_000_000);
            await Assert.ThrowsAsync<ArgumentException>(() => hosts.Client.WaitUntilUpAsync("eth7"));
        });
    }

    [Fact]
    public void A_ping_tells_the_round_trip_or_why_there_is_none()
    {
        using var hosts = new TwoHosts();
        hosts.Run.Drive(async () =>
        {
            await hosts.Client.PingAsync(ServerIPv4);
            PingReply reply = await hosts.Client.PingAsync(ServerIPv4);
            // Ethernet 14, IP 20, ICMP 8 and 56 bytes at 10 Mbit/s, and 5 ms, each way.
            Assert.Equal(2 * (98 * 800 + 5_000_000), reply.RoundTripTime.Nanoseconds);
            Assert.Equal((ServerIPv4, 64, null), (reply.From, reply.TimeToLive, reply.Error));
            SocketException error = await Assert.ThrowsAsync<SocketException>(
                () => hosts.Client.PingAsync(IpAddress.Parse("10.0.0.77"), Duration.FromMilliseconds(500)));
            Assert.Equal(SocketError.TimedOut, error.SocketErrorCode);
        });
    }
}
