using System.Runtime.CompilerServices;

namespace NetSim.Actors.Lanes;

/// <summary>The loop: hand each delivery to its actor; see to failures outside of the hot path.</summary>
public sealed partial class Lane
{
    private ILaneWaiter? _waiter;

    /// <summary>User messages and wake-ups that the lane has handled.</summary>
    public long MessagesHandled => _fifo.Taken;

    /// <summary>Handles messages until the FIFO is empty, or at most <paramref name="budget"/> of them.</summary>
    internal void Drain(long budget)
    {
        if (_fifo.IsEmpty) return;
        _handling = true;
        try
        {
            long left = budget;
            while (left > 0 && !_fifo.IsEmpty)
            {
                left = HandOut(left);
                if (left > 0 && !_fifo.IsEmpty) left = HandleOneSlowly(left);
            }
        }
        finally
        {
            _handling = false;
            ActiveOrder = NoGroup;
        }
    }

    /// <summary>Returns what is left of the budget. What is thrown in the loop was thrown by the actor in hand.</summary>
    private long HandOut(long left)
    {
        long before = _fifo.Taken;
        try
        {
            RunLoop(left > long.MaxValue - before ? long.MaxValue : before + left);
        }
        catch (Exception cause)
        {
            Unsafe.As<Cell>(_fifo.Current.To).Fail(cause);
            _fifo.Advance();
        }

        return left - (_fifo.Taken - before);
    }

    /// <summary>
    /// The hot loop. It ends at an empty FIFO, when <paramref name="last"/> deliveries have been taken since the start, or in front of one that needs
    /// care. A method of its own: what lives across a try block lies in memory and not in registers.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RunLoop(long last)
    {
        while (!_fifo.IsEmpty && _fifo.Taken < last)
        {
            ref Delivery delivery = ref _fifo.Current;
            Resident to = delivery.To;
            object message = delivery.Message;
            if (to.Flags != CellFlags.None || message is IAutoReceivedMessage) break;
            ActiveOrder = to.Order;
            Unsafe.As<Cell>(to).Handle(message);
            _fifo.Advance();
        }
    }

    private long HandleOneSlowly(long left)
    {
        Resident to = _fifo.Current.To;
        ActiveOrder = to.Order;
        to.HandleSlowly(_fifo.Current.Message);
        _fifo.Advance();
        return left - 1;
    }
}
