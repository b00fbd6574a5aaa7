using NetSim.Stack.Interfaces;
using NetSim.Stack.Network;
using NetSim.Stack.Network.Tracking;
using NetSim.Testing;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Stack.Tests.Network.Tracking;

/// <summary>In steady state no packet through a translator with a firewall costs an allocation, nor does a new conversation in place of one that is over.</summary>
public sealed class TrackingAllocationTests
{
    private readonly RecyclingPacketPool _pool = new();
    private readonly HostStack _stack;

    public TrackingAllocationTests()
    {
        var random = new RandomGenerator(1, 2);
        var ip = new IpOptions
        {
            Forwarding = Forwarding.On,
            Translation = new TranslationOptions { Outside = 1 },
            Firewall = new FirewallOptions { Rules = [new FirewallRule(FirewallAction.Accept) { States = TrackingStates.New | TrackingStates.Established }] },
        };
        _stack = new HostStack(new HostStackOptions { Ip = ip }, _pool, random);
        foreach ((string address, int index) in new[] { ("10.0.0.1/24", 0), ("10.0.1.1/24", 1) })
        {
            var port = new NetworkInterface(new InterfaceOptions { Name = $"eth{index}", Index = index, Framing = Framing.Ip }, _pool, random);
            port.AddAddress(IpPrefix.Parse(address));
            _stack.AddInterface(port);
        }
    }

    private void Pass(int port, Instant now, byte[] bytes)
    {
        Packet packet = _pool.Rent(bytes.Length);
        bytes.CopyTo(packet.Append(bytes.Length));
        packet.Ingress = port;
        if (_stack.OnPacket(now, packet) != StackVerdict.Transmit) throw new InvalidOperationException("The packet did not pass.");
        packet.Return();
    }

    [Fact]
    public void Packets_of_conversations_old_and_new_cost_no_allocation()
    {
        byte[][] there = [.. Enumerable.Range(0, 50).Select(i => PacketBuilder.IPv4("10.0.0.2", "10.0.1.2").Udp((ushort)(5000 + i), 53).ToBytes())];
        byte[][] back = [.. Enumerable.Range(0, 50).Select(i => PacketBuilder.IPv4("10.0.1.2", "10.0.1.1").Udp(53, (ushort)(5000 + i)).ToBytes())];
        for (int round = 0; round < 20; round++) Round(round);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int round = 20; round < 40; round++) Round(round);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        // Each round comes after the last one's conversations are forgotten.
        void Round(int number)
        {
            var now = new Instant(number * 400_000_000_000);
            for (int i = 0; i < there.Length; i++)
            {
                Pass(0, now, there[i]);
                Pass(1, now, back[i]);
            }
        }
    }
}
