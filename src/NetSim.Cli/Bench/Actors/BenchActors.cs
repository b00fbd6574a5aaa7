using NetSim.Actors.Lanes;

namespace NetSim.Cli.Bench.Actors;

internal sealed record Start(IActorRef Next);

internal sealed record Spawn(int Count);

internal sealed class Token
{
    public int Left;
    public uint Random;
}

/// <summary>Answers whoever sent, so often.</summary>
internal sealed class Bouncer(int left, ManualResetEventSlim? done) : UntypedActor
{
    private static readonly object Ball = new();

    protected override void OnReceive(object message)
    {
        if (message is Start start) start.Next.Tell(Ball, Self);
        else if (--left > 0) Sender.Tell(Ball, Self);
        else done?.Set();
    }

    internal sealed class Producer(int left, ManualResetEventSlim? done = null) : IIndirectActorProducer
    {
        public Type ActorType => typeof(Bouncer);
        public ActorBase Produce() => new Bouncer(left, done);
        public void Release(ActorBase actor)
        {
        }
    }
}

internal sealed class Passer : UntypedActor
{
    private IActorRef _next = ActorRefs.Nobody;

    protected override void OnReceive(object message)
    {
        if (message is Token token)
        {
            if (--token.Left >= 0) _next.Tell(token, Self);
        }
        else
        {
            _next = ((Start)message).Next;
        }
    }

    internal sealed class Producer : IIndirectActorProducer
    {
        public Type ActorType => typeof(Passer);
        public ActorBase Produce() => new Passer();
        public void Release(ActorBase actor)
        {
        }
    }
}

/// <summary>Passes each token on after a random time, as a link does.</summary>
internal sealed class Delayer : UntypedActor
{
    private readonly Lane _lane = Lane.Current;
    private IActorRef _next = ActorRefs.Nobody;

    protected override void OnReceive(object message)
    {
        if (message is Token token)
        {
            uint random = token.Random;
            random ^= random << 13;
            random ^= random >> 17;
            random ^= random << 5;
            token.Random = random;
            if (--token.Left >= 0) _lane.TellAt(_lane.Now + 1 + (random & 0xFFFFF), _next, token, Self);
        }
        else
        {
            _next = ((Start)message).Next;
        }
    }

    internal sealed class Producer : IIndirectActorProducer
    {
        public Type ActorType => typeof(Delayer);
        public ActorBase Produce() => new Delayer();
        public void Release(ActorBase actor)
        {
        }
    }
}

internal sealed class Sink : UntypedActor
{
    private long _received;

    protected override void OnReceive(object message) => _received++;

    internal sealed class Producer : IIndirectActorProducer
    {
        public Type ActorType => typeof(Sink);
        public ActorBase Produce() => new Sink();
        public void Release(ActorBase actor)
        {
        }
    }
}

internal sealed class Flooder(int bursts) : UntypedActor
{
    private static readonly object Drop = new();
    private IActorRef _sink = ActorRefs.Nobody;

    protected override void OnReceive(object message)
    {
        if (message is Start start) _sink = start.Next;
        for (int i = 0; i < 100; i++) _sink.Tell(Drop, Self);
        if (--bursts > 0) Self.Tell(Drop, Self);
    }

    internal sealed class Producer(int bursts) : IIndirectActorProducer
    {
        public Type ActorType => typeof(Flooder);
        public ActorBase Produce() => new Flooder(bursts);
        public void Release(ActorBase actor)
        {
        }
    }
}

internal sealed class Spawner : UntypedActor
{
    protected override void OnReceive(object message)
    {
        Props props = Props.CreateBy(new Sink.Producer());
        for (int i = ((Spawn)message).Count; i > 0; i--) Context.ActorOf(props);
    }

    internal sealed class Producer : IIndirectActorProducer
    {
        public Type ActorType => typeof(Spawner);
        public ActorBase Produce() => new Spawner();
        public void Release(ActorBase actor)
        {
        }
    }
}
