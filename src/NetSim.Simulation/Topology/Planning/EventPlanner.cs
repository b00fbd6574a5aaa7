using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Planning;

/// <summary>What changes while it runs.</summary>
internal sealed class EventPlanner(PlanDraft draft)
{
    public void Plan()
    {
        foreach (Located<EventDocument> document in draft.Document.Events)
        {
            EventDocument e = document.Value;
            if (e.At is { } at) Times.WarnAfterStop(draft, at, "it happens");
            Duration time = e.At?.Value ?? Duration.Zero;
            if (e.Link is { } link) PlanLink(e, link, time);
            else if (e.Interface is { } @interface) PlanInterface(e, @interface, time);
        }
    }

    private void PlanLink(EventDocument e, Located<string> name, Duration at)
    {
        if (!TryFindLink(name, out int link)) return;
        if (e.Reset)
        {
            draft.Builder.AddEvent(new LinkResetPlan { At = at, LinkId = link });
            return;
        }
        if (e.Set is not { } set) return;
        LinkChangePlan plan = new()
        {
            At = at,
            LinkId = link,
            State = set.State,
            AToB = set.Forward.Words,
            BToA = set.Forward.Words.Under(set.Reverse?.Words),
        };
        if (set.State is null && set.Forward.IsEmpty && set.Reverse is null or { IsEmpty: true } && !set.IsDamaged)
        {
            draft.Diagnostics.AddAtKey(set.Place, DiagnosticCode.MissingKey, "nothing is set: write, say, 'set: { state: down }'");
            return;
        }
        draft.Builder.AddEvent(plan);
    }

    private void PlanInterface(EventDocument e, EndpointDocument endpoint, Duration at)
    {
        if (!draft.TryFindInterface(endpoint, out int id)) return;
        if (e.Reset)
        {
            draft.Builder.AddEvent(new InterfaceResetPlan { At = at, InterfaceId = id });
            return;
        }
        if (e.Set is not { } set || set.IsDamaged) return;
        if (set.Reverse is not null || !set.Forward.IsEmpty || set.State is not { } state)
        {
            draft.Diagnostics.AddAtKey(set.Place, DiagnosticCode.KeyNotForKind,
                "of an interface only 'state' can be set; the rest belongs to its link");
            return;
        }
        draft.Builder.AddEvent(new InterfaceChangePlan { At = at, InterfaceId = id, State = state });
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
