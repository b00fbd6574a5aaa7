namespace NetSim.Actors.Testing;

/// <summary>A message as it reached the test.</summary>
internal sealed record Received(object Message, IActorRef Sender);

/// <summary>Keeps whatever it is told for the test to look at, and watches and spawns on the test's behalf.</summary>
internal sealed class TestActor(TestActor.Mailbox mailbox) : UntypedActor
{
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case StartWatch watch:
                Context.Watch(watch.Actor);
                break;
            case EndWatch unwatch:
                Context.Unwatch(unwatch.Actor);
                break;
            case SpawnChild spawn:
                spawn.Spawn(Context);
                break;
            default:
                mailbox.Add(message, Sender);
                break;
        }
    }

    internal sealed record StartWatch(IActorRef Actor);

    internal sealed record EndWatch(IActorRef Actor);

    internal sealed class SpawnChild(Props props, string? name)
    {
        private readonly TaskCompletionSource<IActorRef> _child = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<IActorRef> Child => _child.Task;

        public void Spawn(IActorContext context)
        {
            try
            {
                _child.SetResult(context.ActorOf(props, name));
            }
            catch (Exception failure)
            {
                _child.SetException(failure);
            }
        }
    }

    /// <summary>Written by the actor, read by the test: two threads on the real clock.</summary>
    internal sealed class Mailbox
    {
        private readonly object _lock = new();
        private readonly Queue<Received> _messages = new();

        public Func<object, bool>? Ignore { get; set; }

        public bool IsEmpty => TryPeek() is null;

        public void Add(object message, IActorRef sender)
        {
            if (Ignore?.Invoke(message) == true) return;
            lock (_lock)
            {
                _messages.Enqueue(new Received(message, sender));
                Monitor.PulseAll(_lock);
            }
        }

        public Received? TryTake()
        {
            lock (_lock) return _messages.TryDequeue(out Received? received) ? received : null;
        }

        public Received? TryPeek()
        {
            lock (_lock) return _messages.TryPeek(out Received? received) ? received : null;
        }

        /// <summary>Blocks for a real clock.</summary>
        public void WaitForArrival(TimeSpan atMost)
        {
            lock (_lock)
            {
                if (_messages.Count == 0) Monitor.Wait(_lock, atMost);
            }
        }
    }
}
