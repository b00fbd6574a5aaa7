namespace NetSim.Devices.Host;

/// <summary>What became, or would become, of one change that is to be taken back.</summary>
/// <param name="Command">The command that takes it back.</param>
/// <param name="Outcome">What was done about it.</param>
/// <param name="Note">A sentence if there is something to say, else empty.</param>
public sealed record HostUndoStep(string Command, HostUndoOutcome Outcome, string Note);

public enum HostUndoOutcome
{
    /// <summary>Only looked at.</summary>
    Pending,

    Undone,

    /// <summary>There was nothing left to undo: the device, the address, the route is gone or was changed since.</summary>
    AlreadyGone,

    /// <summary>Left as it is, and kept in the journal.</summary>
    Skipped,

    /// <summary>The kernel refused; kept in the journal.</summary>
    Failed,
}
