using NetSim.Devices.Namespaces;
using NetSim.Devices.Netlink;

namespace NetSim.Devices.Host;

/// <summary>Carries a plan out. Every step is in the journal before it is tried; if one fails, those before it are taken back.</summary>
public static class HostApplier
{
    /// <param name="plan">Made against the namespace as it is.</param>
    /// <param name="journal">Of this run; its <see cref="HostJournal.Undo"/> takes everything back.</param>
    /// <param name="space">The namespace that the plan was made for.</param>
    /// <returns>Null if all was done.</returns>
    public static DeviceError? Apply(HostPlan plan, HostJournal journal, NetworkNamespace? space = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(journal);
        if (plan.Namespace != space?.Path) throw new ArgumentException("The plan was made for another network namespace.", nameof(space));
        if (plan.Conflicts.Count > 0) return new DeviceError(DeviceErrorKind.Conflict, string.Join("; ", plan.Conflicts));
        if (plan.Steps.Count == 0) return null;
        if (!Identify(space).TryGet(out JournalSpace? identity, out DeviceError? error)) return error;
        if (!NetlinkSocket.OpenForRequests(space).TryGet(out NetlinkSocket? netlink, out error)) return error;
        using (netlink)
        {
            int before = journal.LastNumber;
            foreach (HostStep step in plan.Steps)
            {
                if (DoOne(step, journal, identity, netlink, space) is not { } refusal) continue;
                return refusal with { Message = refusal.Message + Tail(journal.UndoAfter(before)) };
            }
            return null;
        }
    }

    private static DeviceResult<JournalSpace> Identify(NetworkNamespace? space)
    {
        if (space is not null) return new JournalSpace(space.Inode, space.Cookie, space.Path);
        if (!NetworkNamespace.OpenCurrent().TryGet(out NetworkNamespace? current, out DeviceError? error)) return error;
        using (current) return new JournalSpace(current.Inode, current.Cookie, null);
    }

    private static DeviceError? DoOne(HostStep step, HostJournal journal, JournalSpace identity, NetlinkSocket netlink, NetworkNamespace? space)
    {
        LinkRecord? link = netlink.FindLink(step.Device);
        bool makesDevice = step is HostStep.AddDevice;
        if (!makesDevice && link is not { Kind: "tun" })
        {
            return new DeviceError(DeviceErrorKind.NoSuchDevice,
                $"`{step.Command}` was not tried: there is no TUN or TAP device {step.Device} any more");
        }
        int number = journal.LastNumber + 1, index = makesDevice ? 0 : link!.Index;
        var intent = new JournalIntent(number, identity, index, step, IpCommand.Line(identity.Path, step.UndoArguments));
        if (journal.Intend(intent) is { } unwritten) return unwritten;
        DeviceError? error = makesDevice
            ? NetworkNamespace.Run<object>(space, () => new DeviceResult<object>(null, HostStepExecutor.Do(step, index, netlink))).Error
            : HostStepExecutor.Do(step, index, netlink);
        // What the kernel refused is not ours: it must not be undone, least of all if it was there before.
        if (error is not null) return journal.Close(number) ?? error;
        return journal.Done(number);
    }

    private static string Tail(IReadOnlyList<HostUndoStep> undone)
    {
        if (undone.Count == 0) return "; nothing was changed";
        bool isClean = undone.All(step => step.Outcome is HostUndoOutcome.Undone or HostUndoOutcome.AlreadyGone);
        return isClean
            ? "; what was changed before has been undone"
            : "; not all that was changed before could be undone: see `netsim clean --dry-run`";
    }
}
