using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NetSim.Actors.Scheduling;

/// <summary>
/// The lane's future: a 4-ary heap in the order of <see cref="EventKey"/>. What moves in the heap is a 16-byte node (four children
/// share a cache line); what an event carries stays where it was put, in a slot, and is touched only on a tie and at the end.
/// </summary>
internal sealed class EventQueue
{
    private const int InitialCapacity = 256;

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
    private int _used;
    private int _free = -1;

    public int Count => _count;

    /// <summary>When the first event is due; <see cref="long.MaxValue"/> if there is none.</summary>
    public long NextDue => _count == 0 ? long.MaxValue : _heap[0].Due;

    public void Push(in EventKey key, Resident to, object message, IActorRef? sender)
    {
        int index = TakeSlot();
        ref Slot slot = ref _slots[index];
        slot.To = to;
        slot.Message = message;
        slot.Sender = sender;
        slot.Sequence = key.Sequence;
        slot.Source = key.Source;
        if (_count == _heap.Length) Array.Resize(ref _heap, _count * 2);
        SiftUp(_count++, new Node { Due = key.Due, Target = key.Target, Slot = index });
    }

    /// <summary>Takes the first event if it is due at or before <paramref name="until"/>.</summary>
    public bool TryPop(long until, out Delivery delivery, out long due)
    {
        if (_count == 0 || _heap[0].Due > until)
        {
            delivery = default;
            due = 0;
            return false;
        }

        due = _heap[0].Due;
        int index = _heap[0].Slot;
        ref Slot slot = ref _slots[index];
        delivery.To = slot.To;
        delivery.Message = slot.Message;
        delivery.Sender = slot.Sender;
        slot.Message = null!;
        slot.NextFree = _free;
        _free = index;
        int last = --_count;
        if (last > 0) SiftDown(_heap[last]);
        return true;
    }

    private int TakeSlot()
    {
        int index = _free;
        if (index >= 0)
        {
            _free = _slots[index].NextFree;
            return index;
        }

        if (_used == _slots.Length) Array.Resize(ref _slots, _used * 2);
        return _used++;
    }

    private void SiftUp(int index, Node node)
    {
        ref Node heap = ref MemoryMarshal.GetArrayDataReference(_heap);
        while (index > 0)
        {
            int parent = (index - 1) >> 2;
            ref Node above = ref Unsafe.Add(ref heap, parent);
            if (!IsBefore(node, above)) break;
            Unsafe.Add(ref heap, index) = above;
            index = parent;
        }

        Unsafe.Add(ref heap, index) = node;
    }

    private void SiftDown(Node node)
    {
        ref Node heap = ref MemoryMarshal.GetArrayDataReference(_heap);
        int count = _count;
        int index = 0;
        while (true)
        {
            int first = index * 4 + 1;
            if (first >= count) break;
            int best = first;
            int end = Math.Min(first + 4, count);
            for (int child = first + 1; child < end; child++)
                if (IsBefore(Unsafe.Add(ref heap, child), Unsafe.Add(ref heap, best))) best = child;
            ref Node below = ref Unsafe.Add(ref heap, best);
            if (!IsBefore(below, node)) break;
            Unsafe.Add(ref heap, index) = below;
            index = best;
        }

        Unsafe.Add(ref heap, index) = node;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsBefore(in Node a, in Node b) => a.Due < b.Due || (a.Due == b.Due && IsBeforeAtSameTime(a, b));

    private bool IsBeforeAtSameTime(in Node a, in Node b)
    {
        if (a.Target != b.Target) return a.Target < b.Target;
        ref Slot x = ref _slots[a.Slot];
        ref Slot y = ref _slots[b.Slot];
        return x.Source != y.Source ? x.Source < y.Source : x.Sequence < y.Sequence;
    }
}
