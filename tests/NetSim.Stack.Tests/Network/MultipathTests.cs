using NetSim.Stack.Interfaces;
using NetSim.Stack.Network;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;

namespace NetSim.Stack.Tests.Network;

/// <summary>Routes with several next hops.</summary>
public sealed class MultipathTests : IDisposable
{
    private const int Flows = 3000;

    private readonly DiagnosticPacketPool _pool = new();
    private readonly NetworkInterface[] _ports;
    private readonly RoutingTable _table = new();
    private readonly Route[] _ways;

    public MultipathTests()
    {
        _ports = [.. Enumerable.Range(0, 3).Select(index => new NetworkInterface(
            new InterfaceOptions { Name = $"eth{index}", Index = index, Framing = Framing.Ip }, _pool, new RandomGenerator(1, 2)))];
        _ways = [.. _ports.Select((port, index) => new Route
        {
            Destination = IpPrefix.Parse("10.0.0.0/8"),
            Interface = port,
            Gateway = IpAddress.FromIPv4(0xC0A8_0001u + (uint)index),
        })];
        _table.Add(_ways, new RandomGenerator(7, 8).NextKey());
    }

    public void Dispose() => _pool.AssertAllReturned();

    [Fact]
    public void Flows_are_spread_evenly_and_each_keeps_to_its_way()
    {
        int[] flows = Spread();
        Assert.All(_ways.Select(way => flows.Count(flow => ReferenceEquals(_ways[flow], way))), count => Assert.InRange(count, 900, 1100));
        Assert.Equal(flows, Spread());
    }

    [Fact]
    public void Only_the_flows_of_a_way_that_fails_move()
    {
        int[] before = Spread();
        _ports[1].SetCarrier(CarrierState.Off);
        int[] after = Spread();
        for (int flow = 0; flow < Flows; flow++) Assert.Equal(before[flow] == 1 ? 2 : before[flow], after[flow]);

        // The one that stands for all in the table may be down, too.
        _ports[0].SetCarrier(CarrierState.Off);
        Assert.All(Spread(), way => Assert.Equal(2, way));
        _ports[2].SetCarrier(CarrierState.Off);
        Assert.Null(_table.Find(IpAddress.Parse("10.1.2.3")));
        foreach (NetworkInterface port in _ports) port.SetCarrier(CarrierState.On);
        Assert.Equal(before, Spread());
    }

    [Fact]
    public void A_packet_bound_to_an_interface_takes_the_way_of_that_one()
    {
        Assert.Same(_ways[2], _table.Find(IpAddress.Parse("10.1.2.3"), _ports[2]));
        _ports[2].SetCarrier(CarrierState.Off);
        Assert.Null(_table.Find(IpAddress.Parse("10.1.2.3"), _ports[2]));
    }

    [Fact]
    public void The_ways_go_with_the_route_that_stands_for_them()
    {
        var other = new Route { Destination = IpPrefix.Parse("0.0.0.0/0"), Interface = _ports[1] };
        _table.Add(other);
        _table.RemoveAll([_ways[0]]);
        Assert.Same(other, _table.Find(IpAddress.Parse("10.1.2.3")));
        Assert.Same(other, Assert.Single(_table.Routes.ToArray()));
        _table.Add(_ways, default);
        Assert.Equal(3, Spread().Distinct().Count());
    }

    private int[] Spread() => [.. Enumerable.Range(0, Flows).Select(flow =>
    {
        Packet packet = _pool.Rent();
        byte[] bytes = [0x45, 0, 0, 28, 0, 0, 0x40, 0, 64, 17, 0, 0, 192, 168, 1, 1, 10, 1, 2, 3, (byte)(flow >> 8), (byte)flow, 0, 53, 0, 8, 0, 0];
        bytes.CopyTo(packet.Append(bytes.Length));
        Route found = _table.Find(IpAddress.Parse("10.1.2.3"))!;
        Route chosen = _table.Choose(found, packet);
        packet.Return();
        return Array.IndexOf(_ways, chosen);
    })];
}
