namespace NetSim.Actors.Cells;

/// <summary>"Tell me when nothing has come for so long."</summary>
internal sealed partial class Cell
{
    public void SetReceiveTimeout(TimeSpan? timeout)
    {
        if (timeout is { } span) ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(span, TimeSpan.Zero);
        if (timeout is null && _extras is null) return;
        Extras.ReceiveTimeout = timeout;
        if (timeout is null) Flags &= ~CellFlags.HasReceiveTimeout;
        else Flags |= CellFlags.HasReceiveTimeout;
        if (!IsCreating) PushBackReceiveTimeout();
    }

    private void PushBackReceiveTimeout()
    {
        if ((Flags & CellFlags.HasReceiveTimeout) == 0) return;
    }

    private void ForgetReceiveTimeout()
    {
        Flags &= ~CellFlags.HasReceiveTimeout;
        if (_extras is { } extras) extras.ReceiveTimeout = null;
    }
}
