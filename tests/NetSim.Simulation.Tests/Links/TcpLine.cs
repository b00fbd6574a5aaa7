using NetSim.Simulation.Determinism;
using NetSim.Simulation.Links;
using NetSim.Simulation.Topology.Plan;
using NetSim.Stack;
using NetSim.Stack.Interfaces;
using NetSim.Stack.Sockets.Tcp;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ip;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Tests.Links;

/// <summary>Two hosts on one cable in virtual time, all of it the real cores without actors, and any number of connections between them.</summary>
internal sealed class TcpLine
{
    private static readonly IpAddress[] Addresses = [IpAddress.FromIPv4(10, 0, 0, 1), IpAddress.FromIPv4(10, 0, 0, 2)];

    private readonly PriorityQueue<(int Side, Packet Packet), (long At, long Order)> _underWay = new();
    private readonly HostStack[] _stacks = new HostStack[2];
    private readonly NetworkInterface[] _interfaces = new NetworkInterface[2];
    private readonly TcpContext[] _contexts = new TcpContext[2];
    private readonly List<TcpLineEnd> _ends = [];
    private readonly PacketPool _pool;
    private long _order;

    /// <param name="pool">All packets come from it.</param>
    /// <param name="seed">Of links and stacks.</param>
    /// <param name="there">From the first host to the second.</param>
    /// <param name="back">The other way.</param>
    public TcpLine(PacketPool pool, int seed, DirectionPlan there, DirectionPlan back)
    {
        _pool = pool;
        Links = [Link(there, 0), Link(back, 1)];
        for (int side = 0; side < 2; side++)
        {
            var random = new RandomGenerator((ulong)(seed * 2 + side + 1), 0);
            _stacks[side] = new HostStack(HostStackOptions.Host, pool, random);
            _interfaces[side] = new NetworkInterface(
                new InterfaceOptions { Name = "eth0", Index = 0, Framing = NetSim.Stack.Interfaces.Framing.Ip, Mtu = 1500 }, pool, random);
            _stacks[side].AddInterface(_interfaces[side]);
            _interfaces[side].AddAddress(new IpPrefix(Addresses[side], 24));
            _contexts[side] = new TcpContext(pool, (UInt128)(uint)(seed * 2 + side + 1));
        }

        LinkDirection Link(DirectionPlan plan, int id) =>
            new(LinkParameters.Of(plan, mtu: 1500), id, (direction, purpose) => new RandomStream(seed, $"links/line/{direction}", purpose));
    }

    /// <summary>From each side to the other.</summary>
    public LinkDirection[] Links { get; }

    /// <summary>Whether a packet is lost that a side sends, beside what its link does.</summary>
    public Func<int, Packet, bool>? Loses { get; set; }

    public Instant Now { get; private set; }

    /// <summary>Opens a connection from the first host to the second.</summary>
    public (TcpLineEnd Client, TcpLineEnd Server) Connect(TcpSettings settings)
    {
        ushort port = (ushort)(5_000 + _ends.Count);
        IpEndpoint at = new(Addresses[0], port), to = new(Addresses[1], port);
        var client = new TcpLineEnd(0, TcpConnection.Create(_contexts[0], settings, at, to), null);
        var server = new TcpLineEnd(1, null, new TcpListener(_contexts[1], settings, to));
        _stacks[0].Connect(Now, IpProtocol.Tcp, (at, to), client, out _);
        _stacks[1].Bind(IpProtocol.Tcp, to, server, out _);
        _ends.Add(client);
        _ends.Add(server);
        client.Connection!.Connect(Now);
        Turn(client);
        return (client, server);
    }

    /// <summary>As the application of an end that neither is greedy nor has content.</summary>
    public void Write(TcpLineEnd end, byte[] data)
    {
        end.Connection!.Write(Now, data);
        Turn(end);
    }

    public bool RunUntil(Func<bool> isOver, Duration limit)
    {
        Instant end = Now + limit;
        while (!isOver())
            if (!Step(end)) return false;
        return true;
    }

    public void RunFor(Duration time)
    {
        Instant end = Now + time;
        while (Step(end))
        {
        }
        Now = end;
    }

    /// <summary>Gives back what is under way and in the connections.</summary>
    public void Abandon()
    {
        foreach (TcpLineEnd end in _ends) end.Abandon(Now);
        while (_underWay.TryDequeue(out (int Side, Packet Packet) arrival, out _)) arrival.Packet.Return();
    }

    private bool Step(Instant end)
    {
        TcpLineEnd? due = null;
        Instant next = Instant.MaxValue;
        foreach (TcpLineEnd candidate in _ends)
        {
            if (candidate.Deadline >= next) continue;
            (due, next) = (candidate, candidate.Deadline);
        }
        bool isPacket = _underWay.TryPeek(out _, out (long At, long Order) key) && key.At <= next.Nanoseconds;
        if (isPacket) next = new Instant(key.At);
        if (next > end) return false;
        Now = Instant.Max(Now, next);
        if (isPacket)
        {
            (int side, Packet packet) = _underWay.Dequeue();
            if (_interfaces[side].OnPacket(Now, packet) == InterfaceVerdict.Deliver) Carry(side, _stacks[side].OnPacket(Now, packet), packet);
            return true;
        }
        due!.OnDeadline(Now);
        Turn(due);
        return true;
    }

    private void Carry(int side, StackVerdict verdict, Packet packet)
    {
        if (verdict == StackVerdict.Transmit) Transmit(side, packet);
        else if (verdict == StackVerdict.Deliver)
        {
            var end = (TcpLineEnd)packet.Recipient!;
            end.OnPacket(Now, packet);
            Turn(end);
        }
        while (_stacks[side].TryTake(out Packet? more)) Carry(side, more.Recipient is null ? StackVerdict.Transmit : StackVerdict.Deliver, more);
    }

    private void Turn(TcpLineEnd end)
    {
        end.Turn(Now);
        while (end.TryTake(Now, out Packet? packet)) Carry(end.Side, _stacks[end.Side].Send(Now, packet), packet);
        end.Rest();
    }

    private void Transmit(int side, Packet packet)
    {
        if (_interfaces[side].Send(Now, packet) != InterfaceVerdict.Transmit) return;
        Packet? copy = Links[side].TryDuplicate(packet, _pool);
        Emit(side, packet);
        if (copy is not null) Emit(side, copy);
    }

    private void Emit(int side, Packet packet)
    {
        if (Loses?.Invoke(side, packet) == true)
        {
            packet.Return();
            return;
        }
        if (!Links[side].Send(Now, packet, packet.Length, out Instant arrival)) return;
        packet.Ingress = 0;
        packet.Egress = Packet.NoInterface;
        _underWay.Enqueue((1 - side, packet), (arrival.Nanoseconds, _order++));
    }
}
