namespace NetSim.Actors;

/// <summary>A path to whoever lives there when a message comes: looked up at each tell.</summary>
public class ActorSelection : ICanTell
{
    private readonly LaneActorSystem _system;
    private readonly ActorPath _path;

    internal ActorSelection(LaneActorSystem system, ActorPath path) => (_system, _path) = (system, path);

    public string PathString => _path.ToStringWithoutAddress();

    public void Tell(object message, IActorRef? sender = null)
    {
        ArgumentNullException.ThrowIfNull(message);
        IActorRef? from = sender ?? Lanes.Lane.OnThisThread?.ActiveCell;
        if (Find() is { } cell) cell.Tell(message, from);
        else _system.PublishDeadLetter(message, from, _system.DeadLetters);
    }

    public override string ToString() => $"ActorSelection[{_path}]";

    internal static ActorSelection From(LaneActorSystem system, Cells.Cell anchor, string path)
    {
        if (ActorPath.TryParse(path, out ActorPath? absolute)) return new ActorSelection(system, absolute);
        ActorPath at = path.StartsWith('/') ? anchor.Path.Root : anchor.Path;
        foreach (string element in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
            at = element == ".." ? at.Parent : at / element;
        return new ActorSelection(system, at);
    }

    private Cells.Cell? Find()
    {
        Cells.Cell? cell = _system.Root;
        foreach (string name in _path.Elements) cell = cell?.FindChild(name);
        return cell;
    }
}
