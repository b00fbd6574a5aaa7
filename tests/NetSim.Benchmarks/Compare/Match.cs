namespace NetSim.Benchmarks.Compare;

/// <summary>Both sides on the same work, by turns.</summary>
/// <param name="work">What is compared.</param>
/// <param name="ns3">Runs a workload of ns-3.</param>
/// <param name="netsim">Runs one of NetSim.</param>
internal sealed class Match(Comparison[] work, Func<Comparison, Outcome> ns3, Func<Way, Outcome> netsim)
{
    private readonly Dictionary<Comparison, List<Outcome>> _ns3 = work.ToDictionary(comparison => comparison, _ => new List<Outcome>());
    private readonly Dictionary<Way, List<Outcome>> _netsim = work.SelectMany(comparison => comparison.Ways).ToDictionary(way => way, _ => new List<Outcome>());
    private readonly List<string> _disagreements = [];

    /// <summary>Where the two did not do the same work, each once.</summary>
    public IReadOnlyList<string> Disagreements => _disagreements;

    /// <param name="turns">How many.</param>
    /// <param name="progress">Is told each time.</param>
    public void Play(int turns, TextWriter progress)
    {
        for (int turn = 1; turn <= turns; turn++)
            foreach (Comparison comparison in work) Play(comparison, turn, progress);
    }

    /// <summary>Of what has been played.</summary>
    public ComparisonTable Table()
    {
        var table = new ComparisonTable();
        foreach (Comparison comparison in work)
            foreach (Way way in comparison.Ways) table.Add(comparison.Measure, way, Outcome.Median(_ns3[comparison]), Outcome.Median(_netsim[way]));
        return table;
    }

    private void Play(Comparison comparison, int turn, TextWriter progress)
    {
        Outcome theirs = ns3(comparison);
        _ns3[comparison].Add(theirs);
        progress.WriteLine(FormattableString.Invariant($"turn {turn}: ns-3 {string.Join(' ', comparison.Ns3)}: set-up {theirs.SetUpSeconds:0.000} s, run {theirs.RunSeconds:0.000} s"));
        foreach (Way way in comparison.Ways)
        {
            Outcome ours = netsim(way);
            _netsim[way].Add(ours);
            progress.WriteLine(FormattableString.Invariant($"turn {turn}: netsim bench {way.Bench}: set-up {ours.SetUpSeconds:0.000} s, run {ours.RunSeconds:0.000} s"));
            if (comparison.Disagreement(way, theirs, ours) is { } disagreement && !_disagreements.Contains(disagreement)) _disagreements.Add(disagreement);
        }
    }
}
