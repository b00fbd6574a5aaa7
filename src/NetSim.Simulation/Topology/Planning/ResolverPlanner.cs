using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Addresses;

namespace NetSim.Simulation.Topology.Planning;

/// <summary>Whom the nodes ask for names.</summary>
internal sealed class ResolverPlanner(PlanDraft draft, TargetResolver targets)
{
    public void Plan()
    {
        for (int node = 0; node < draft.NodeDocuments.Count; node++)
        {
            if (draft.Builder.Nodes[node].Kind.IsBridge() || draft.Builder.Nodes[node].Kind == NodeKind.Netns || draft.NodeDocuments[node].Value.Resolver is not { } resolver) continue;
            List<IpAddress> servers = [];
            foreach (Located<string> server in resolver.Value.ServerNames)
            {
                if (!targets.TryResolve(server, node, out Target target, out _)) continue;
                targets.Expect(node, target, server.Place);
                servers.Add(target.Address);
            }
            draft.Builder.SetResolver(node, new ResolverPlan([.. servers], [.. resolver.Value.Search.Select(static domain => domain.Value)]));
        }
    }
}
