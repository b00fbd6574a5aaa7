using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NetSim.Actors.Dispatch;

/// <summary>
/// The FIFO of a lane. The delivery that is being handled stays at the head until it is done, so that "current message",
/// "sender" and "current actor" cost nothing to keep: they are read from the head when somebody asks.
/// </summary>
internal struct MessageRing
{
    private const int InitialCapacity = 256;

    private Delivery[] _slots;
    private int _head;
    private int _tail;

    public MessageRing() => _slots = new Delivery[InitialCapacity];

    /// <summary>Deliveries that were done with: the number of the one in hand.</summary>
    public long Taken { get; private set; }

    public readonly bool IsEmpty => _head == _tail;

    public readonly int Count => (_tail - _head) & (_slots.Length - 1);

    /// <summary>The delivery at the head. Only meaningful while the ring is not empty; any push makes the reference stale.</summary>
    public readonly ref Delivery Current
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_slots), _head);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push(Resident to, object message, IActorRef? sender)
    {
        int tail = _tail;
        ref Delivery slot = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_slots), tail);
        slot.To = to;
        slot.Message = message;
        slot.Sender = sender;
        _tail = tail = (tail + 1) & (_slots.Length - 1);
        if (tail == _head) Grow();
    }

    /// <summary>
    /// Done with the head. The message is let go; the two references that stay behind are overwritten later. An empty ring starts from the
    /// beginning, so that a few messages at a time always take the same few lines of the cache.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance()
    {
        Current.Message = null!;
        Taken++;
        int head = (_head + 1) & (_slots.Length - 1);
        if (head == _tail) head = _tail = 0;
        _head = head;
    }

    /// <summary>Puts a delivery right behind the current one: it is handled next.</summary>
    public void PushBehindCurrent(in Delivery delivery)
    {
        Delivery current = Current;
        Delivery next = delivery;
        Current = next;
        _head = (_head - 1) & (_slots.Length - 1);
        Current = current;
        if (_head == _tail) Grow();
    }

    private void Grow()
    {
        var bigger = new Delivery[_slots.Length * 2];
        int fromHead = _slots.Length - _head;
        Array.Copy(_slots, _head, bigger, 0, fromHead);
        Array.Copy(_slots, 0, bigger, fromHead, _head);
        _head = 0;
        _tail = _slots.Length;
        _slots = bigger;
    }
}
