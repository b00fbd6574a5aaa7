using NetSim.Stack.Interfaces;
using NetSim.Stack.Sockets;
using NetSim.Stack.Sockets.Udp;
using NetSim.Testing;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ip;

namespace NetSim.Stack.Tests;

/// <summary>In steady state no packet costs an allocation, whatever becomes of it. A host on bare IP with a UDP socket on port 9.</summary>
public sealed class AllocationTests
{
    private readonly RecyclingPacketPool _pool = new();
    private readonly HostStack _stack;
    private readonly NetworkInterface _port;
    private readonly UdpSocket _ipv4 = new(new IpEndpoint(IpAddress.AnyIPv4, 9));
    private readonly UdpSocket _ipv6 = new(new IpEndpoint(IpAddress.AnyIPv6, 9));

    public AllocationTests()
    {
        var random = new RandomGenerator(1, 2);
        _stack = new HostStack(HostStackOptions.Host, _pool, random);
        _port = new NetworkInterface(new InterfaceOptions { Name = "eth0", Index = 0, Framing = Framing.Ip }, _pool, random);
        _port.AddAddress(IpPrefix.Parse("10.0.0.1/24"));
        _port.AddAddress(IpPrefix.Parse("fd00::1/64"));
        _stack.AddInterface(_port);
        _stack.Bind(IpProtocol.Udp, _ipv4.Local, _ipv4, out _);
        _stack.Bind(IpProtocol.Udp, _ipv6.Local, _ipv6, out _);
    }

    private void Receive(byte[] bytes)
    {
        Packet packet = _pool.Rent(bytes.Length);
        bytes.CopyTo(packet.Append(bytes.Length));
        if (_port.OnPacket(default, packet) == InterfaceVerdict.Deliver) Carry(_stack.OnPacket(default, packet), packet);
        Drain();
    }

    private void Send(UdpSocket socket, int length, IpEndpoint to)
    {
        Packet packet = _pool.Rent(length);
        packet.Append(length);
        packet.Remote = to;
        if (socket.Send(default, packet) == SocketVerdict.Transmit) Carry(_stack.Send(default, packet), packet);
        Drain();
    }

    private void Drain()
    {
        while (_stack.TryTake(out Packet? packet)) Carry(packet.Recipient is null ? StackVerdict.Transmit : StackVerdict.Deliver, packet);
    }

    private void Carry(StackVerdict verdict, Packet packet)
    {
        bool isOurs = verdict switch
        {
            StackVerdict.Transmit => _port.Send(default, packet) == InterfaceVerdict.Transmit,
            StackVerdict.Deliver => ((UdpSocket)packet.Recipient!).OnPacket(default, packet) == SocketVerdict.Deliver,
            _ => false,
        };
        if (isOurs) packet.Return();
    }

    private void AssertFree(Action once)
    {
        for (int i = 0; i < 100; i++) once();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) once();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(0, _pool.Outstanding);
    }

    [Fact]
    public void Receiving_datagrams_costs_no_allocation()
    {
        byte[] ipv4 = PacketBuilder.IPv4("10.0.0.2", "10.0.0.1").Udp(1, 9).Payload(100).ToBytes();
        byte[] ipv6 = PacketBuilder.IPv6("fd00::2", "fd00::1").Udp(1, 9).Payload(100).ToBytes();

        AssertFree(() =>
        {
            Receive(ipv4);
            Receive(ipv6);
        });
        Assert.Equal(200, _ipv4.ReceivedDatagrams);
        Assert.Equal(200, _ipv6.ReceivedDatagrams);
    }

    [Theory]
    [InlineData(100, 1)]
    [InlineData(4000, 3)]
    public void Sending_datagrams_costs_no_allocation_whole_or_cut(int length, int packets)
    {
        IpEndpoint ipv4 = new(IpAddress.Parse("10.0.0.2"), 9), ipv6 = new(IpAddress.Parse("fd00::2"), 9);

        AssertFree(() =>
        {
            Send(_ipv4, length, ipv4);
            Send(_ipv6, length, ipv6);
        });
        Assert.Equal(400 * packets, _port.Counters.SentPackets);
    }

    [Fact]
    public void Talking_to_oneself_costs_no_allocation()
    {
        IpEndpoint self = new(IpAddress.LoopbackIPv4, 9);

        AssertFree(() => Send(_ipv4, 100, self));
        Assert.Equal(200, _ipv4.ReceivedDatagrams);
    }

    [Fact]
    public void Answering_echoes_costs_no_allocation()
    {
        byte[] ipv4 = PacketBuilder.IPv4("10.0.0.2", "10.0.0.1").Echo().Payload(56).ToBytes();
        byte[] ipv6 = PacketBuilder.IPv6("fd00::2", "fd00::1").Echo().Payload(56).ToBytes();

        AssertFree(() =>
        {
            Receive(ipv4);
            Receive(ipv6);
        });
        Assert.Equal(400, _port.Counters.SentPackets);
    }

    [Fact]
    public void Putting_fragments_together_costs_no_allocation()
    {
        var sender = new TestNode();
        sender.AddPort(["10.0.0.2/24", "fd00::2/64"]);
        sender.Send(PacketBuilder.IPv4("10.0.0.2", "10.0.0.1").Udp(1, 9).Payload(4000).Build(sender.Pool));
        sender.Send(PacketBuilder.IPv6("fd00::2", "fd00::1").Udp(1, 9).Payload(4000).Build(sender.Pool));
        byte[][] fragments = [.. sender.Sent.Select(sent => sent.Bytes)];

        AssertFree(() =>
        {
            foreach (byte[] fragment in fragments) Receive(fragment);
        });
        Assert.Equal(400, _ipv4.ReceivedDatagrams + _ipv6.ReceivedDatagrams);
    }

    [Fact]
    public void Refusing_packets_costs_no_allocation()
    {
        byte[] closed = PacketBuilder.IPv4("10.0.0.2", "10.0.0.1").Udp(1, 10).ToBytes();
        byte[] foreign = PacketBuilder.IPv6("fd00::2", "fd00::99").Udp(1, 9).ToBytes();

        AssertFree(() =>
        {
            Receive(closed);
            Receive(foreign);
        });
        Assert.Equal(200, _stack.Counters.Drops[DropReason.NotForUs]);
    }
}
