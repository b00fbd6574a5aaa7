using NetSim.Actors.Lanes;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Actors;

/// <summary>
/// Wakes an actor for its core's next deadline. A deadline moves far more often than it comes due (TCP pushes its retransmission
/// back with every acknowledgement), so nothing is ever cancelled: at most one wake-up is wanted, and one that comes too early
/// finds that there is nothing to do and arms the next.
/// </summary>
internal struct DeadlineTimer()
{
    private long _armed = long.MaxValue;

    public void Arm(Lane lane, IActorRef self, Instant? next)
    {
        if (next is not { } due || due.Nanoseconds >= _armed) return;
        _armed = due.Nanoseconds;
        lane.TellAt(_armed, self, Deadline.Instance, self);
    }

    /// <summary>Whether this wake-up is the one that is wanted; one that an earlier replaced is not.</summary>
    public bool HasCome(long now)
    {
        if (now < _armed) return false;
        _armed = long.MaxValue;
        return true;
    }
}
