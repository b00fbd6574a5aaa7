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

    /// <summary>
    /// The hot loop. It ends at an empty FIFO, at the end of the budget, or in front of a delivery that needs care. The try block
    /// is around the loop, not around each message: what is thrown in here was thrown by the actor in hand.
    /// </summary>
    private long HandOut(long left)
    {
        try
        {
            while (left > 0 && !_fifo.IsEmpty)
            {
                ref Delivery delivery = ref _fifo.Current;
                Resident to = delivery.To;
                if (to.Flags != CellFlags.None || delivery.Message is IAutoReceivedMessage) break;
                ActiveOrder = to.Order;
                left--;
                Unsafe.As<Cell>(to).Handle(delivery.Message);
                _fifo.Advance();
            }
        }
        catch (Exception cause)
        {
            Unsafe.As<Cell>(_fifo.Current.To).Fail(cause);
            _fifo.Advance();
        }

        return left;
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
