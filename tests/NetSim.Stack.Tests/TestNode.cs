using NetSim.Stack.Interfaces;
using NetSim.Stack.Network;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Stack.Tests;

/// <summary>
/// A stack with its interfaces, joined by the same few lines that the actors have: what each verdict says is done at once. What leaves by
/// an interface is kept as bytes, what reaches a recipient as packets.
/// </summary>
internal sealed class TestNode
{
    private readonly List<NetworkInterface> _ports = [];
    private readonly RandomGenerator _random;

    public TestNode(string name = "node", HostStackOptions? options = null, DiagnosticPacketPool? pool = null)
    {
        Name = name;
        Pool = pool ?? new DiagnosticPacketPool();
        _random = new RandomGenerator(1, (ulong)name.Length);
        Stack = new HostStack(options ?? HostStackOptions.Host, Pool, _random);
    }

    public static TestNode Router(string name = "router", DiagnosticPacketPool? pool = null) => new(name, HostStackOptions.Router, pool);

    public string Name { get; }

    public DiagnosticPacketPool Pool { get; }

    public HostStack Stack { get; }

    public Instant Now { get; set; }

    /// <summary>Frames that left, in order.</summary>
    public Queue<(int Interface, byte[] Bytes)> Sent { get; } = new();

    /// <summary>What sockets got, in order; the test returns the packets.</summary>
    public Queue<(object Recipient, Packet Packet)> Received { get; } = new();

    /// <summary>Where a frame goes instead of <see cref="Sent"/>; the receiver owns it.</summary>
    public Action<int, Packet>? OnTransmit { get; set; }

    public NetworkInterface Port(int index) => _ports[index];

    /// <summary>Adds an interface, of bare IP unless a MAC is given.</summary>
    public NetworkInterface AddPort(string[] addresses, string? mac = null, int mtu = 1500, NeighbourOptions? neighbours = null) =>
        AddPort(addresses, mac, options => options with { Mtu = mtu, Neighbours = neighbours ?? NeighbourOptions.Default });

    /// <summary>The same, with settings of the test's choice.</summary>
    public NetworkInterface AddPort(string[] addresses, string? mac, Func<InterfaceOptions, InterfaceOptions> change)
    {
        var plain = new InterfaceOptions
        {
            Name = $"eth{_ports.Count}",
            Index = _ports.Count,
            Mac = mac is null ? default : MacAddress.Parse(mac),
            Framing = mac is null ? Framing.Ip : Framing.Ethernet,
        };
        var port = new NetworkInterface(change(plain), Pool, _random);
        foreach (string address in addresses) port.AddAddress(IpPrefix.Parse(address));
        _ports.Add(port);
        Stack.AddInterface(port);
        return port;
    }

    public TestNode AddRoute(string destination, int port, string? via = null, int metric = 0)
    {
        Stack.Routes.Add(new Route
        {
            Destination = IpPrefix.Parse(destination),
            Interface = _ports[port],
            Gateway = via is null ? default : IpAddress.Parse(via),
            Metric = metric,
        });
        return this;
    }

    /// <summary>A frame comes in.</summary>
    public void Receive(int port, byte[] bytes, ChecksumState checksum = ChecksumState.Complete)
    {
        Packet packet = Pool.Rent(bytes.Length);
        bytes.CopyTo(packet.Append(bytes.Length));
        packet.Checksum = checksum;
        Receive(port, packet);
    }

    public void Receive(int port, Packet packet)
    {
        if (_ports[port].OnPacket(Now, packet) == InterfaceVerdict.Deliver) Carry(Stack.OnPacket(Now, packet), packet);
        Drain(_ports[port]);
        Drain();
    }

    /// <summary>A socket's packet goes down.</summary>
    public void Send(Packet packet)
    {
        Carry(Stack.Send(Now, packet), packet);
        Drain();
    }

    /// <summary>Lets time pass, stopping at every deadline on the way.</summary>
    public void AdvanceTo(double seconds)
    {
        var end = new Instant((long)Math.Round(seconds * 1e9));
        while (NextDeadline is { } next && next <= end)
        {
            Now = Instant.Max(Now, next);
            Stack.OnDeadline(Now);
            foreach (NetworkInterface port in _ports)
            {
                port.OnDeadline(Now);
                Drain(port);
            }
            Drain();
        }
        Now = end;
    }

    public Instant? NextDeadline
    {
        get
        {
            Instant? next = Stack.NextDeadline;
            foreach (NetworkInterface port in _ports)
            {
                if (port.NextDeadline is { } deadline && (next is null || deadline < next)) next = deadline;
            }
            return next;
        }
    }

    /// <summary>The only frame that was sent since the last look.</summary>
    public byte[] TakeOnlySent()
    {
        Assert.Single(Sent);
        return Sent.Dequeue().Bytes;
    }

    /// <summary>The only packet that a socket got since the last look; the test returns it.</summary>
    public Packet TakeOnlyReceived()
    {
        Assert.Single(Received);
        return Received.Dequeue().Packet;
    }

    public long Drops(DropReason reason)
    {
        long count = Stack.Counters.Drops[reason];
        foreach (NetworkInterface port in _ports) count += port.Counters.ReceiveDrops[reason] + port.Counters.SendDrops[reason];
        return count;
    }

    /// <summary>Nothing was lost: all packets are back, and nothing is left that the test did not look at.</summary>
    public void AssertQuiet()
    {
        Assert.Empty(Sent);
        Assert.Empty(Received);
        Stop();
    }

    /// <summary>All packets are back.</summary>
    public void Stop()
    {
        while (Received.TryDequeue(out (object, Packet Packet) entry)) entry.Packet.Return();
        Stack.Stop();
        foreach (NetworkInterface port in _ports) port.Stop();
        Pool.AssertAllReturned();
    }

    private void Carry(StackVerdict verdict, Packet packet)
    {
        switch (verdict)
        {
            case StackVerdict.Transmit:
                NetworkInterface port = _ports[packet.Egress];
                if (port.Send(Now, packet) == InterfaceVerdict.Transmit) Transmit(port.Index, packet);
                Drain(port);
                break;
            case StackVerdict.Deliver:
                Received.Enqueue((packet.Recipient!, packet));
                break;
        }
    }

    /// <summary>Fetches what a call at an interface has left there.</summary>
    public void DrainPorts()
    {
        foreach (NetworkInterface port in _ports) Drain(port);
    }

    private void Drain(NetworkInterface port)
    {
        while (port.TryTake(out Packet? frame)) Transmit(port.Index, frame);
        while (port.TryTakeUp(out Packet? packet))
        {
            Carry(Stack.OnPacket(Now, packet), packet);
            Drain();
        }
    }

    private void Drain()
    {
        while (Stack.TryTake(out Packet? packet)) Carry(packet.Recipient is null ? StackVerdict.Transmit : StackVerdict.Deliver, packet);
    }

    private void Transmit(int port, Packet packet)
    {
        if (OnTransmit is { } deliver)
        {
            deliver(port, packet);
            return;
        }
        Sent.Enqueue((port, packet.Bytes.ToArray()));
        packet.Return();
    }
}
