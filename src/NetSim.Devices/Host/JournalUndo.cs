using NetSim.Devices.Namespaces;
using NetSim.Devices.Netlink;

namespace NetSim.Devices.Host;

/// <summary>Takes the open changes of a journal back, last one first: for the run that made them, and for a dead one.</summary>
internal static class JournalUndo
{
    /// <param name="content">The journal; loses the changes that are done with.</param>
    /// <param name="after">Only changes with a higher number.</param>
    /// <param name="write">Puts a line into the journal and into <paramref name="content"/>.</param>
    public static List<HostUndoStep> Undo(JournalContent content, int after, Action<JournalLine> write)
    {
        var report = new List<HostUndoStep>();
        foreach (JournalIntent intent in content.Open.Reverse().ToArray())
        {
            if (intent.Number <= after) continue;
            (HostUndoOutcome outcome, string note) = content.Run is { IsOfThisBoot: true }
                ? UndoOne(intent)
                : (HostUndoOutcome.AlreadyGone, "the machine was started anew since");
            report.Add(new HostUndoStep(intent.Undo, outcome, note));
            if (outcome is HostUndoOutcome.Undone or HostUndoOutcome.AlreadyGone) write(new JournalLine { Closed = intent.Number });
        }
        return report;
    }

    public static List<HostUndoStep> Preview(JournalContent content) =>
        [.. content.Open.Reverse().Select(intent => new HostUndoStep(intent.Undo, HostUndoOutcome.Pending, ""))];

    private static (HostUndoOutcome, string) UndoOne(JournalIntent intent)
    {
        NamespaceFinder.Search search = NamespaceFinder.Find(intent.Space, out NetworkNamespace? space);
        using (space)
        {
            if (search == NamespaceFinder.Search.Ended) return (HostUndoOutcome.AlreadyGone, "its network namespace has ended");
            if (intent.Step is HostStep.RunCommands) return EndProcesses(intent.Space.Inode, space is not null);
            if (space is null) return (HostUndoOutcome.Skipped, "its network namespace was not found; root can look further");
            if (!NetlinkSocket.OpenForRequests(space).TryGet(out NetlinkSocket? netlink, out DeviceError? error))
            {
                return (HostUndoOutcome.Failed, error.Message);
            }
            using (netlink) return HostStepExecutor.Undo(intent.Step, intent.Interface, netlink);
        }
    }

    /// <summary>
    /// The namespace was made for them, so they are the run's, whatever they have become. Without its cookie a namespace that cannot be
    /// entered is taken for the one of the journal, but only its own user's processes could be ended.
    /// </summary>
    private static (HostUndoOutcome, string) EndProcesses(ulong inode, bool isFound)
    {
        if (!isFound) return (HostUndoOutcome.Skipped, "its network namespace was not found; root can look further");
        return NamespaceProcesses.End(inode, EndingGrace.None) == 0
            ? (HostUndoOutcome.Undone, "")
            : (HostUndoOutcome.Failed, "some of its processes do not end");
    }
}
