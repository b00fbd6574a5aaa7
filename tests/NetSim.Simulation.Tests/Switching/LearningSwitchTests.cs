using System.Collections.Immutable;
using NetSim.Simulation.Switching;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ethernet;
using NetSim.Wire.Time;
using NetSim.Wire.Vlan;

namespace NetSim.Simulation.Tests.Switching;

public sealed class LearningSwitchTests : IDisposable
{
    private static readonly MacAddress Ann = new(0x0200_0000_000A), Bob = new(0x0200_0000_000B);

    private readonly DiagnosticPacketPool _pool = new();

    public void Dispose() => _pool.AssertAllReturned();

    [Fact]
    public void A_frame_to_somebody_unknown_is_flooded_and_the_answer_is_not()
    {
        LearningSwitch core = Make(4, SwitchPlan.Default);
        Assert.Equal([1, 2, 3], Ports(core, Ann, Bob, 0));
        Assert.Equal([0], Ports(core, Bob, Ann, 2));
        Assert.Equal([2], Ports(core, Ann, Bob, 0));
    }

    [Fact]
    public void A_station_is_forgotten_after_the_ageing_time_that_the_plan_states()
    {
        LearningSwitch core = Make(3, SwitchPlan.Default with { Ageing = Duration.FromSeconds(5) });
        Ports(core, Bob, Ann, 2);
        Assert.Equal([2], Ports(core, Ann, Bob, 0, at: 4_999));
        Assert.Equal([1, 2], Ports(core, Ann, Bob, 0, at: 5_000));
    }

    [Fact]
    public void What_was_behind_a_port_without_a_link_may_be_anywhere()
    {
        LearningSwitch core = Make(4, SwitchPlan.Default);
        Ports(core, Bob, Ann, 2);
        core.SetPort(2, canPass: false);
        Assert.Equal([1, 3], Ports(core, Ann, Bob, 0));
    }

    [Fact]
    public void A_port_that_discards_is_deaf_and_dumb_and_one_that_learns_only_listens()
    {
        LearningSwitch core = Make(3, SwitchPlan.Default with { SpanningTree = new SpanningTreePlan() });
        core.SetState(1, PortState.Forwarding);
        Assert.Empty(Ports(core, Ann, Bob, 0));
        core.SetState(0, PortState.Learning);
        Assert.Empty(Ports(core, Ann, Bob, 0));
        core.SetState(2, PortState.Forwarding);
        Assert.Equal(2, core.Drops[DropReason.PortDiscarding]);
        // Ann was learnt, but may not be sent to yet.
        Assert.Empty(Ports(core, Bob, Ann, 1));
        core.SetState(0, PortState.Forwarding);
        Assert.Equal([0], Ports(core, Bob, Ann, 1));
        Assert.Equal([1], Ports(core, Ann, Bob, 0));
    }

    [Fact]
    public void Each_VLAN_floods_to_its_own_ports_with_a_tag_on_trunks_and_without_one_elsewhere()
    {
        LearningSwitch core = Make(5, Vlans((10, []), (20, []), (10, []), (0, [10, 20]), (20, [10])));
        Assert.Equal(["2", "3:10", "4:10"], Out(core, Frame(Ann, MacAddress.Broadcast, 0)));
        Assert.Equal(["3:20", "4"], Out(core, Frame(Ann, MacAddress.Broadcast, 1)));
        Assert.Equal(["0", "2", "4:10"], Out(core, Frame(Bob, MacAddress.Broadcast, 3, tag: 10)));
        Assert.Equal(["1", "4"], Out(core, Frame(Bob, MacAddress.Broadcast, 3, tag: 20)));
        Assert.Equal(["1", "3:20"], Out(core, Frame(Bob, MacAddress.Broadcast, 4)));
    }

    [Fact]
    public void The_same_station_may_be_behind_two_ports_in_two_VLANs()
    {
        LearningSwitch core = Make(4, Vlans((10, []), (20, []), (10, []), (0, [10, 20])));
        Out(core, Frame(Bob, Ann, 2));
        Out(core, Frame(Bob, Ann, 3, tag: 20));
        Assert.Equal(["2"], Out(core, Frame(Ann, Bob, 0)));
        Assert.Equal(["3:20"], Out(core, Frame(Ann, Bob, 1)));
    }

    [Fact]
    public void A_frame_of_a_VLAN_that_its_port_is_not_in_is_dropped_and_counted()
    {
        LearningSwitch core = Make(2, Vlans((10, []), (0, [10])));
        Assert.Empty(Out(core, Frame(Ann, Bob, 1, tag: 20)));
        Assert.Empty(Out(core, Frame(Ann, Bob, 1)));
        Assert.Empty(Out(core, Frame(Ann, Bob, 0, tag: 20)));
        Assert.Equal(3, core.Drops[DropReason.Filtered]);
    }

    [Fact]
    public void The_priority_of_a_frame_goes_with_it_from_trunk_to_trunk()
    {
        LearningSwitch core = Make(2, Vlans((0, [10]), (0, [10])));
        Packet frame = Frame(Ann, Bob, 0, tag: 0xE00A);
        Assert.Equal(["1:57354"], Out(core, frame));
    }

    [Fact]
    public void A_frame_with_a_priority_and_no_VLAN_belongs_where_an_untagged_one_does()
    {
        LearningSwitch core = Make(2, Vlans((10, []), (0, [10])));
        Assert.Equal(["1:40970"], Out(core, Frame(Ann, Bob, 0, tag: 0xA000)));
    }

    [Fact]
    public void To_a_switch_without_VLANs_a_tag_is_payload()
    {
        LearningSwitch core = Make(3, SwitchPlan.Default);
        Assert.Equal(["1:10", "2:10"], Out(core, Frame(Ann, Bob, 0, tag: 10)));
    }

    [Fact]
    public void The_port_for_copies_takes_part_in_nothing_else()
    {
        LearningSwitch core = Make(3, SwitchPlan.Default with { Mirror = new MirrorPlan([0], 2) });
        Assert.Equal([1], Ports(core, Ann, Bob, 0));
        Assert.Empty(Ports(core, Bob, Ann, 2));
        Assert.Equal(2, core.MirrorOf(0));
        Assert.Equal(LearningSwitch.Nowhere, core.MirrorOf(1));
    }

    private static SwitchPlan Vlans(params (int Untagged, int[] Tagged)[] ports) =>
        SwitchPlan.Default with { Vlans = [.. ports.Select(port => new PortVlansPlan(port.Untagged, port.Tagged.ToImmutableArray()))] };

    private static LearningSwitch Make(int ports, SwitchPlan plan)
    {
        var core = new LearningSwitch(ports, plan);
        for (int port = 0; port < ports; port++) core.SetPort(port, canPass: true);
        return core;
    }

    private Packet Frame(MacAddress source, MacAddress destination, int ingress, int tag = -1)
    {
        Packet frame = _pool.Rent();
        EthernetHeader.Write(frame.Append(EthernetHeader.Length), destination, source, EtherType.IPv4);
        frame.Append(46).Clear();
        if (tag >= 0) VlanTag.Insert(frame, (ushort)tag);
        frame.Ingress = ingress;
        return frame;
    }

    private int[] Ports(LearningSwitch core, MacAddress source, MacAddress destination, int ingress, int at = 0) =>
        [.. Out(core, Frame(source, destination, ingress), at).Select(int.Parse)];

    /// <summary>By which ports it goes out, each with the tag control information that it has there.</summary>
    private string[] Out(LearningSwitch core, Packet frame, int at = 0)
    {
        int ingress = frame.Ingress;
        int port = core.OnFrame(Instant.Zero + Duration.FromMilliseconds(at), frame);
        if (port == LearningSwitch.Nowhere) return [];
        List<string> gone = [];
        for (int candidate = 0; candidate < core.Ports; candidate++)
        {
            if (port >= 0 ? candidate != port : !core.TakesFlood(candidate, ingress)) continue;
            Packet copy = frame.Clone(_pool);
            core.Tag(copy, candidate);
            gone.Add(VlanTag.TryRead(copy.Bytes, out ushort control) ? $"{candidate}:{control}" : $"{candidate}");
            copy.Return();
        }
        frame.Return();
        return [.. gone];
    }
}
