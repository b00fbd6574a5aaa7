namespace NetSim.Actors.Stashing;

/// <summary>The stash of one incarnation.</summary>
internal sealed class CellStash(Cell cell) : IStash
{
    private readonly LinkedList<Envelope> _messages = [];
    private long _lastStashed = -1;

    public int Count => _messages.Count;

    public int Capacity => cell.Props.StashCapacity;

    public bool IsEmpty => Count == 0;

    public bool NonEmpty => Count > 0;

    public bool IsFull => Capacity >= 0 && Count >= Capacity;

    public void Stash()
    {
        Envelope envelope = cell.EnvelopeInHand;
        if (_lastStashed == cell.Lane.MessagesHandled)
            throw new IllegalActorStateException($"Can't stash the same message {envelope.Message} more than once");
        if (Capacity > 0 && Count >= Capacity)
            throw new StashOverflowException($"Couldn't enqueue message {envelope.Message} from {envelope.Sender} to stash of {cell}");
        _lastStashed = cell.Lane.MessagesHandled;
        _messages.AddLast(envelope);
    }

    public void Unstash()
    {
        if (_messages.First is not { } oldest) return;
        _messages.RemoveFirst();
        cell.PutBack([oldest.Value]);
    }

    public void UnstashAll() => cell.PutBack(TakeAll());

    public void UnstashAll(Func<Envelope, bool> predicate) => cell.PutBack([.. TakeAll().Where(predicate)]);

    public IEnumerable<Envelope> ClearStash() => TakeAll();

    public void Prepend(IEnumerable<Envelope> envelopes)
    {
        ArgumentNullException.ThrowIfNull(envelopes);
        foreach (Envelope envelope in envelopes.Distinct().Reverse()) _messages.AddFirst(envelope);
    }

    private Envelope[] TakeAll()
    {
        Envelope[] all = [.. _messages];
        _messages.Clear();
        return all;
    }
}
