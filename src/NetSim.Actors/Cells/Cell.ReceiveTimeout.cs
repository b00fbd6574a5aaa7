namespace NetSim.Actors.Cells;

/// <summary>"Tell me when nothing has come for so long."</summary>
internal sealed partial class Cell
{
    public void SetReceiveTimeout(TimeSpan? timeout)
    {
        if (timeout is { } span) ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(span, TimeSpan.Zero);
        if (timeout is null && KnownExtras is null) return;
        Extras.ReceiveTimeout = timeout;
        Extras.IdleTimer = null;
        if (timeout is null) Flags &= ~CellFlags.HasReceiveTimeout;
        else Flags |= CellFlags.HasReceiveTimeout;
        PushBackReceiveTimeout();
    }

    private void PushBackReceiveTimeout()
    {
        if ((Flags & CellFlags.HasReceiveTimeout) == 0) return;
        Extras.LastActivity = Lane.Now;
        if (Extras.IdleTimer is not null) return;
        Extras.IdleTimer = new IdleTimer();
        ArmIdleTimer(Extras);
    }

    private void ForgetReceiveTimeout()
    {
        Flags &= ~CellFlags.HasReceiveTimeout;
        if (KnownExtras is not { } extras) return;
        extras.ReceiveTimeout = null;
        extras.IdleTimer = null;
    }

    private void ArmIdleTimer(CellExtras extras) => Lane.ScheduleAgain(
        LaneTime.After(extras.LastActivity, LaneTime.Nanoseconds(extras.ReceiveTimeout!.Value)), this, extras.IdleTimer!);

    /// <summary>
    /// One pending event per actor, not one per message: when it comes due it looks whether there was any activity, and if so
    /// waits for the rest.
    /// </summary>
    internal sealed class IdleTimer : LaneMessage
    {
        internal override bool IsObsolete(Resident to) => !ReferenceEquals(((Cell)to).KnownExtras?.IdleTimer, this);

        internal override void Arrive(Resident to, IActorRef? sender)
        {
            var cell = (Cell)to;
            if (cell.KnownExtras is not { ReceiveTimeout: { } timeout } extras || !ReferenceEquals(extras.IdleTimer, this)) return;
            if (cell.Lane.Now < LaneTime.After(extras.LastActivity, LaneTime.Nanoseconds(timeout)))
            {
                cell.ArmIdleTimer(extras);
                return;
            }

            extras.IdleTimer = null;
            cell.Lane.Push(cell, NetSim.Actors.ReceiveTimeout.Instance, cell);
        }
    }
}
