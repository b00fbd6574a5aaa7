using NetSim.Cli.Output;
using NetSim.Devices;
using NetSim.Devices.Host;
using NetSim.Devices.Namespaces;
using NetSim.Devices.Netlink;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Cli.Commands;

/// <summary>Whether the stated host side of devices is applied, or only advised.</summary>
internal enum HostConfiguration
{
    Advised,
    Applied,

    /// <summary>There is no host: what it did comes from a record.</summary>
    Recorded,
}

/// <summary>
/// Tells the operator what the system makes of the devices: that one is down and how to bring it up, that it has come up, that it went.
/// Applies the host side only if asked to, and undoes it at the end.
/// </summary>
internal sealed class HostReporter(TopologyPlan plan, HostConfiguration configuration, IMessages messages) : IDisposable
{
    private readonly Dictionary<string, HostLinkState> _told = [];
    private readonly Lock _lock = new();
    private HostJournal? _journal;

    /// <summary>Applies what the file states, if the user asked for it. The devices are open by now.</summary>
    public DeviceError? Configure()
    {
        if (configuration != HostConfiguration.Applied || plan.Devices.IsEmpty) return null;
        // What a killed run has left would only be in the way.
        JournalCleaner.Clean();
        foreach (HostSide side in HostSides.Of(plan))
        {
            if (!HostSides.Plan(side, HostDeviceMaker.Run).TryGet(out HostPlan? host, out DeviceError? error)) return error;
            // A host that is as stated already needs neither privilege nor a journal.
            if (host.Steps.Count == 0 && host.Conflicts.Count == 0) continue;
            if (host.Conflicts.Count == 0)
            {
                foreach (string command in host.Commands) messages.Line($"netsim: {command}");
            }
            if (_journal is null && !HostJournal.Open().TryGet(out _journal, out error)) return error;
            if (!HostSides.Open(side).TryGet(out NetworkNamespace? space, out error)) return error;
            using (space)
            {
                if (HostApplier.Apply(host, _journal!, space) is { } refusal) return refusal;
            }
        }
        return null;
    }

    public void OnHostLink(string device, HostLink link)
    {
        lock (_lock)
        {
            bool isFirst = !_told.TryGetValue(device, out HostLinkState before);
            if (!isFirst && before == link.State) return;
            _told[device] = link.State;
            if (configuration == HostConfiguration.Recorded)
            {
                messages.Line($"netsim: {device} was {SummaryText.TextOf(link.State)}");
                return;
            }
            // In a namespace of NetSim's own there is nobody who could have forgotten something.
            if (plan.Devices.Any(own => own.Name == device && own.DeviceName is not null)) return;
            switch (link.State)
            {
                case HostLinkState.Up:
                    messages.Line($"netsim: {device} is up");
                    break;
                case HostLinkState.Missing:
                    messages.Line($"netsim: {device} is gone: somebody has deleted it, and nothing flows through it any more");
                    break;
                case HostLinkState.NoCarrier:
                    messages.Line($"netsim: {device} has no carrier");
                    break;
                default:
                    if (plan.Devices.FirstOrDefault(own => own.Name == device) is { IsMade: false } attached)
                    {
                        TellAttachedDown(attached);
                        break;
                    }
                    TellDown(device, isFirst ? "is DOWN" : "has gone DOWN");
                    break;
            }
        }
    }

    public void Dispose()
    {
        if (_journal is null) return;
        foreach (HostUndoStep step in _journal.Undo())
        {
            if (step.Outcome is HostUndoOutcome.Failed or HostUndoOutcome.Skipped) messages.Line($"netsim: not undone: {step.Command} {step.Note}");
        }
        _journal.Dispose();
    }

    private void TellAttachedDown(DevicePlan device)
    {
        messages.Line($"netsim: {device.Name} is DOWN: nothing flows through it. It is this machine's, so NetSim leaves it so; to bring it up:");
        using NetworkNamespace? space = device.Namespace is { } name ? NetworkNamespace.Open(name).Value : null;
        messages.Line("    " + IpCommand.Line(space?.Path, ["link", "set", "dev", device.Name, "up"]));
    }

    /// <summary>A device that is down passes nothing, and nothing in the system says so: this does, with the commands that help.</summary>
    private void TellDown(string device, string what)
    {
        HostSide side = HostSides.Of(plan).First(stated => stated.Device == device) with { Admin = HostAdminState.Up };
        IReadOnlyList<string> commands = [];
        if (HostSides.Plan(side, HostDeviceMaker.Administrator).TryGet(out HostPlan? host, out _))
        {
            // What is being deleted goes down first, and is gone by now: that is told next.
            if (host.Steps.Any(step => step is HostStep.AddDevice)) return;
            commands = host.Commands;
        }
        messages.Line($"netsim: {device} {what}: this machine sends nothing into it and takes nothing from it");
        if (commands.Count == 0) return;
        messages.Line("netsim: to bring it up, run in another terminal:");
        foreach (string command in commands) messages.Line($"    {command}");
    }
}
