using System.Globalization;
using NetSim.Simulation.Actors;
using NetSim.Simulation.Applications.Dns;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Applications.Trials;

/// <summary>
/// Tries an expectation until it is settled. A try is an application of its own, or a look at the node; it begins a period after the one before,
/// which has not held if it is not over by then.
/// </summary>
internal sealed class TrialsActor(TrialsPlan plan, TrialsRecord record, ApplicationContext context) : UntypedActor
{
    private IActorRef? _attempt;
    private ApplicationRecord? _attempted;
    private int _begun;

    protected override void PreStart() => Begin();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ApplicationDone:
                if (Sender.Equals(_attempt)) Conclude();
                break;
            case Tick:
                OnTick();
                break;
            case ResolveName question:
                Context.Parent.Tell(question, Sender);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(
        cause =>
        {
            Exception reason = FailureCause.Of(cause);
            context.TellPartFailed("a try of an expectation", reason);
            if (!Sender.Equals(_attempt)) return Directive.Stop;
            _attempted!.Error = reason.Message;
            Conclude();
            return Directive.Stop;
        },
        loggingEnabled: false);

    private void Begin()
    {
        Instant now = ApplicationContext.Now;
        if (plan.Tries != ExpectationTries.Once) ApplicationContext.TellAt(Instant.Min(now + plan.Period, plan.Deadline), Self, Tick.Instance);
        if (plan.Expectation.MakeAttempt() is not { } attempt)
        {
            Conclude();
            return;
        }
        ApplicationRecord attempted = _attempted = ApplicationFactory.RecordOf(attempt, context.Node.Name);
        Func<ActorBase> maker = ApplicationFactory.ActorsOf(attempt, attempted, context)[0];
        string name = string.Create(CultureInfo.InvariantCulture, $"{attempt.Kind}~{++_begun}");
        _attempt = Context.ActorOf(Producer.PropsOf(maker), name);
    }

    private void OnTick()
    {
        if (record.IsDone) return;
        bool isLast = ApplicationContext.Now >= plan.Deadline;
        if (_attempt is not null) Conclude();
        if (record.IsDone) return;
        if (!isLast) Begin();
        else
        {
            // A look takes no time, so there is one at the very end, too.
            if (plan.Expectation.MakeAttempt() is null) Conclude();
            Finish();
        }
    }

    private void Conclude()
    {
        record.Take(plan.Expectation.Try(_attempted, context.Node), ApplicationContext.Now);
        if (_attempt is { } attempt) Context.Stop(attempt);
        (_attempt, _attempted) = (null, null);
        bool isSettled = plan.Tries switch
        {
            ExpectationTries.Eventually => record.Holds,
            ExpectationTries.Always => !record.Holds,
            _ => true,
        };
        if (isSettled) Finish();
    }

    private void Finish()
    {
        if (record.IsDone) return;
        record.IsDone = true;
        Context.Parent.Tell(ApplicationDone.Instance, Self);
    }
}
