using NetSim.Simulation.Determinism;
using NetSim.Simulation.Switching;
using NetSim.Simulation.Switching.SpanningTree;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Stp;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Tests.Switching;

/// <summary>Meshes of bridges in virtual time, against a tree that the test works out by itself.</summary>
public sealed class SpanningTreeTests
{
    private static readonly Duration WireDelay = Duration.FromMilliseconds(1);

    /// <summary>What the standard's timers allow at most: old news live for the maximum age of 20 s, then each port waits for two forward delays of 15 s.</summary>
    private static readonly Duration Longest = Duration.FromSeconds(20 + 2 * 15);

    [Fact]
    public void Two_bridges_agree_and_forward_within_milliseconds()
    {
        var mesh = new Mesh([10, 20], [(0, 1, 20_000)]);
        mesh.Run(Duration.FromMilliseconds(20));
        mesh.AssertIsTree();
        Assert.Equal(PortRole.Designated, mesh.Role(0, 0));
        Assert.Equal(PortRole.Root, mesh.Role(1, 0));
        Assert.True(mesh.IsForwarding(0) && mesh.IsForwarding(1));
    }

    [Fact]
    public void A_triangle_blocks_the_link_that_is_farthest_from_the_root()
    {
        var mesh = new Mesh([10, 20, 30], [(0, 1, 20_000), (1, 2, 20_000), (2, 0, 20_000)]);
        mesh.Run(Duration.FromMilliseconds(50));
        mesh.AssertIsTree();
        Assert.Equal(PortRole.Root, mesh.Role(2, 1));
        Assert.Equal(PortRole.Alternate, mesh.Role(2, 0));
    }

    [Fact]
    public void A_cut_link_is_replaced_within_milliseconds_and_a_mended_one_is_used_again()
    {
        var mesh = new Mesh([10, 20, 30], [(0, 1, 20_000), (1, 2, 20_000), (2, 0, 20_000)]);
        mesh.Run(Duration.FromSeconds(10));
        mesh.Cut(2);
        mesh.Run(Duration.FromMilliseconds(20));
        mesh.AssertIsTree();
        Assert.Equal(PortRole.Root, mesh.Role(2, 0));
        mesh.Mend(2);
        mesh.Run(Duration.FromSeconds(1));
        mesh.AssertIsTree();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void A_ring_of_five_is_a_tree_before_and_after_a_cut_anywhere_within_a_second(int cut)
    {
        var mesh = new Mesh([50, 20, 30, 40, 10], [(0, 1, 20_000), (1, 2, 20_000), (2, 3, 20_000), (3, 4, 20_000), (4, 0, 20_000)]);
        mesh.Run(Duration.FromMilliseconds(200));
        mesh.AssertIsTree();
        mesh.Run(Duration.FromSeconds(10));
        mesh.Cut(cut);
        mesh.Run(Duration.FromSeconds(1));
        mesh.AssertIsTree();
    }

    [Fact]
    public void A_root_that_falls_silent_is_forgotten_after_three_hellos()
    {
        var bridge = new SpanningTreeBridge(20, new SpanningTreePlan(), [new TreePort(0x8001, 20_000, EdgePort.Found)]);
        bridge.SetPort(Instant.Zero, 0, OperState.Up);
        bridge.OnBpdu(Instant.Zero, 0, Old(10) with { Type = BpduType.Rapid, Flags = BpduFlags.DesignatedRole });
        bridge.OnDeadline(Instant.Zero + Duration.FromMilliseconds(5_999));
        Assert.Equal((10UL, PortRole.Root), (bridge.Root, bridge.RoleOf(0)));
        bridge.OnDeadline(Instant.Zero + Duration.FromMilliseconds(6_000));
        Assert.Equal((20UL, PortRole.Designated), (bridge.Root, bridge.RoleOf(0)));
    }

    [Fact]
    public void Whatever_is_heard_the_machines_come_to_rest()
    {
        for (int seed = 0; seed < 50; seed++)
        {
            var random = new RandomStream(seed, "bridge", "noise");
            var bridge = new SpanningTreeBridge(1UL << 40, new SpanningTreePlan(),
                [new TreePort(0x8001, 20_000, EdgePort.Found), new TreePort(0x8002, 20_000, EdgePort.Stated), new TreePort(0x8003, 1, EdgePort.Found)]);
            Instant now = Instant.Zero;
            for (int port = 0; port < 3; port++) bridge.SetPort(now, port, OperState.Up);
            for (int message = 0; message < 400; message++)
            {
                now += Duration.FromMilliseconds((long)(random.NextUInt64() % 3000));
                int due = 0;
                for (; bridge.NextDeadline is { } deadline && deadline <= now; due++) bridge.OnDeadline(deadline);
                Assert.InRange(due, 0, 100);
                bridge.OnBpdu(now, (int)(random.NextUInt64() % 3), Noise(random));
                Assert.True(bridge.NextDeadline > now);
                int sent = 0;
                while (bridge.TryTake(out _, out _)) sent++;
                Assert.InRange(sent, 0, 100);
            }
        }
    }

    private static Bpdu Noise(RandomStream random) => new()
    {
        Type = (random.NextUInt64() % 4) switch { 0 => BpduType.Configuration, 1 => BpduType.TopologyChange, _ => BpduType.Rapid },
        Flags = (BpduFlags)random.NextUInt64(),
        Root = 1UL << (int)(random.NextUInt64() % 64),
        RootPathCost = (uint)random.NextUInt64(),
        Bridge = 1UL << (int)(random.NextUInt64() % 64),
        Port = (ushort)(0x8001 + random.NextUInt64() % 3),
        MessageAge = (ushort)(random.NextUInt64() % 8 * 256),
        MaxAge = (ushort)(random.NextUInt64() % 30 * 256),
        HelloTime = (ushort)(random.NextUInt64() % 3 * 256),
        ForwardDelay = (ushort)(random.NextUInt64() % 16 * 256),
    };

    [Fact]
    public void A_message_that_has_come_too_far_is_not_believed()
    {
        var bridge = new SpanningTreeBridge(20, new SpanningTreePlan(), [new TreePort(0x8001, 20_000, EdgePort.Found)]);
        bridge.SetPort(Instant.Zero, 0, OperState.Up);
        bridge.OnBpdu(Instant.Zero, 0, Old(10) with { MessageAge = 20 * 256 - 255 });
        Assert.Equal(20UL, bridge.Root);
    }

    [Fact]
    public void Parallel_links_leave_one_and_a_port_that_hears_its_own_bridge_is_a_backup()
    {
        var mesh = new Mesh([10, 20], [(0, 1, 20_000), (0, 1, 20_000), (0, 0, 20_000)]);
        mesh.Run(Duration.FromMilliseconds(200));
        mesh.AssertIsTree();
        Assert.Equal(PortRole.Alternate, mesh.Role(1, 1));
        Assert.Equal(PortRole.Backup, mesh.Role(0, 3));
    }

    [Fact]
    public void A_port_behind_which_nobody_speaks_forwards_after_three_seconds_and_an_edge_port_at_once()
    {
        var ports = new TreePort[] { new(0x8001, 20_000, EdgePort.Found), new(0x8002, 20_000, EdgePort.Stated) };
        var bridge = new SpanningTreeBridge(10, new SpanningTreePlan(), ports);
        bridge.SetPort(Instant.Zero, 0, OperState.Up);
        bridge.SetPort(Instant.Zero, 1, OperState.Up);
        Assert.Equal(PortState.Forwarding, bridge.StateOf(1));
        while (bridge.StateOf(0) != PortState.Forwarding) bridge.OnDeadline(bridge.NextDeadline!.Value);
        Assert.Equal(Instant.Zero + Duration.FromSeconds(3), ports[0].EdgeDelayWhile);
        Assert.Equal(0, bridge.TopologyChanges);
    }

    [Fact]
    public void Random_meshes_become_the_tree_of_the_shortest_ways_to_the_least_bridge_and_do_so_again_after_every_change()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            var random = new RandomStream(seed, "mesh", "links");
            int bridges = 2 + (int)(random.NextUInt64() % 7);
            List<(int, int, uint)> links = [];
            for (int bridge = 1; bridge < bridges; bridge++) links.Add((bridge, (int)(random.NextUInt64() % (ulong)bridge), Cost()));
            for (int extra = 0; extra < bridges; extra++) links.Add(((int)(random.NextUInt64() % (ulong)bridges), (int)(random.NextUInt64() % (ulong)bridges), Cost()));
            ulong[] ids = [.. Enumerable.Range(0, bridges).Select(bridge => (random.NextUInt64() >> 4 << 8) + (ulong)bridge)];
            var mesh = new Mesh(ids, [.. links.Where(link => link.Item1 != link.Item2)]);
            mesh.Run(Longest);
            mesh.AssertIsTree();
            for (int change = 0; change < 6; change++)
            {
                int link = (int)(random.NextUInt64() % (ulong)mesh.Links);
                if (mesh.IsCut(link)) mesh.Mend(link);
                else mesh.Cut(link);
                mesh.Run(Longest);
                mesh.AssertIsTree();
            }

            uint Cost() => random.NextUInt64() % 2 == 0 ? 20_000u : 200_000u;
        }
    }

    [Fact]
    public void To_a_bridge_of_the_old_protocol_it_speaks_the_old_protocol_and_waits_for_the_maximum_age_and_a_forward_delay()
    {
        var bridge = new SpanningTreeBridge(20, new SpanningTreePlan(), [new TreePort(0x8001, 20_000, EdgePort.Found)]);
        bridge.SetPort(Instant.Zero, 0, OperState.Up);
        List<BpduType> sent = RunBeside(bridge, seconds: 29, (0, Old(30)));
        Assert.Equal((PortRole.Designated, PortState.Learning), (bridge.RoleOf(0), bridge.StateOf(0)));
        Assert.Equal((BpduType.Rapid, BpduType.Configuration), (sent[0], sent[^1]));
        RunBeside(bridge, seconds: 36, (0, Old(30)));
        Assert.Equal(PortState.Forwarding, bridge.StateOf(0));
    }

    [Fact]
    public void Beside_a_rapid_bridge_that_never_agrees_a_port_learns_for_one_hello()
    {
        var bridge = new SpanningTreeBridge(20, new SpanningTreePlan(), [new TreePort(0x8001, 20_000, EdgePort.Found)]);
        bridge.SetPort(Instant.Zero, 0, OperState.Up);
        Bpdu deaf = Old(30) with { Type = BpduType.Rapid, Flags = BpduFlags.DesignatedRole };
        RunBeside(bridge, seconds: 22, (0, deaf));
        Assert.Equal(PortState.Learning, bridge.StateOf(0));
        RunBeside(bridge, seconds: 24, (0, deaf));
        Assert.Equal(PortState.Forwarding, bridge.StateOf(0));
    }

    [Fact]
    public void A_root_whose_priority_gets_worse_is_believed_at_once()
    {
        var bridge = new SpanningTreeBridge(20, new SpanningTreePlan(), [new TreePort(0x8001, 20_000, EdgePort.Found)]);
        bridge.SetPort(Instant.Zero, 0, OperState.Up);
        Bpdu best = Old(10) with { Type = BpduType.Rapid, Flags = BpduFlags.DesignatedRole };
        bridge.OnBpdu(Instant.Zero, 0, best);
        Assert.Equal(10UL, bridge.Root);
        const ulong Worse = 0x8000UL << 48 | 10;
        bridge.OnBpdu(Instant.Zero, 0, best with { Root = Worse, Bridge = Worse });
        Assert.Equal(20UL, bridge.Root);
    }

    [Fact]
    public void A_change_below_is_told_upwards_in_the_old_protocol_to_a_bridge_that_speaks_it()
    {
        var bridge = new SpanningTreeBridge(20, new SpanningTreePlan(),
            [new TreePort(0x8001, 20_000, EdgePort.Found), new TreePort(0x8002, 20_000, EdgePort.Found)]);
        bridge.SetPort(Instant.Zero, 0, OperState.Up);
        bridge.SetPort(Instant.Zero, 1, OperState.Up);
        RunBeside(bridge, seconds: 40, (0, Old(10)), (1, Old(30)));
        Assert.Equal((PortRole.Root, PortRole.Designated), (bridge.RoleOf(0), bridge.RoleOf(1)));
        bridge.OnBpdu(Instant.Zero + Duration.FromSeconds(40), 1, new Bpdu { Type = BpduType.TopologyChange });
        Assert.Contains(BpduType.TopologyChange, RunBeside(bridge, seconds: 44, (0, Old(10))));
    }

    private static Bpdu Old(ulong id) =>
        new() { Type = BpduType.Configuration, Root = id, Bridge = id, Port = 0x8001, MaxAge = 20 * 256, HelloTime = 2 * 256, ForwardDelay = 15 * 256 };

    /// <summary>Neighbours that say the same every two seconds.</summary>
    private static List<BpduType> RunBeside(SpanningTreeBridge bridge, int seconds, params (int Port, Bpdu Hello)[] neighbours)
    {
        List<BpduType> sent = [];
        for (int second = 0; second < seconds; second++)
        {
            Instant now = Instant.Zero + Duration.FromSeconds(second);
            while (bridge.NextDeadline is { } due && due <= now) bridge.OnDeadline(due);
            if (second % 2 == 0)
                foreach ((int port, Bpdu hello) in neighbours) bridge.OnBpdu(now, port, hello);
            while (bridge.TryTake(out _, out Bpdu bpdu)) sent.Add(bpdu.Type);
        }
        return sent;
    }

    /// <summary>Bridges, joined port by port, and the BPDUs on their ways between them.</summary>
    private sealed class Mesh
    {
        private readonly SpanningTreeBridge[] _bridges;
        private readonly ulong[] _ids;
        private readonly ((int Bridge, int Port) A, (int Bridge, int Port) B, uint Cost)[] _links;
        private readonly bool[] _isCut;
        private readonly PriorityQueue<(int Bridge, int Port, int Link, Bpdu Bpdu), (Instant, long)> _wires = new();
        private Instant _now = Instant.Zero;
        private long _sent;

        public Mesh(ulong[] ids, (int A, int B, uint Cost)[] links)
        {
            _ids = ids;
            var ports = new List<TreePort>[ids.Length];
            for (int i = 0; i < ids.Length; i++) ports[i] = [];
            _isCut = new bool[links.Length];
            _links = [.. links.Select(link => (Add(link.A, link.Cost), Add(link.B, link.Cost), link.Cost))];
            _bridges = [.. ids.Select((id, index) => new SpanningTreeBridge(id, new SpanningTreePlan(), [.. ports[index]]))];
            for (int link = 0; link < links.Length; link++) Set(link, OperState.Up);

            (int, int) Add(int bridge, uint cost)
            {
                ports[bridge].Add(new TreePort((ushort)(0x8001 + ports[bridge].Count), cost, EdgePort.Found));
                return (bridge, ports[bridge].Count - 1);
            }
        }

        public int Links => _links.Length;

        public bool IsCut(int link) => _isCut[link];

        public PortRole Role(int bridge, int port) => _bridges[bridge].RoleOf(port);

        public bool IsForwarding(int bridge) => _bridges[bridge].StateOf(0) == PortState.Forwarding;

        public void Cut(int link) => Set(link, OperState.Down);

        public void Mend(int link) => Set(link, OperState.Up);

        private void Set(int link, OperState state)
        {
            _isCut[link] = state == OperState.Down;
            _bridges[_links[link].A.Bridge].SetPort(_now, _links[link].A.Port, state);
            Send(_links[link].A.Bridge);
            _bridges[_links[link].B.Bridge].SetPort(_now, _links[link].B.Port, state);
            Send(_links[link].B.Bridge);
        }

        public void Run(Duration span)
        {
            Instant end = _now + span;
            while (true)
            {
                (int next, Instant due) = (-1, end);
                for (int i = 0; i < _bridges.Length; i++)
                    if (_bridges[i].NextDeadline is { } deadline && deadline < due) (next, due) = (i, deadline);
                if (_wires.TryPeek(out _, out (Instant At, long) wire) && wire.At <= due && wire.At < end)
                {
                    _now = wire.At;
                    (int bridge, int port, int link, Bpdu bpdu) = _wires.Dequeue();
                    if (_isCut[link]) continue;
                    _bridges[bridge].OnBpdu(_now, port, bpdu);
                    Send(bridge);
                }
                else if (next >= 0)
                {
                    Assert.True(due > _now || _bridges[next].NextDeadline > _now || due == _now);
                    _now = due;
                    _bridges[next].OnDeadline(_now);
                    Send(next);
                    Assert.True(_bridges[next].NextDeadline is not { } again || again > _now);
                }
                else break;
            }
            _now = end;
        }

        private void Send(int bridge)
        {
            while (_bridges[bridge].TryTake(out int port, out Bpdu bpdu))
            {
                for (int link = 0; link < _links.Length; link++)
                {
                    if (_links[link].A == (bridge, port)) _wires.Enqueue((_links[link].B.Bridge, _links[link].B.Port, link, bpdu), (_now + WireDelay, _sent++));
                    else if (_links[link].B == (bridge, port)) _wires.Enqueue((_links[link].A.Bridge, _links[link].A.Port, link, bpdu), (_now + WireDelay, _sent++));
                }
            }
        }

        /// <summary>In each part that hangs together: all know the least bridge and the cost of the shortest way to it, and exactly the links of a tree forward.</summary>
        public void AssertIsTree()
        {
            int[] root = [.. Enumerable.Range(0, _ids.Length)];
            bool isMoving = true;
            while (isMoving)
            {
                isMoving = false;
                foreach (int link in Up())
                {
                    (int a, int b) = (_links[link].A.Bridge, _links[link].B.Bridge);
                    int least = _ids[root[a]] < _ids[root[b]] ? root[a] : root[b];
                    isMoving |= root[a] != least || root[b] != least;
                    root[a] = root[b] = least;
                }
            }
            long[] cost = [.. root.Select((best, bridge) => best == bridge ? 0L : long.MaxValue / 2)];
            for (int round = 0; round < _ids.Length; round++)
            {
                foreach (int link in Up())
                {
                    (int a, int b, uint c) = (_links[link].A.Bridge, _links[link].B.Bridge, _links[link].Cost);
                    cost[a] = Math.Min(cost[a], cost[b] + c);
                    cost[b] = Math.Min(cost[b], cost[a] + c);
                }
            }
            for (int bridge = 0; bridge < _ids.Length; bridge++)
            {
                Assert.Equal(_ids[root[bridge]], _bridges[bridge].Root);
                Assert.Equal(cost[bridge], _bridges[bridge].RootPathCost);
            }
            // 17.6: of the ways to the root the least cost, then the least neighbour, then its least port, then our own least port.
            var best = new (long Cost, ulong Id, int Port, int Own)[_ids.Length];
            for (int bridge = 0; bridge < best.Length; bridge++) best[bridge] = (long.MaxValue, 0, 0, -1);
            foreach (int link in Up())
            {
                ((int a, int portA), (int b, int portB), uint c) = _links[link];
                if (root[a] != a) best[a] = Least(best[a], (cost[b] + c, _ids[b], portB, portA));
                if (root[b] != b) best[b] = Least(best[b], (cost[a] + c, _ids[a], portA, portB));
            }
            foreach (int link in Up())
            {
                ((int a, int portA), (int b, int portB), _) = _links[link];
                bool isOfA = (cost[a], _ids[a], portA).CompareTo((cost[b], _ids[b], portB)) < 0;
                AssertPort(a, portA, RoleAt(a, portA, isOfA));
                AssertPort(b, portB, RoleAt(b, portB, !isOfA));
            }
            AssertHasNoLoop(root);

            static (long, ulong, int, int) Least((long, ulong, int, int) one, (long, ulong, int, int) other) => one.CompareTo(other) < 0 ? one : other;

            PortRole RoleAt(int bridge, int port, bool isDesignated) =>
                best[bridge].Own == port ? PortRole.Root : isDesignated ? PortRole.Designated : PortRole.Alternate;
        }

        private void AssertPort(int bridge, int port, PortRole expected)
        {
            PortRole found = _bridges[bridge].RoleOf(port);
            Assert.Equal(expected, found == PortRole.Backup ? PortRole.Alternate : found);
            Assert.Equal(expected == PortRole.Alternate ? PortState.Discarding : PortState.Forwarding, _bridges[bridge].StateOf(port));
        }

        /// <summary>Of links whose both ends forward there are as many as a tree has, and none of them closes a loop.</summary>
        private void AssertHasNoLoop(int[] root)
        {
            int forwarding = 0;
            int[] part = [.. Enumerable.Range(0, _ids.Length)];
            foreach (int link in Up())
            {
                ((int a, int portA), (int b, int portB), _) = _links[link];
                if (_bridges[a].StateOf(portA) != PortState.Forwarding || _bridges[b].StateOf(portB) != PortState.Forwarding) continue;
                forwarding++;
                Assert.NotEqual(part[a], part[b]);
                int gone = part[b];
                for (int i = 0; i < part.Length; i++) if (part[i] == gone) part[i] = part[a];
            }
            Assert.Equal(_ids.Length - root.Distinct().Count(), forwarding);
        }

        private IEnumerable<int> Up() => Enumerable.Range(0, _links.Length).Where(link => !_isCut[link]);
    }
}
