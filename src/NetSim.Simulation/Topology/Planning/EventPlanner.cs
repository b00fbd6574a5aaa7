using System.Collections.Immutable;
using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Planning;

/// <summary>What happens while it runs.</summary>
internal sealed class EventPlanner(PlanDraft draft, DirectionChecker checker)
{
    private readonly ApplicationFinder _applications = new(draft);
    private readonly QueueChecker _queues = new(draft.Diagnostics);

    public void Plan()
    {
        foreach (Located<EventDocument> document in draft.Document.Events)
        {
            EventDocument e = document.Value;
            if (e.At is { } at) Times.WarnAfterStop(draft, at, "it happens");
            CheckTimes(e);
            if (PlanOf(e) is not { } plan) continue;
            if (e.When is { } condition)
            {
                if (ConditionOf(condition) is not { } when) continue;
                plan = plan with { When = when };
            }
            draft.Builder.AddEvent(plan with
            {
                At = e.At?.Value ?? e.After ?? Duration.Zero,
                Every = e.Every?.Value,
                Count = e.Count,
                For = e.For?.Value,
            });
        }
    }

    private EventPlan? PlanOf(EventDocument e)
    {
        if (e.Link is { } link) return PlanLink(e, link);
        if (e.Interface is { } @interface) return PlanInterface(e, @interface);
        if (e.Node is { } node) return PlanNode(e, node);
        if (e.Application is { } application) return PlanApplication(e, application);
        if (e.Partition is { } groups) return PlanPartition(groups);
        return e.Heal ? new HealPlan() : null;
    }

    private void CheckTimes(EventDocument e)
    {
        if (e.Every is { } every)
        {
            if (every.Value == Duration.Zero)
                draft.Diagnostics.Add(every.Place, DiagnosticCode.TimesClash, "what happens again after no time at all never lets time go on");
            else if (e.For is { } span && span.Value >= every.Value)
                draft.Diagnostics.Add(span.Place, DiagnosticCode.TimesClash, $"it lasts {span.Value}, and happens again every {every.Value}: let it last less");
            if (e.Count is null && draft.Time is { Mode: TimeMode.Virtual, Stop: null })
            {
                draft.Diagnostics.Add(every.Place, DiagnosticCode.NeverEnds,
                    "this never ends, and neither would the run: add 'count' here, or 'time: { stop: 60 s }' to the file");
            }
        }
        if (e.For is { } none && none.Value == Duration.Zero)
            draft.Diagnostics.Add(none.Place, DiagnosticCode.TimesClash, "what is undone at once has never been: let it last longer");
        if (e.For is { } lasts && (e.Reset || e.Restart || e.Heal))
        {
            draft.Diagnostics.Add(lasts.Place, DiagnosticCode.KeyNotForKind,
                "'for' goes with what can be undone: 'set', 'stop' or 'partition'");
        }
    }

    private EventPlan? PlanLink(EventDocument e, Located<string> name)
    {
        if (!TryFindLink(name, out int link)) return null;
        if (e.Reset) return new LinkResetPlan { LinkId = link };
        if (e.Set is not { } set) return OnlySet(e, name.Place, "a link");
        checker.Check(set);
        if (set.State is null && set.Forward.IsEmpty && set.Reverse is null or { IsEmpty: true } && !set.IsDamaged)
        {
            draft.Diagnostics.AddAtKey(set.Place, DiagnosticCode.MissingKey, "nothing is set: write, say, 'set: { state: down }'");
            return null;
        }
        // What went before may hang on conditions, so whoever means another kind than the file's says so.
        LinkPlan before = draft.Builder.Links[link];
        _queues.Check(before.AToB.Queue, [set.Forward.Queue]);
        _queues.Check(before.BToA.Queue, [set.Forward.Queue, set.Reverse?.Queue]);
        LinkChangePlan plan = new()
        {
            LinkId = link,
            State = set.State,
            AToB = set.Forward.Words,
            BToA = set.Forward.Words.Under(set.Reverse?.Words),
        };
        CheckReordering(set, plan);
        return plan;
    }

    /// <summary>Unless an event may have given the link a delay before this one.</summary>
    private void CheckReordering(ChangeDocument set, LinkChangePlan plan)
    {
        LinkPlan link = draft.Builder.Links[plan.LinkId];
        Place? place = plan.AToB.Reorder is not null && link.AToB.Patched(plan.AToB).ReordersNothing ? set.Forward.ReorderPlace ?? set.Place
            : plan.BToA.Reorder is not null && link.BToA.Patched(plan.BToA).ReordersNothing ? set.Reverse?.ReorderPlace ?? set.Forward.ReorderPlace
            : null;
        if (place is null || draft.Document.Events.Any(other => SetsDelay(other.Value))) return;
        draft.Diagnostics.AddAtKey(place, DiagnosticCode.ReorderWithoutDelay, DirectionChecker.ReordersNothing);

        static bool SetsDelay(EventDocument happening) => happening.Set is { } set && (set.Forward.Delay is not null || set.Reverse?.Delay is not null);
    }

    private EventPlan? PlanInterface(EventDocument e, EndpointDocument endpoint)
    {
        if (!draft.TryFindInterface(endpoint, out int id)) return null;
        if (e.Reset) return new InterfaceResetPlan { InterfaceId = id };
        if (e.Set is not { } set) return OnlySet(e, endpoint.Place, "an interface");
        return StateOf(set, "an interface") is { } state ? new InterfaceChangePlan { InterfaceId = id, State = state } : null;
    }

    private EventPlan? PlanNode(EventDocument e, Located<string> name)
    {
        if (!TryFindNode(name, out int node)) return null;
        if (e.Restart) return new NodeRestartPlan { NodeId = node };
        if (e.Reset) return new NodeChangePlan { NodeId = node, State = OperState.Up };
        if (e.Set is not { } set) return OnlySet(e, name.Place, "a node");
        return StateOf(set, "a node") is { } state ? new NodeChangePlan { NodeId = node, State = state } : null;
    }

    private ApplicationChangePlan? PlanApplication(EventDocument e, Located<string> name)
    {
        if (!_applications.TryFind(name, out int node, out int index)) return null;
        if (e.Stop || e.Restart) return new ApplicationChangePlan { NodeId = node, Index = index, State = e.Stop ? OperState.Down : OperState.Up };
        draft.Diagnostics.Add(name.Place, DiagnosticCode.KeyNotForKind, "an application can be stopped ('stop: true') or started anew ('restart: true')");
        return null;
    }

    private PartitionPlan? PlanPartition(Located<List<Located<List<Located<string>>>>> groups)
    {
        if (groups.Value.Count < 2)
        {
            draft.Diagnostics.Add(groups.Place, DiagnosticCode.BadPartition, "a partition has two groups or more, as in [[web, r1], [edge]]");
            return null;
        }
        HashSet<int> placed = [];
        List<ImmutableArray<int>> plan = [];
        bool isGood = true;
        foreach (Located<List<Located<string>>> group in groups.Value)
        {
            List<int> nodes = [];
            foreach (Located<string> name in group.Value)
            {
                if (!TryFindNode(name, out int node)) isGood = false;
                else if (placed.Add(node)) nodes.Add(node);
                else
                {
                    draft.Diagnostics.Add(name.Place, DiagnosticCode.BadPartition, $"{name.Value} is in the partition twice");
                    isGood = false;
                }
            }
            if (group.Value.Count == 0)
            {
                draft.Diagnostics.Add(group.Place, DiagnosticCode.BadPartition, "a group without nodes parts nothing: name some, or leave it out");
                isGood = false;
            }
            plan.Add([.. nodes]);
        }
        return isGood ? new PartitionPlan { Groups = [.. plan] } : null;
    }

    private ConditionPlan? ConditionOf(ConditionDocument condition)
    {
        if (condition.Interface is { } endpoint)
        {
            if (condition.Frames is not { } frames || !draft.TryFindInterface(endpoint, out int id)) return null;
            FilterPlan? filter = null;
            if (condition.Filter is { } text && !FilterPlanner.TryPlan(draft, text, id, out filter)) return null;
            return new FramesSeenPlan { InterfaceId = id, Frames = frames, Filter = filter };
        }
        if (condition.Ended is not { } name || !_applications.TryFind(name, out int node, out int index)) return null;
        if (!_applications.IsServer(node, index)) return new ApplicationEndedPlan { NodeId = node, Index = index };
        draft.Diagnostics.Add(name.Place, DiagnosticCode.UnknownApplication, $"{name.Value} waits for others and never ends");
        return null;
    }

    private OperState? StateOf(ChangeDocument set, string ofWhat)
    {
        if (set.IsDamaged) return null;
        if (set.Reverse is null && set.Forward.IsEmpty && set.State is { } state) return state;
        draft.Diagnostics.AddAtKey(set.Place, DiagnosticCode.KeyNotForKind, $"of {ofWhat} only 'state' can be set; the rest belongs to its link");
        return null;
    }

    private EventPlan? OnlySet(EventDocument e, Place place, string what)
    {
        if (!e.IsDamaged) draft.Diagnostics.Add(place, DiagnosticCode.KeyNotForKind, $"{what} can only be 'set' or 'reset'");
        return null;
    }

    private bool TryFindNode(Located<string> name, out int node)
    {
        if (draft.TryFindNode(name.Value, out node)) return true;
        draft.Diagnostics.Add(name.Place, DiagnosticCode.UnknownNode, $"there is no node {Quoted.Text(name.Value)}{draft.NodeHint(name.Value)}");
        return false;
    }

    /// <summary>By id, or by an interface that it is plugged into.</summary>
    private bool TryFindLink(Located<string> name, out int link)
    {
        if (draft.NamedLinks.TryGetValue(name.Value, out link)) return true;
        if (draft.TryFindInterface(name.Value, out int id))
        {
            InterfacePlan plan = draft.Builder.Interfaces[id];
            link = plan.AttachedTo;
            if (plan.Attachment == Attachment.Link) return true;
            // A link that could not be read was reported.
            if (!draft.InterfaceSources[id].IsMentioned)
            {
                draft.Diagnostics.Add(name.Place, DiagnosticCode.UnknownLink,
                    $"no link is plugged into {Quoted.Text(name.Value)}");
            }
            return false;
        }
        string hint = Spelling.DidYouMean(name.Value, draft.NamedLinks.Keys.Order(StringComparer.Ordinal));
        draft.Diagnostics.Add(name.Place, DiagnosticCode.UnknownLink,
            $"there is no link {Quoted.Text(name.Value)}{hint} (a link is named by its id, or by an endpoint as in 'web:eth0')");
        return false;
    }
}
