using NetSim.Simulation.Actors;
using NetSim.Simulation.Links;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Running;

/// <summary>
/// Which node lives on which lane, for several lanes in virtual time. What counts is the look-ahead: the least delay of a link between two
/// lanes. So links are cut from the slowest down: nodes that quicker links join stay together, until the pieces can be shared out evenly.
/// </summary>
internal sealed class LanePartition
{
    /// <summary>A lane may carry this much more than its share.</summary>
    private const double Tolerance = 1.25;

    private LanePartition(int[] laneOf, int lanes, Duration lookAhead) => (LaneOf, Lanes, LookAhead) = (laneOf, lanes, lookAhead);

    /// <summary>By node id.</summary>
    public int[] LaneOf { get; }

    /// <summary>As many as asked for, or as the network can be cut into.</summary>
    public int Lanes { get; }

    /// <summary>No lane causes anything on another sooner than this.</summary>
    public Duration LookAhead { get; }

    /// <param name="plan">The network.</param>
    /// <param name="lanes">At most.</param>
    /// <param name="rehearsal">What has shown how busy each node is; null: taken from the plan.</param>
    public static LanePartition Of(TopologyPlan plan, int lanes, Rehearsal? rehearsal = null)
    {
        long[] delays = LeastDelays(plan);
        for (int count = Math.Min(lanes, plan.Nodes.Length); count > 1; count--)
        {
            // Where a single node has most to do there are no equal shares; as many lanes as the plan suggests are still better than fewer.
            if (rehearsal is not null && Cut(plan, delays, MeasuredWeights(rehearsal), count, rehearsal) is { } measured) return measured;
            if (Cut(plan, delays, PlannedWeights(plan), count, rehearsal) is { } planned) return planned;
        }
        return new LanePartition(new int[plan.Nodes.Length], 1, ControlPlane.Latency);
    }

    private static LanePartition? Cut(TopologyPlan plan, long[] delays, long[] weights, int lanes, Rehearsal? rehearsal)
    {
        foreach (long threshold in Thresholds(delays))
        {
            int[] pieces = PiecesJoinedBelow(plan, delays, threshold);
            if (ShareOut(plan, pieces, weights, lanes) is not { } laneOf) continue;
            if (rehearsal is not null) laneOf = Refine(plan, pieces, laneOf, lanes, rehearsal, LookAheadOf(plan, delays, laneOf));
            return new LanePartition(laneOf, lanes, LookAheadOf(plan, delays, laneOf));
        }
        return null;
    }

    /// <summary>
    /// From two beginnings: neighbours together, and in layers, since what comes in bursts from one place is at work in all layers at once.
    /// </summary>
    private static int[] Refine(TopologyPlan plan, int[] pieces, int[] together, int lanes, Rehearsal rehearsal, Duration lookAhead)
    {
        int[] layered = Layers(plan, pieces, lanes);
        double costTogether = LaneRefinement.Improve(plan, pieces, together, lanes, rehearsal, lookAhead);
        double costLayered = LaneRefinement.Improve(plan, pieces, layered, lanes, rehearsal, lookAhead);
        bool isWhole = layered.Distinct().Count() == lanes;
        return isWhole && costLayered < costTogether ? layered : together;
    }

    /// <summary>By node: its distance from the first node of its part, in turns.</summary>
    private static int[] Layers(TopologyPlan plan, int[] pieces, int lanes)
    {
        int[] depth = new int[pieces.Length];
        Array.Fill(depth, -1);
        List<int>?[] neighbours = Neighbours(plan, pieces);
        var queue = new Queue<int>();
        foreach (int start in pieces)
        {
            if (depth[start] >= 0) continue;
            depth[start] = 0;
            queue.Enqueue(start);
            while (queue.TryDequeue(out int piece))
            {
                foreach (int next in neighbours[piece] ?? [])
                {
                    if (depth[next] >= 0) continue;
                    depth[next] = depth[piece] + 1;
                    queue.Enqueue(next);
                }
            }
        }
        return [.. pieces.Select(piece => depth[piece] % lanes)];
    }

    /// <summary>By link: the least that a packet takes, either way, at any time of the run and whatever the dice say.</summary>
    private static long[] LeastDelays(TopologyPlan plan)
    {
        long[] delays = new long[plan.Links.Length];
        for (int i = 0; i < delays.Length; i++) delays[i] = Math.Min(Least(plan.Links[i].AToB), Least(plan.Links[i].BToA));
        foreach (int link in plan.Events.OfType<LinkChangePlan>().Select(change => change.LinkId).Distinct())
            delays[link] = Math.Min(LeastUnder(plan, link, LinkEnd.A), LeastUnder(plan, link, LinkEnd.B));
        return delays;

        static long Least(DirectionPlan direction) => LinkParameters.LeastDelay(direction).Nanoseconds;
    }

    /// <summary>Changes may meet in any order, and end, so each is held against each.</summary>
    private static long LeastUnder(TopologyPlan plan, int link, LinkEnd from)
    {
        List<DirectionPlan> reached = [from == LinkEnd.A ? plan.Links[link].AToB : plan.Links[link].BToA];
        foreach (EventPlan happening in plan.Events)
        {
            if (happening is not LinkChangePlan change || change.LinkId != link) continue;
            int before = reached.Count;
            for (int i = 0; i < before; i++)
            {
                DirectionPlan patched = reached[i].Patched(from == LinkEnd.A ? change.AToB : change.BToA);
                // What is left of a change once another is laid upon it hangs on the same terms.
                DelayTerms terms = DelayTerms.Of(patched);
                if (!reached.Exists(known => DelayTerms.Of(known) == terms)) reached.Add(patched);
            }
        }
        return reached.Min(direction => LinkParameters.LeastDelay(direction).Nanoseconds);
    }

    /// <summary>Longest first. A link without delay is never cut, and a longer look-ahead than the control plane's gains nothing.</summary>
    private static IEnumerable<long> Thresholds(long[] delays) =>
        delays.Select(delay => Math.Min(delay, ControlPlane.Latency.Nanoseconds)).Where(delay => delay > 0).Distinct().OrderDescending();

    /// <summary>By node: its piece, numbered in the order of the nodes.</summary>
    private static int[] PiecesJoinedBelow(TopologyPlan plan, long[] delays, long threshold)
    {
        int[] parent = new int[plan.Nodes.Length];
        for (int i = 0; i < parent.Length; i++) parent[i] = i;
        for (int link = 0; link < delays.Length; link++)
        {
            if (delays[link] >= threshold) continue;
            int a = Find(NodeOf(plan, plan.Links[link].A)), b = Find(NodeOf(plan, plan.Links[link].B));
            parent[Math.Max(a, b)] = Math.Min(a, b);
        }
        for (int i = 0; i < parent.Length; i++) parent[i] = Find(i);
        return parent;

        int Find(int node)
        {
            while (parent[node] != node) node = parent[node] = parent[parent[node]];
            return node;
        }
    }

    /// <summary>
    /// Pieces in the order of a walk over the network, cut into lanes of about equal weight: neighbours mostly stay together.
    /// Null if one piece is too heavy for that.
    /// </summary>
    private static int[]? ShareOut(TopologyPlan plan, int[] pieces, long[] nodeWeights, int lanes)
    {
        long[] weights = new long[pieces.Length];
        for (int node = 0; node < pieces.Length; node++) weights[pieces[node]] += nodeWeights[node];
        long total = nodeWeights.Sum();
        double share = (double)total / lanes;
        foreach (long weight in weights)
            if (weight > share * Tolerance) return null;
        int[] laneOfPiece = new int[pieces.Length];
        long before = 0;
        foreach (int piece in Walk(plan, pieces))
        {
            // By the middle of the piece, so that rounding favours no lane.
            laneOfPiece[piece] = Math.Min(lanes - 1, (int)((before + weights[piece] / 2.0) / share));
            before += weights[piece];
        }
        int[] laneOf = new int[pieces.Length];
        for (int node = 0; node < laneOf.Length; node++) laneOf[node] = laneOfPiece[pieces[node]];
        return laneOf;
    }

    /// <summary>How busy a node will be is not known; every interface passes packets, and applications make them.</summary>
    private static long[] PlannedWeights(TopologyPlan plan)
    {
        long[] weights = new long[plan.Nodes.Length];
        for (int node = 0; node < weights.Length; node++) weights[node] = 1 + plan.Nodes[node].InterfaceCount + plan.Nodes[node].ApplicationCount;
        return weights;
    }

    /// <summary>Those that have had nothing to do yet count, too: their time may come.</summary>
    private static long[] MeasuredWeights(Rehearsal rehearsal)
    {
        long[] weights = new long[rehearsal.Loads.Length];
        for (int node = 0; node < weights.Length; node++) weights[node] = 1 + rehearsal.Loads[node];
        return weights;
    }

    /// <summary>Depth first from the first node of each part, over pieces: what hangs on a router follows it.</summary>
    private static IEnumerable<int> Walk(TopologyPlan plan, int[] pieces)
    {
        List<int>?[] neighbours = Neighbours(plan, pieces);
        bool[] seen = new bool[pieces.Length];
        var stack = new Stack<int>();
        for (int start = 0; start < pieces.Length; start++)
        {
            if (pieces[start] != start || seen[start]) continue;
            stack.Push(start);
            while (stack.TryPop(out int piece))
            {
                if (seen[piece]) continue;
                seen[piece] = true;
                yield return piece;
                for (int i = (neighbours[piece]?.Count ?? 0) - 1; i >= 0; i--) stack.Push(neighbours[piece]![i]);
            }
        }
    }

    private static List<int>?[] Neighbours(TopologyPlan plan, int[] pieces)
    {
        List<int>?[] neighbours = new List<int>?[pieces.Length];
        for (int link = 0; link < plan.Links.Length; link++)
        {
            int a = pieces[NodeOf(plan, plan.Links[link].A)], b = pieces[NodeOf(plan, plan.Links[link].B)];
            if (a == b) continue;
            (neighbours[a] ??= []).Add(b);
            (neighbours[b] ??= []).Add(a);
        }
        return neighbours;
    }

    private static Duration LookAheadOf(TopologyPlan plan, long[] delays, int[] laneOf)
    {
        long least = ControlPlane.Latency.Nanoseconds;
        for (int link = 0; link < delays.Length; link++)
        {
            bool isCut = laneOf[NodeOf(plan, plan.Links[link].A)] != laneOf[NodeOf(plan, plan.Links[link].B)];
            if (isCut) least = Math.Min(least, delays[link]);
        }
        return new Duration(least);
    }

    private static int NodeOf(TopologyPlan plan, int interfaceId) => plan.Interfaces[interfaceId].NodeId;
}
