using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Simulation.Topology.Planning;

/// <summary>Finds an application by its id, or as NODE:KIND where a node has just one of that kind.</summary>
internal sealed class ApplicationFinder(PlanDraft draft)
{
    /// <summary>Reports one that is not there.</summary>
    /// <param name="name">As the file says it.</param>
    /// <param name="node">Where it runs.</param>
    /// <param name="index">Which of the applications there.</param>
    public bool TryFind(Located<string> name, out int node, out int index)
    {
        (node, index) = (-1, -1);
        int[] seen = new int[draft.Builder.Nodes.Length];
        int matches = 0;
        foreach (ApplicationPlan application in draft.Builder.Applications)
        {
            int own = seen[application.NodeId]++;
            bool isNamed = application.GivenName == name.Value;
            if (!isNamed && $"{draft.NodeName(application.NodeId)}:{application.Kind}" != name.Value) continue;
            (node, index) = (application.NodeId, own);
            if (isNamed) return true;
            matches++;
        }
        if (matches == 1) return true;
        string hint = matches > 1
            ? $"there are {matches} applications {Quoted.Text(name.Value)}: give the one that is meant an 'id'"
            : $"there is no application {Quoted.Text(name.Value)}{Spelling.DidYouMean(name.Value, draft.NamedApplications.Order(StringComparer.Ordinal))} (it is named by its id, or as in 'web:ping')";
        draft.Diagnostics.Add(name.Place, DiagnosticCode.UnknownApplication, hint);
        return false;
    }

    public bool IsServer(int node, int index)
    {
        int own = 0;
        foreach (ApplicationPlan application in draft.Builder.Applications)
            if (application.NodeId == node && own++ == index) return application.IsServer;
        return false;
    }
}
