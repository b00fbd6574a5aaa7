using NetSim.Simulation.Running;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Simulation.Actors;

/// <summary>What must end before a run has done its work: all applications that are no servers, and what tries the expectations.</summary>
internal sealed class UnfinishedWork
{
    private readonly TopologyPlan _plan;
    private readonly bool[] _waitsFor;
    private readonly HashSet<ApplicationPlan> _probes = new(ReferenceEqualityComparer.Instance);
    private readonly bool _isAny;
    private int _applications;

    public UnfinishedWork(TopologyPlan plan, IReadOnlyList<RunningExpectation> expectations)
    {
        _plan = plan;
        _waitsFor = new bool[plan.Applications.Length];
        foreach (ApplicationPlan application in plan.Applications)
        {
            if (application.IsServer) continue;
            _waitsFor[application.Id] = true;
            _applications++;
        }
        foreach (RunningExpectation expectation in expectations)
        {
            // What is to hold always is tried until the stop time; where there is none, nobody can wait for that.
            bool hasEnd = expectation.Plan.Tries != ExpectationTries.Always || plan.Time.Stop is not null;
            if (hasEnd && expectation.Probe is { } probe) _probes.Add(probe);
        }
        _isAny = _applications + _probes.Count > 0;
    }

    /// <summary>There was something to do, and all of it is done.</summary>
    public bool IsAllDone => _isAny && _applications + _probes.Count == 0;

    /// <summary>An application will start again.</summary>
    public void Add(ApplicationPlan plan)
    {
        if (plan.IsServer || _waitsFor[plan.Id]) return;
        _waitsFor[plan.Id] = true;
        _applications++;
    }

    /// <summary>An application has ended; it may say so again after a restart of its node.</summary>
    public void Remove(ApplicationPlan plan)
    {
        if (plan.Id < 0)
        {
            _probes.Remove(plan);
            return;
        }
        if (!_waitsFor[plan.Id]) return;
        _waitsFor[plan.Id] = false;
        _applications--;
    }

    /// <summary>A node is gone: nobody waits for it any more.</summary>
    public void RemoveAllOf(int node)
    {
        foreach (ApplicationPlan application in _plan.ApplicationsOf(node)) Remove(application);
        _probes.RemoveWhere(probe => probe.NodeId == node);
    }
}
