using NetSim.Simulation.Determinism;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Dns;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Applications.Dns;

/// <summary>Asks its node's resolver for a name, at times that are drawn; a question does not wait for the answer before it.</summary>
internal sealed class LookupActor(LookupPlan plan, LookupRecord record, ApplicationContext context) : UntypedActor
{
    private readonly RandomStream _dice = context.DiceOf(plan);
    private readonly ResolveName _question = new(plan.Name)
    {
        Types = plan.Type switch { LookupType.A => [DnsType.A], LookupType.Aaaa => [DnsType.Aaaa], _ => [] },
    };

    /// <summary>Times of the questions that are open; the resolver answers those for one name in their order.</summary>
    private readonly Queue<Instant> _open = [];

    protected override void PreStart() => Ask();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Tick:
                Ask();
                break;
            case NameResolved answer:
                OnAnswer(answer);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Ask()
    {
        Instant now = ApplicationContext.Now;
        record.Asked++;
        _open.Enqueue(now);
        Context.Parent.Tell(_question, Self);
        if (record.Asked < plan.Count) ApplicationContext.TellAt(now + plan.Every.NextInterval(_dice), Self, Tick.Instance);
    }

    private void OnAnswer(NameResolved answer)
    {
        record.Times.Add(ApplicationContext.Now - _open.Dequeue());
        if (answer.Problem is { } problem)
        {
            record.Error = problem;
        }
        else
        {
            record.Found++;
            record.Addresses = answer.Answer.Addresses;
        }
        if (record.Asked == plan.Count && _open.Count == 0) Context.Parent.Tell(ApplicationDone.Instance, Self);
    }
}
