using System.Collections.Immutable;
using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Addresses;

namespace NetSim.Simulation.Topology.Planning;

/// <summary>Expectations of pages, routes, paths and frames.</summary>
internal sealed class LookPlanner(PlanDraft draft, TargetResolver targets)
{
    /// <summary>Longer bodies are compared by their beginning only for what they contain, and equal nothing.</summary>
    private const int KeptBody = 1 << 20;

    public HttpExpectationPlan? Http(ExpectationDocument expectation, ExpectedHttpDocument http)
    {
        if (expectation is { Status: null, Time: null, Body: null })
            SayNothingFails(expectation, "'status', as in 'status: \"= 200\"', 'body' or 'time'");
        if (http.From is not { } start || !TryFindSender(start, out int from)) return null;
        if (http.Url is not { } url) return null;
        if (!HttpUrl.TryParse(url.Value, out HttpUrl parts, out Problem problem))
        {
            draft.Diagnostics.Add(url.Place, problem);
            return null;
        }
        if (!targets.TryResolveByName(url with { Value = parts.Host }, from, out Target target, out int server)) return null;
        targets.Expect(from, target, url.Place);
        if (server >= 0 && !draft.Listeners.IsTaken(server, parts.Port, Transport.Tcp))
        {
            draft.Diagnostics.Add(url.Place, DiagnosticCode.NobodyListens,
                $"no application of {draft.NodeName(server)} listens on TCP port {parts.Port}, so {target.Address} will refuse");
        }
        return new HttpExpectationPlan
        {
            FromNodeId = from,
            Client = new HttpClientPlan
            {
                Url = url.Value,
                Authority = parts.Authority,
                Path = parts.Path,
                Host = target,
                Port = parts.Port,
                KeptBody = expectation.Body is null ? 0 : KeptBody,
            },
            Status = expectation.Status,
            BodyContains = expectation.Body?.Contains,
            BodyEquals = expectation.Body?.EqualTo,
            Time = expectation.Time,
        };
    }

    public RouteExpectationPlan? Route(ExpectationDocument expectation, ExpectedRouteDocument route)
    {
        if (expectation is { Via: null, Present: null }) SayNothingFails(expectation, "'via', as in 'via: r1', or 'present'");
        string? via = null;
        if (expectation.Via is { } list)
        {
            if (expectation.Present is not null)
            {
                draft.Diagnostics.Add(list.Place, DiagnosticCode.KeysExclude, "via and present exclude each other");
                return null;
            }
            if (list.Value.Count != 1)
            {
                draft.Diagnostics.Add(list.Place, DiagnosticCode.WrongCount, $"a route leads to one next node, and here are {list.Value.Count}");
                return null;
            }
            if (!TryFindHops(list.Value, out ImmutableArray<string> hops)) return null;
            via = hops[0];
        }
        if (route.Node is not { } start || !TryFindSender(start, out int from)) return null;
        if (route.To is not { } end || !targets.TryResolve(end, from, out Target to, out _)) return null;
        return new RouteExpectationPlan { FromNodeId = from, To = to, Via = via, Present = expectation.Present ?? true };
    }

    public PathExpectationPlan? Path(ExpectationDocument expectation, ExpectedPathDocument path)
    {
        if (expectation.Via is not { } list)
        {
            SayNothingFails(expectation, "'via', as in 'via: [r1, r2]'");
            return null;
        }
        if (!TryFindHops(list.Value, out ImmutableArray<string> via)) return null;
        return TryFindEnds(path.From, path.To, out int from, out Target to, out _)
            ? new PathExpectationPlan { FromNodeId = from, To = to, Via = via }
            : null;
    }

    public PacketsExpectationPlan? Packets(ExpectationDocument expectation, ExpectedPacketsDocument packets)
    {
        if (expectation.Count is null) SayNothingFails(expectation, "'count', as in 'count: \">= 10\"'");
        if (packets.Interface is not { } endpoint || !draft.TryFindInterface(endpoint, out int id) || expectation.Count is not { } count) return null;
        FilterPlan? filter = null;
        if (packets.Filter is { } text && !FilterPlanner.TryPlan(draft, text, id, out filter)) return null;
        return new PacketsExpectationPlan { FromNodeId = draft.Builder.Interfaces[id].NodeId, InterfaceId = id, Count = count, Filter = filter };
    }

    public bool TryFindEnds(Located<string>? fromName, Located<string>? toName, out int from, out Target to, out int node)
    {
        (from, to, node) = (-1, default, -1);
        if (fromName is not { } start || !TryFindSender(start, out from)) return false;
        if (toName is not { } end || !targets.TryResolve(end, from, out to, out node)) return false;
        targets.Expect(from, to, end.Place);
        return true;
    }

    private bool TryFindSender(Located<string> name, out int node)
    {
        if (!draft.TryFindNode(name.Value, out node))
        {
            draft.Diagnostics.Add(name.Place, DiagnosticCode.UnknownNode,
                $"there is no node {Quoted.Text(name.Value)}{draft.NodeHint(name.Value)}");
            return false;
        }
        NodeKind kind = draft.Builder.Nodes[node].Kind;
        if (!kind.IsBridge() && kind != NodeKind.Netns) return true;
        draft.Diagnostics.Add(name.Place, DiagnosticCode.UnknownNode, kind == NodeKind.Netns
            ? $"{name.Value} is a netns node: only its programs send, so write 'exec' there, with 'expect'"
            : $"{name.Value} is a switch, which sends nothing of its own");
        return false;
    }

    private bool TryFindHops(List<Located<string>> names, out ImmutableArray<string> hops)
    {
        bool areKnown = true;
        foreach (Located<string> name in names)
        {
            // What is no node of the file is known by its address only.
            if (!IpAddress.TryParse(name.Value, out _)) areKnown &= TryFindSender(name, out _);
        }
        hops = [.. names.Select(name => IpAddress.TryParse(name.Value, out IpAddress address) ? address.ToString() : name.Value)];
        return areKnown;
    }

    private void SayNothingFails(ExpectationDocument expectation, string missing)
    {
        if (!expectation.IsDamaged) draft.Diagnostics.AddAtKey(expectation.Place, DiagnosticCode.ExpectsNothing, $"nothing here could fail: add {missing}");
    }
}
