using NetSim.Devices.Native;
using NetSim.Devices.Netlink;
using NetSim.Devices.Tun;
using NetSim.Wire.Addresses;

namespace NetSim.Devices.Host;

/// <summary>
/// What is missing on the host for a stated <see cref="HostSide"/>, in the order in which it is to be done, and what speaks against it.
/// Making a plan changes nothing.
/// </summary>
public sealed class HostPlan
{
    private const int DefaultMtu = 1500;

    private HostPlan(HostSide side, string? space, List<HostStep> steps) => (Side, Namespace, Steps) = (side, space, steps);

    public HostSide Side { get; }

    /// <summary>Path of the namespace that the plan is for; null for that of the process.</summary>
    public string? Namespace { get; }

    /// <summary>Empty if the host is as stated already.</summary>
    public IReadOnlyList<HostStep> Steps { get; }

    /// <summary>Sentences. A plan with conflicts is not applied.</summary>
    public IReadOnlyList<string> Conflicts { get; private init; } = [];

    /// <summary>Sentences: what will not go into the device although the file may mean so.</summary>
    public IReadOnlyList<string> Notes { get; private init; } = [];

    /// <summary>One command a line, runnable as they stand.</summary>
    public IReadOnlyList<string> Commands => [.. Steps.Select(step => IpCommand.Line(Namespace, step.Arguments))];

    /// <summary>What takes the commands back, last one first.</summary>
    public IReadOnlyList<string> UndoCommands => [.. Steps.Reverse().Select(step => IpCommand.Line(Namespace, step.UndoArguments))];

    /// <param name="side">What the topology states.</param>
    /// <param name="now">The host as it is.</param>
    /// <param name="maker">Who makes the device if it is missing.</param>
    public static HostPlan Make(HostSide side, HostSnapshot now, HostDeviceMaker maker)
    {
        ArgumentNullException.ThrowIfNull(side);
        ArgumentNullException.ThrowIfNull(now);
        if (DeviceName.Check(side.Device) is { } badName) return new HostPlan(side, now.Namespace, []) { Conflicts = [badName.Message] };
        LinkRecord? link = now.FindLink(side.Device);
        HostConflicts found = HostConflicts.Find(side, now, link);
        return new HostPlan(side, now.Namespace, StepsTo(side, now, link, maker)) { Conflicts = found.Conflicts, Notes = found.Notes };
    }

    /// <summary>Device, its properties, addresses, up, routes: each needs what stands before it.</summary>
    private static List<HostStep> StepsTo(HostSide side, HostSnapshot now, LinkRecord? link, HostDeviceMaker maker)
    {
        string device = side.Device;
        var steps = new List<HostStep>();
        if (link is null && maker == HostDeviceMaker.Administrator) steps.Add(new HostStep.AddDevice(device, side.Kind, Owner()));
        int mtu = link?.Mtu ?? DefaultMtu, queue = link?.QueueLength ?? DefaultQueueLength(side.Kind);
        if (side.Mtu is { } wantedMtu && wantedMtu != mtu) steps.Add(new HostStep.SetMtu(device, wantedMtu, mtu));
        if (side.QueueLength is { } wantedQueue && wantedQueue != queue) steps.Add(new HostStep.SetQueueLength(device, wantedQueue, queue));
        foreach (IpPrefix address in side.Addresses)
        {
            bool isThere = link is not null && now.Addresses.Contains(new AddressRecord(link.Index, address));
            if (!isThere) steps.Add(new HostStep.AddAddress(device, address));
        }
        if (side.Admin == HostAdminState.Up && link is not { IsUp: true }) steps.Add(new HostStep.SetUp(device));
        foreach (HostRoute route in side.Routes)
        {
            bool isThere = link is not null && now.Routes.Exists(known =>
                known.Interface == link.Index && known.Table == RtNetlink.MainTable
                && known.Destination == route.Destination.Network && known.Via == route.Via);
            if (!isThere) steps.Add(new HostStep.AddRoute(device, route.Destination.Network, route.Via));
        }
        return steps;
    }

    private static int DefaultQueueLength(TunKind kind) => kind == TunKind.Tun ? 500 : 1000;

    /// <summary>Root may attach to any device, so a device that root makes for itself needs no owner.</summary>
    private static uint? Owner()
    {
        if (!OperatingSystem.IsLinux()) return null;
        uint user = LibC.EffectiveUser();
        return user == 0 ? null : user;
    }
}

public enum HostDeviceMaker
{
    /// <summary>The run makes the device when it opens it, and the device goes with the run.</summary>
    Run,

    /// <summary>The plan makes a persistent one, to be attached to without privilege.</summary>
    Administrator,
}
