using NetSim.Simulation.Determinism;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Running;

/// <summary>
/// Makes a partition better by what a rehearsal has seen. Equal shares are not enough: lanes wait for the busiest one in every window, so what
/// is busy at the same time must lie on different lanes. Pieces move one by one to where the sum of the windows' maxima, with something for each
/// packet that changes lanes, is least; until no move helps. Then a few pieces are moved at random, and what comes of that is kept if it is better:
/// single moves alone end in the first hollow.
/// </summary>
internal sealed class LaneRefinement
{
    private const int MostPasses = 8;

    /// <summary>How often it is tried from elsewhere, with so many pieces moved. A trial takes half a millisecond.</summary>
    private const int Trials = 12, MovedAtRandom = 3;

    /// <summary>What it costs to hand a packet to another lane, as a part of what a packet costs on a node.</summary>
    private const double Crossing = 0.5;

    private readonly TopologyPlan _plan;
    private readonly Rehearsal _rehearsal;
    private readonly int[] _pieces;
    private readonly int[] _laneOf;
    private readonly int _lanes;

    /// <summary>By window and lane: what there was to do.</summary>
    private readonly List<int[]> _loads = [];

    /// <summary>By piece: in which windows it had something to do, and how much.</summary>
    private readonly List<(int Window, int Load)>?[] _work;

    private readonly List<int>?[] _linksOf;

    private LaneRefinement(TopologyPlan plan, int[] pieces, int[] laneOf, int lanes, Rehearsal rehearsal)
    {
        (_plan, _pieces, _laneOf, _lanes, _rehearsal) = (plan, pieces, laneOf, lanes, rehearsal);
        _work = new List<(int, int)>?[pieces.Length];
        _linksOf = new List<int>?[pieces.Length];
    }

    /// <summary>Changes <paramref name="laneOf"/>. Returns what the partition costs now.</summary>
    /// <param name="plan">The network.</param>
    /// <param name="pieces">By node: what must stay together with it.</param>
    /// <param name="laneOf">By node.</param>
    /// <param name="lanes">How many.</param>
    /// <param name="rehearsal">What has been seen.</param>
    /// <param name="window">The look-ahead.</param>
    public static double Improve(TopologyPlan plan, int[] pieces, int[] laneOf, int lanes, Rehearsal rehearsal, Duration window)
    {
        var refinement = new LaneRefinement(plan, pieces, laneOf, lanes, rehearsal);
        refinement.Gather(Math.Max(1, window.Nanoseconds));
        int[] order = [.. Enumerable.Range(0, pieces.Length).Where(piece => refinement._work[piece] is not null).OrderByDescending(piece => refinement._work[piece]!.Count)];
        refinement.Descend(order);
        double least = refinement.Cost();
        // Always the same dice: the same network is shared out in the same way.
        var dice = new RandomStream(seed: 0, "lanes", "refinement");
        for (int trial = 0; trial < Trials && order.Length > MovedAtRandom; trial++) least = refinement.TryFromElsewhere(order, least, dice);
        return least;
    }

    /// <summary>Returns what it costs afterwards: less than before, or as much.</summary>
    private double TryFromElsewhere(int[] order, double least, RandomStream dice)
    {
        int[] before = [.. order.Select(piece => _laneOf[piece])];
        for (int i = 0; i < MovedAtRandom; i++)
        {
            int piece = order[dice.NextBelow((ulong)order.Length)], from = _laneOf[piece];
            Move(piece, from, (from + 1 + (int)dice.NextBelow((ulong)_lanes - 1)) % _lanes);
        }
        Descend(order);
        double cost = Cost();
        if (cost < least) return cost;
        for (int i = 0; i < order.Length; i++)
            if (_laneOf[order[i]] != before[i]) Move(order[i], _laneOf[order[i]], before[i]);
        return least;
    }

    private void Descend(int[] order)
    {
        for (int pass = 0; pass < MostPasses && MoveEach(order); pass++)
        {
        }
    }

    private void Gather(long window)
    {
        long last = -1;
        foreach (Rehearsal.Happening happening in _rehearsal.Happenings)
        {
            if (happening.At / window != last)
            {
                last = happening.At / window;
                _loads.Add(new int[_lanes]);
            }
            _loads[^1][_laneOf[happening.Node]]++;
            Note(_work[_pieces[happening.Node]] ??= [], _loads.Count - 1);
        }
        for (int link = 0; link < _plan.Links.Length; link++)
        {
            (int a, int b) = Ends(link);
            if (_pieces[a] == _pieces[b]) continue;
            (_linksOf[_pieces[a]] ??= []).Add(link);
            (_linksOf[_pieces[b]] ??= []).Add(link);
        }
    }

    private static void Note(List<(int Window, int Load)> work, int window)
    {
        if (work.Count > 0 && work[^1].Window == window) work[^1] = (window, work[^1].Load + 1);
        else work.Add((window, 1));
    }

    private bool MoveEach(int[] order)
    {
        bool hasMoved = false;
        foreach (int piece in order)
        {
            int from = _laneOf[piece], best = from;
            double least = -1e-9;
            for (int to = 0; to < _lanes; to++)
            {
                if (to == from) continue;
                double change = ChangeOf(piece, from, to);
                if (change < least) (least, best) = (change, to);
            }
            if (best == from) continue;
            Move(piece, from, best);
            hasMoved = true;
        }
        return hasMoved;
    }

    private double ChangeOf(int piece, int from, int to)
    {
        long change = 0;
        foreach ((int window, int load) in _work[piece]!)
        {
            int[] loads = _loads[window];
            int before = loads.Max();
            (loads[from], loads[to]) = (loads[from] - load, loads[to] + load);
            change += loads.Max() - before;
            (loads[from], loads[to]) = (loads[from] + load, loads[to] - load);
        }
        long crossings = 0;
        foreach (int link in _linksOf[piece] ?? [])
        {
            (int a, int b) = Ends(link);
            int other = _laneOf[_pieces[a] == piece ? b : a];
            if (other == from) crossings += _rehearsal.LinkPackets[link];
            else if (other == to) crossings -= _rehearsal.LinkPackets[link];
        }
        return change + crossings * Crossing;
    }

    private void Move(int piece, int from, int to)
    {
        foreach ((int window, int load) in _work[piece]!)
        {
            _loads[window][from] -= load;
            _loads[window][to] += load;
        }
        for (int node = 0; node < _laneOf.Length; node++)
            if (_pieces[node] == piece) _laneOf[node] = to;
    }

    private double Cost()
    {
        double cost = 0;
        foreach (int[] loads in _loads) cost += loads.Max();
        for (int link = 0; link < _plan.Links.Length; link++)
        {
            (int a, int b) = Ends(link);
            if (_laneOf[a] != _laneOf[b]) cost += _rehearsal.LinkPackets[link] * Crossing;
        }
        return cost;
    }

    private (int A, int B) Ends(int link) =>
        (_plan.Interfaces[_plan.Links[link].A].NodeId, _plan.Interfaces[_plan.Links[link].B].NodeId);
}
