namespace NetSim.Actors.Cells;

/// <summary>Stands above the top-level actors (/user, /system) and, as the root, above those two.</summary>
internal sealed class Guardian(SupervisorStrategy strategy) : ActorBase
{
    internal static readonly Props Props = Props.CreateBy(new Producer(NetSim.Actors.SupervisorStrategy.DefaultStrategy));

    /// <summary>A guardian that fails cannot be mended: its end is the end of the system.</summary>
    internal static readonly Props RootProps = Props.CreateBy(new Producer(NetSim.Actors.SupervisorStrategy.StoppingStrategy));

    protected override SupervisorStrategy SupervisorStrategy() => strategy;

    /// <summary>Nobody stops the children of a guardian that is restarted; it has no state to lose.</summary>
    protected override void PreRestart(Exception reason, object? message)
    {
    }

    protected override bool Receive(object message)
    {
        switch (message)
        {
            case StopChild stop:
                // To the back of the queue once: what the child was told by now it would have handled on a thread of its own.
                Self.Tell(new StopChildNow(stop.Child), Self);
                return true;
            case StopChildNow stop:
                Context.Stop(stop.Child);
                return true;
            case TerminateSystem:
                StopNext();
                return true;
            case Terminated:
                StopNext();
                return true;
            default:
                Unhandled(message);
                return true;
        }
    }

    /// <summary>First all user actors, then the system's own, then the root itself.</summary>
    private void StopNext()
    {
        foreach (string name in (ReadOnlySpan<string>)["user", "system"])
        {
            IActorRef guardian = Context.Child(name);
            if (guardian.IsNobody()) continue;
            Context.Watch(guardian);
            Context.Stop(guardian);
            return;
        }

        Context.Stop(Self);
    }

    private sealed class Producer(SupervisorStrategy strategy) : IIndirectActorProducer
    {
        public Type ActorType => typeof(Guardian);

        public ActorBase Produce() => new Guardian(strategy);

        public void Release(ActorBase actor)
        {
        }
    }
}

internal sealed record StopChild(IActorRef Child);

internal sealed record StopChildNow(IActorRef Child);

internal sealed class TerminateSystem
{
    internal static readonly TerminateSystem Instance = new();
}
