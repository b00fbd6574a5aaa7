using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NetSim.Actors.Scheduling;

/// <summary>
/// The lane's future: a 4-ary heap in the order of <see cref="EventKey"/>. What moves in the heap is a 16-byte node, so that four
/// children are 64 bytes; what an event carries stays where it was put, in a slot, and is touched only on a tie and at the end.
/// Behind the last node the heap is padded with nodes that are never due, so that every node has four children to compare.
/// </summary>
internal sealed class EventQueue
{
    private const int InitialCapacity = 256;
    private const int Padding = 5;
    private const long Never = long.MaxValue;

    private struct Node
    {
        public long Due;
        public int Target;
        public int Slot;
    }

    private struct Slot
    {
        public Resident To;
        public object Message;
        public IActorRef? Sender;
        public long Sequence;
        public int Source;
        public int NextFree;
    }

    private Node[] _heap = new Node[InitialCapacity];
    private Slot[] _slots = new Slot[InitialCapacity];
    private int _count;
    private int _slotsUsed;
    private int _freeSlot = -1;

    public EventQueue() => PadFrom(0);

    public int Count => _count;

    /// <summary>All events as they lie, obsolete or not.</summary>
    public IEnumerable<WaitingTell> All
    {
        get
        {
            for (int i = 0; i < _count; i++)
            {
                int slot = _heap[i].Slot;
                yield return new WaitingTell(_heap[i].Due, _slots[slot].Message, _slots[slot].Sender);
            }
        }
    }

    /// <summary>When the first event is due; <see cref="long.MaxValue"/> if there is none.</summary>
    public long NextDue => _heap[0].Due;

    /// <param name="key">Its due time is not negative.</param>
    /// <param name="to">Whose it is.</param>
    /// <param name="message">What it is told.</param>
    /// <param name="sender">In whose name.</param>
    public void Push(in EventKey key, Resident to, object message, IActorRef? sender)
    {
        int index = TakeSlot();
        ref Slot slot = ref _slots[index];
        slot.To = to;
        slot.Message = message;
        slot.Sender = sender;
        slot.Sequence = key.Sequence;
        slot.Source = key.Source;
        if (_count + Padding >= _heap.Length) Grow();
        SiftUp(_count++, new Node { Due = key.Due, Target = key.Target, Slot = index });
    }

    /// <summary>Takes the first event if it is due at or before <paramref name="until"/>. Obsolete ones are thrown away on the way.</summary>
    public bool TryPop(long until, out Delivery delivery, out long due)
    {
        while (_count > 0 && _heap[0].Due <= until)
        {
            Node first = _heap[0];
            TakeFromSlot(first.Slot, out delivery);
            RemoveFirst();
            if (delivery.Message is LaneMessage special && special.IsObsolete(delivery.To)) continue;
            due = first.Due;
            return true;
        }

        delivery = default;
        due = 0;
        return false;
    }

    /// <summary>The key of the first event, obsolete or not.</summary>
    public bool TryPeek(out EventKey key)
    {
        key = default;
        if (_count == 0) return false;
        ref Node first = ref _heap[0];
        ref Slot slot = ref _slots[first.Slot];
        key = new EventKey(first.Due, first.Target, slot.Source, slot.Sequence);
        return true;
    }

    /// <summary>
    /// Gives back what a burst took, a network's beginning for instance, if most of it stands empty. For moments between two runs.
    /// </summary>
    public void Trim()
    {
        int capacity = Math.Max(InitialCapacity, _count + _count / 8 + Padding);
        if (capacity > _heap.Length / 2) return;
        var slots = new Slot[capacity];
        for (int i = 0; i < _count; i++)
        {
            slots[i] = _slots[_heap[i].Slot];
            _heap[i].Slot = i;
        }

        _slots = slots;
        (_slotsUsed, _freeSlot) = (_count, -1);
        Array.Resize(ref _heap, capacity);
        PadFrom(_count);
    }

    private int TakeSlot()
    {
        int index = _freeSlot;
        if (index >= 0)
        {
            _freeSlot = _slots[index].NextFree;
            return index;
        }

        if (_slotsUsed == _slots.Length) Array.Resize(ref _slots, _slotsUsed * 2);
        return _slotsUsed++;
    }

    private void TakeFromSlot(int index, out Delivery delivery)
    {
        ref Slot slot = ref _slots[index];
        delivery.To = slot.To;
        delivery.Message = slot.Message;
        delivery.Sender = slot.Sender;
        slot.Message = null!;
        slot.NextFree = _freeSlot;
        _freeSlot = index;
    }

    private void RemoveFirst()
    {
        Node last = _heap[--_count];
        _heap[_count].Due = Never;
        if (_count > 0) SiftDown(last);
    }

    private void SiftUp(int index, Node node)
    {
        ref Node heap = ref MemoryMarshal.GetArrayDataReference(_heap);
        while (index > 0)
        {
            int parent = (index - 1) >> 2;
            ref Node above = ref Unsafe.Add(ref heap, parent);
            if (above.Due < node.Due || (above.Due == node.Due && IsBeforeAtSameTime(above, node))) break;
            Unsafe.Add(ref heap, index) = above;
            index = parent;
        }

        Put(ref Unsafe.Add(ref heap, index), node);
    }

    /// <summary>Part by part: a node that has just been put together from parts could not be read as a whole before they are in the cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(ref Node at, in Node node)
    {
        at.Due = node.Due;
        at.Target = node.Target;
        at.Slot = node.Slot;
    }

    private void SiftDown(Node node)
    {
        ref Node heap = ref MemoryMarshal.GetArrayDataReference(_heap);
        int index = 0;
        while (true)
        {
            int first = index * 4 + 1;
            if (first >= _count) break;
            int best = first + FirstOfFour(ref Unsafe.Add(ref heap, first), _count - first);
            ref Node below = ref Unsafe.Add(ref heap, best);
            if (node.Due < below.Due || (node.Due == below.Due && !IsBeforeAtSameTime(below, node))) break;
            Unsafe.Add(ref heap, index) = below;
            index = best;
        }

        Unsafe.Add(ref heap, index) = node;
    }

    /// <summary>
    /// Which of four siblings comes first. By sign arithmetic, since which one it is no branch predictor can guess: twice as fast while
    /// the heap is in the cache. (Due times are not negative, so a difference cannot overflow.) Ties go the long way.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int FirstOfFour(ref Node nodes, int real)
    {
        long due0 = nodes.Due, due1 = Unsafe.Add(ref nodes, 1).Due, due2 = Unsafe.Add(ref nodes, 2).Due, due3 = Unsafe.Add(ref nodes, 3).Due;
        long left = due1 - due0, right = due3 - due2;
        long leftSign = left >> 63, rightSign = right >> 63;
        long across = due2 + (right & rightSign) - (due0 + (left & leftSign));
        long acrossSign = across >> 63;
        if ((left == 0) | (right == 0) | (across == 0)) return FirstOfFourWithTies(ref nodes, real);
        int inLeft = (int)-leftSign, inRight = 2 - (int)rightSign;
        return inLeft + ((inRight - inLeft) & (int)acrossSign);
    }

    private int FirstOfFourWithTies(ref Node nodes, int real)
    {
        int best = 0;
        for (int i = 1; i < 4 && i < real; i++)
        {
            ref Node candidate = ref Unsafe.Add(ref nodes, i);
            ref Node first = ref Unsafe.Add(ref nodes, best);
            if (candidate.Due < first.Due || (candidate.Due == first.Due && IsBeforeAtSameTime(candidate, first))) best = i;
        }

        return best;
    }

    private bool IsBeforeAtSameTime(in Node a, in Node b)
    {
        if (a.Target != b.Target) return a.Target < b.Target;
        ref Slot x = ref _slots[a.Slot];
        ref Slot y = ref _slots[b.Slot];
        return x.Source != y.Source ? x.Source < y.Source : x.Sequence < y.Sequence;
    }

    private void Grow()
    {
        int before = _heap.Length;
        Array.Resize(ref _heap, before * 2);
        PadFrom(before);
    }

    private void PadFrom(int index)
    {
        for (int i = index; i < _heap.Length; i++) _heap[i].Due = Never;
    }
}
