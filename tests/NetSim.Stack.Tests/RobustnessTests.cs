using NetSim.Stack.Interfaces;
using NetSim.Stack.Network;
using NetSim.Stack.Sockets;
using NetSim.Stack.Sockets.Icmp;
using NetSim.Stack.Sockets.Raw;
using NetSim.Stack.Sockets.Udp;
using NetSim.Stack.Tests.Interfaces;
using NetSim.Testing;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Icmp;
using NetSim.Wire.Icmpv6;
using NetSim.Wire.Ip;
using NetSim.Wire.Tcp;

namespace NetSim.Stack.Tests;

/// <summary>Whatever arrives, nothing is thrown, nothing leaks, and every frame is counted once.</summary>
public sealed class RobustnessTests
{
    private const int PacketsPerRun = 60;

    [Fact]
    public void Random_bytes_do_no_harm() => SeededRuns.Check(200, random =>
    {
        TestNode node = MakeNode(random);
        for (int i = 0; i < PacketsPerRun; i++)
        {
            byte[] bytes = random.NextBytes(random.Next(0, 200));
            if (bytes.Length > 0 && random.NextBool()) bytes[0] = random.NextBool() ? (byte)0x45 : (byte)0x60;
            Feed(node, random, random.Next(3), bytes);
        }
        AssertSound(node);
    });

    [Fact]
    public void Packets_with_a_few_bytes_changed_do_no_harm() => SeededRuns.Check(500, random =>
    {
        TestNode node = MakeNode(random);
        for (int i = 0; i < PacketsPerRun; i++)
        {
            byte[] bytes = NextPacket(random);
            for (int changes = random.Next(4); changes > 0; changes--)
            {
                // Mostly in the headers, where it matters.
                int at = random.Next(Math.Min(bytes.Length, random.NextBool() ? 60 : 2000));
                bytes[at] = random.NextBool() ? random.NextByte() : (byte)(bytes[at] ^ 1 << random.Next(8));
            }
            if (random.Next(8) == 0) bytes = bytes[..random.Next(bytes.Length + 1)];
            if (random.Next(8) == 0) bytes = [.. bytes, .. random.NextBytes(random.Next(20))];
            Feed(node, random, 1 + random.Next(2), bytes);
        }
        AssertSound(node);
    });

    [Fact]
    public void Frames_with_a_few_bytes_changed_do_no_harm() => SeededRuns.Check(500, random =>
    {
        TestNode node = MakeNode(random);
        for (int i = 0; i < PacketsPerRun; i++)
        {
            byte[] frame = NextFrame(random);
            for (int changes = random.Next(3); changes > 0; changes--) frame[random.Next(frame.Length)] = random.NextByte();
            Feed(node, random, 0, frame);
        }
        AssertSound(node);
    });

    [Fact]
    public void Whatever_a_socket_sends_does_no_harm() => SeededRuns.Check(300, random =>
    {
        TestNode node = MakeNode(random);
        for (int i = 0; i < PacketsPerRun; i++)
        {
            byte[] bytes = NextPacket(random);
            for (int changes = random.Next(4); changes > 0; changes--) bytes[random.Next(Math.Min(bytes.Length, 60))] = random.NextByte();
            Packet packet = node.Pool.Rent(bytes.Length);
            bytes.CopyTo(packet.Append(bytes.Length));
            packet.Checksum = (ChecksumState)random.Next(3);
            packet.IsHeaderIncluded = random.Next(4) == 0;
            packet.Egress = random.Next(-1, 4);
            packet.SegmentSize = random.Next(6) == 0 ? random.Next(1, 1500) : 0;
            node.Send(packet);
            Consume(node);
        }
        AssertSound(node);
    });

    /// <summary>Interface 0 is Ethernet, 1 and 2 are bare IP; sometimes it forwards, sometimes an interface is down.</summary>
    private static TestNode MakeNode(Random random)
    {
        bool forwards = random.NextBool();
        var options = new HostStackOptions
        {
            Ip = new IpOptions
            {
                Forwarding = forwards ? Forwarding.On : Forwarding.Off,
                ReversePathCheck = (ReversePathCheck)random.Next(3),
                GroupEcho = (GroupEcho)random.Next(2),
            },
        };
        var node = new TestNode("node", options);
        var small = new NeighbourOptions { MaxEntries = 8, MaxIncomplete = 4, MaxWaiting = 3 };
        node.AddPort(["10.0.0.1/24", "fd00::1/64"], mac: "02:00:00:00:00:01", neighbours: small);
        node.AddPort(["10.1.0.1/24", "fd01::1/64", "fe80::1/64"], mtu: random.NextBool() ? 1500 : 1280);
        node.AddPort(["10.2.0.1/24", "fd02::1/64"], mtu: random.NextBool() ? 1500 : 300);
        node.AddRoute("0.0.0.0/0", 2, "10.2.0.9").AddRoute("::/0", 0, "fd00::9");
        foreach (IpAddress any in new[] { IpAddress.AnyIPv4, IpAddress.AnyIPv6 })
        {
            var udp = new UdpSocket(new IpEndpoint(any, 9));
            node.Stack.Bind(IpProtocol.Udp, udp.Local, udp, out _);
            var echo = new EchoSocket(new IpEndpoint(any, 1));
            node.Stack.Bind(echo.Protocol, echo.Local, echo, out _);
            var raw = new RawSocket(RawSocketOptions.For(any, IpProtocol.Udp));
            if (random.NextBool()) node.Stack.BindRaw(any, IpProtocol.Udp, raw);
        }
        if (random.Next(4) == 0) node.Port(random.Next(3)).SetCarrier(CarrierState.Off);
        return node;
    }

    private static void Feed(TestNode node, Random random, int port, byte[] bytes)
    {
        Packet packet = node.Pool.Rent(bytes.Length);
        bytes.CopyTo(packet.Append(bytes.Length));
        packet.Checksum = random.NextBool() ? ChecksumState.Complete : (ChecksumState)random.Next(3);
        packet.SegmentSize = random.Next(10) == 0 ? random.Next(1, 1500) : 0;
        node.Receive(port, packet);
        Consume(node);
        if (random.Next(5) == 0) node.AdvanceTo(node.Now.TotalSeconds + random.Next(20));
    }

    /// <summary>Sockets read what is theirs.</summary>
    private static void Consume(TestNode node)
    {
        while (node.Received.TryDequeue(out (object Recipient, Packet Packet) entry))
        {
            SocketVerdict verdict = entry.Recipient switch
            {
                UdpSocket udp => udp.OnPacket(node.Now, entry.Packet),
                EchoSocket echo => echo.OnPacket(node.Now, entry.Packet),
                RawSocket raw => raw.OnPacket(node.Now, entry.Packet),
                _ => throw new InvalidOperationException("A packet for nobody."),
            };
            if (verdict == SocketVerdict.Deliver) entry.Packet.Return();
        }
    }

    private static void AssertSound(TestNode node)
    {
        node.AdvanceTo(node.Now.TotalSeconds + 200);
        Consume(node);
        for (int i = 0; i < 3; i++)
        {
            InterfaceSnapshot counts = node.Port(i).Counters.Snapshot();
            Assert.Equal(counts.ReceivedPackets, counts.DeliveredPackets + counts.HandledPackets + counts.ReceiveDrops.Sum());
        }
        node.Stop();
    }

    private static byte[] NextPacket(Random random)
    {
        string[] ipv4 =
        [
            "10.0.0.1", "10.0.0.2", "10.1.0.1", "10.2.0.7", "192.0.2.1", "255.255.255.255", "224.0.0.1", "10.1.0.255", "127.0.0.1",
            "0.0.0.0",
        ];
        string[] ipv6 = ["fd00::1", "fd00::2", "fd01::1", "fd02::7", "2001:db8::1", "ff02::1", "fe80::1", "fe80::2", "::1", "::"];
        PacketBuilder builder = random.NextBool()
            ? NextIPv4(random, PacketBuilder.IPv4(ipv4[random.Next(ipv4.Length)], ipv4[random.Next(ipv4.Length)]))
            : NextIPv6(random, PacketBuilder.IPv6(ipv6[random.Next(ipv6.Length)], ipv6[random.Next(ipv6.Length)]));
        return builder.Payload(random.Next(4) == 0 ? random.Next(1600) : 8 * random.Next(20)).HopLimit((byte)random.Next(0, 5)).ToBytes();
    }

    private static PacketBuilder NextIPv4(Random random, PacketBuilder builder)
    {
        if (random.Next(4) == 0) builder.IPv4Options([.. random.NextBytes(4 * random.Next(1, 11))]);
        builder.WithIPv4(f => f with
        {
            Identification = (ushort)random.Next(3),
            DontFragment = random.NextBool(),
            MoreFragments = random.Next(4) == 0,
            FragmentOffset = random.Next(4) == 0 ? 8 * random.Next(20) : 0,
            Ecn = (EcnCodepoint)random.Next(4),
        });
        return random.Next(6) switch
        {
            0 => builder.Icmp((IcmpType)random.Next(20), (byte)random.Next(5), random.NextUInt32()),
            1 => builder.Echo(1),
            _ => NextTransport(random, builder),
        };
    }

    private static PacketBuilder NextIPv6(Random random, PacketBuilder builder)
    {
        IpProtocol[] kinds = [IpProtocol.HopByHop, IpProtocol.DestinationOptions, IpProtocol.Routing, IpProtocol.Fragment];
        for (int i = random.Next(4); i > 0; i--)
        {
            IpProtocol kind = kinds[random.Next(kinds.Length)];
            byte[] header = kind switch
            {
                IpProtocol.Fragment => [0, 0, 0, (byte)(8 * random.Next(10) | random.Next(2)), 0, 0, 0, (byte)random.Next(3)],
                IpProtocol.Routing => [0, 0, random.NextByte(), (byte)random.Next(2), 0, 0, 0, 0],
                _ => [0, 0, 1, 0, random.NextByte(), 2, 0, 0],
            };
            builder.Extension(kind, header);
        }
        return random.Next(6) switch
        {
            0 => builder.Icmpv6((Icmpv6Type)random.Next(256), (byte)random.Next(5), random.NextUInt32()),
            1 => builder.Echo(1),
            _ => NextTransport(random, builder),
        };
    }

    private static PacketBuilder NextTransport(Random random, PacketBuilder builder) => random.Next(4) switch
    {
        0 => builder.Tcp(1000, 80, (TcpFlags)random.Next(256)),
        1 => builder.Protocol((IpProtocol)random.Next(100, 256)),
        _ => builder.Udp(1000, (ushort)(9 + random.Next(2))),
    };

    private static byte[] NextFrame(Random random)
    {
        string[] addresses = ["10.0.0.1", "10.0.0.2", "10.0.0.3", "0.0.0.0", "255.255.255.255"];
        string[] addressesIPv6 = ["fd00::1", "fd00::2", "fd00::3", "::", "ff02::1", "ff02::1:ff00:1"];
        string Any(string[] from) => from[random.Next(from.Length)];
        const string ToUs = "02:00:00:00:00:01";
        MacAddress? AnyMac() => random.Next(3) switch { 0 => null, 1 => Frames.Theirs, _ => Frames.Others };
        return random.Next(6) switch
        {
            0 => Frames.ArpRequest(Any(addresses), Any(addresses), AnyMac()),
            1 => Frames.ArpReply(Any(addresses), Any(addresses), AnyMac()),
            2 => Frames.Solicitation(Any(addressesIPv6), Any(addressesIPv6), Any(addressesIPv6), AnyMac()),
            3 => Frames.Advertisement(Any(addressesIPv6), Any(addressesIPv6), Any(addressesIPv6),
                (NeighborAdvertisementFlags)random.NextByte(), AnyMac()),
            4 => PacketBuilder.IPv4(Any(addresses), Any(addresses)).Udp(1000, 9).Ethernet(destination: ToUs).ToBytes(),
            _ => PacketBuilder.IPv6(Any(addressesIPv6), Any(addressesIPv6)).Udp(1000, 9).Ethernet(destination: ToUs).ToBytes(),
        };
    }
}
