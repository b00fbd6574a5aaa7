using NetSim.Actors.Lanes;
using NetSim.Simulation.Links;
using NetSim.Simulation.Topology.Plan;
using NetSim.Stack.Interfaces;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Actors;

/// <summary>
/// The events of the file. What each changes follows from the file alone, so all of it is worked out and scheduled at the start: during the
/// run nobody has to be asked, and an event takes effect at its time to the nanosecond.
/// </summary>
internal sealed class TimeLine(TopologyPlan plan, Func<DirectionPlan, int, LinkParameters> parametersOf)
{
    private readonly Dictionary<int, (DirectionPlan AToB, DirectionPlan BToA)> _present = [];

    public void Schedule(Lane lane, IActorRef[] links, IActorRef[] nodes, IActorRef from)
    {
        foreach (EventPlan happening in plan.Events)
        {
            long due = happening.At.Nanoseconds;
            switch (happening)
            {
                case LinkChangePlan change:
                    Change(change);
                    links[change.LinkId].Tell(Message(change.LinkId, due, change.State), from);
                    break;
                case LinkResetPlan reset:
                    _present.Remove(reset.LinkId);
                    links[reset.LinkId].Tell(Message(reset.LinkId, due, plan.Links[reset.LinkId].State), from);
                    break;
                case InterfaceChangePlan change:
                    SetInterface(change.InterfaceId, change.State);
                    break;
                case InterfaceResetPlan reset:
                    SetInterface(reset.InterfaceId, plan.Interfaces[reset.InterfaceId].State);
                    break;
                default:
                    throw new InvalidOperationException($"The time-line does not know {happening.GetType().Name}.");
            }

            void SetInterface(int id, OperState state)
            {
                InterfacePlan port = plan.Interfaces[id];
                var message = new SetInterfaceState(port.Index, state == OperState.Up ? AdminState.Up : AdminState.Down);
                lane.TellAt(due, nodes[port.NodeId], message, from);
            }
        }
    }

    private LinkChangeAt Message(int link, long due, OperState? state)
    {
        (DirectionPlan aToB, DirectionPlan bToA) = Present(link);
        int mtu = plan.Links[link].Mtu;
        return new LinkChangeAt(new Instant(due), parametersOf(aToB, mtu), parametersOf(bToA, mtu), state);
    }

    private (DirectionPlan AToB, DirectionPlan BToA) Present(int link) =>
        _present.TryGetValue(link, out (DirectionPlan, DirectionPlan) present) ? present : (plan.Links[link].AToB, plan.Links[link].BToA);

    private void Change(LinkChangePlan change)
    {
        (DirectionPlan aToB, DirectionPlan bToA) = Present(change.LinkId);
        _present[change.LinkId] = (aToB.Patched(change.AToB), bToA.Patched(change.BToA));
    }
}
