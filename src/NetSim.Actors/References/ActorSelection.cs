namespace NetSim.Actors;

/// <summary>A path to whoever lives there when a message comes: looked up at each tell. Without wildcards.</summary>
public class ActorSelection : ICanTell
{
    private readonly ActorPath _path;

    internal ActorSelection(LaneActorSystem system, ActorPath path) => (System, _path) = (system, path);

    public string PathString => _path.ToStringWithoutAddress();

    internal LaneActorSystem System { get; }

    /// <summary>Inside an actor, no sender means that actor.</summary>
    public void Tell(object message, IActorRef? sender = null)
    {
        ArgumentNullException.ThrowIfNull(message);
        IActorRef? from = sender ?? Lane.OnThisThread?.ActiveCell;
        if (Find() is { } cell) cell.Tell(message, from);
        else if (message is Identify identify) from?.Tell(new ActorIdentity(identify.MessageId, subject: null), ActorRefs.NoSender);
        else System.PublishDeadLetter(message, from, System.DeadLetters);
    }

    /// <summary>The actor that lives there now, or an <see cref="ActorNotFoundException"/>.</summary>
    public Task<IActorRef> ResolveOne(TimeSpan timeout) => ResolveOne(timeout, CancellationToken.None);

    public async Task<IActorRef> ResolveOne(TimeSpan timeout, CancellationToken ct)
    {
        try
        {
            ActorIdentity identity = await this.Ask<ActorIdentity>(new Identify(this), timeout, ct).ConfigureAwait(false);
            return identity.Subject ?? throw new ActorNotFoundException($"No actor lives at {_path}.");
        }
        catch (AskTimeoutException late)
        {
            throw new ActorNotFoundException($"No actor at {_path} answered in time.", late);
        }
    }

    public override string ToString() => $"ActorSelection[{_path}]";

    internal static ActorSelection From(LaneActorSystem system, Cell anchor, string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (ActorPath.TryParse(path, out ActorPath? absolute)) return new ActorSelection(system, absolute);
        ActorPath at = path.StartsWith('/') ? anchor.Path.Root : anchor.Path;
        foreach (string element in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
            at = element == ".." ? at.Parent : at / element;
        return new ActorSelection(system, at);
    }

    private Cell? Find()
    {
        Cell? cell = System.Root;
        foreach (string name in _path.Elements) cell = cell?.FindChild(name);
        return cell;
    }
}
