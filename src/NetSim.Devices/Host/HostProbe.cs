using NetSim.Devices.Namespaces;
using NetSim.Devices.Native;
using NetSim.Devices.Netlink;
using NetSim.Devices.Packets;
using NetSim.Devices.Tun;

namespace NetSim.Devices.Host;

/// <summary>Finds out what a run would need of the machine and whether the process has it, without opening or changing anything.</summary>
public static class HostProbe
{
    private const int ReadAndWrite = 6;     // R_OK | W_OK

    /// <param name="device">The device that the run would open.</param>
    /// <param name="plan">What it would change on the host's side; null for nothing.</param>
    /// <returns>One need after the other, in the order in which a run meets them.</returns>
    public static IReadOnlyList<HostNeed> Probe(TunOptions device, HostPlan? plan = null)
    {
        ArgumentNullException.ThrowIfNull(device);
        if (!OperatingSystem.IsLinux()) return [Missing(HostNeedKind.Driver, SystemErrors.Unsupported("TUN and TAP devices"))];
        ProcessPrivileges privileges = ProcessPrivileges.OfThisProcess();
        var needs = new List<HostNeed> { ProbeDriver(device) };
        if (device.Namespace is { Path: { } path })
        {
            bool canEnter = privileges.CanEnterNamespaces;
            needs.Add(new HostNeed(HostNeedKind.Namespace, canEnter ? HostNeedState.Met : HostNeedState.Missing,
                $"entering the network namespace {path} needs root (CAP_SYS_ADMIN)"));
            if (!canEnter) return needs;    // what lies in it cannot be seen
        }
        DeviceResult<NetworkNamespace> current = NetworkNamespace.OpenCurrent();
        using (current.Value)
        {
            bool isAdministrator = (device.Namespace ?? current.Value) is { } space && privileges.CanAdministrate(space);
            needs.Add(ProbeDevice(device, privileges, isAdministrator));
            if (plan is { Steps.Count: > 0 })
            {
                needs.Add(new HostNeed(HostNeedKind.Configuration, isAdministrator ? HostNeedState.Met : HostNeedState.Missing,
                    $"configuring the host's side of {device.Name} needs root or CAP_NET_ADMIN; without it, let root run the commands of the plan"));
            }
        }
        return needs;
    }

    /// <summary>What attaching to an interface of this machine needs.</summary>
    /// <param name="device">Its name.</param>
    /// <param name="space">The namespace that it is in, by name or path; null for that of the process.</param>
    public static IReadOnlyList<HostNeed> ProbeAttachment(string device, string? space)
    {
        if (!OperatingSystem.IsLinux()) return [Missing(HostNeedKind.Device, SystemErrors.Unsupported("packet sockets"))];
        if (!(space is null ? NetworkNamespace.OpenCurrent() : NetworkNamespace.Open(space)).TryGet(out NetworkNamespace? opened, out DeviceError? error))
            return [Missing(HostNeedKind.Namespace, error)];
        using (opened)
        {
            if (!NetlinkSocket.OpenForRequests(space is null ? null : opened).TryGet(out NetlinkSocket? netlink, out error)) return [Missing(HostNeedKind.Namespace, error)];
            using (netlink)
            {
                DeviceError? objection = PacketSocketOpener.Objection(device, netlink.FindLink(device));
                bool mayAttach = ProcessPrivileges.OfThisProcess().CanOpenPacketSockets(opened);
                return
                [
                    objection is null ? new HostNeed(HostNeedKind.Device, HostNeedState.Met, $"{device} is there") : Missing(HostNeedKind.Device, objection),
                    mayAttach
                        ? new HostNeed(HostNeedKind.Device, HostNeedState.Met, "packet sockets can be opened (CAP_NET_RAW)")
                        : Missing(HostNeedKind.Device, PacketSocketOpener.OfSocket(device, Errno.NotPermitted)),
                ];
            }
        }
    }

    /// <summary>What namespaces of NetSim's own with TAP devices in them need.</summary>
    public static IReadOnlyList<HostNeed> ProbeNamespaces()
    {
        if (!OperatingSystem.IsLinux()) return [Missing(HostNeedKind.Driver, SystemErrors.Unsupported("network namespaces"))];
        bool mayMake = ProcessPrivileges.OfThisProcess().CanEnterNamespaces;
        return
        [
            ProbeDriver(new TunOptions { Name = "" }),
            new HostNeed(HostNeedKind.Namespace, mayMake ? HostNeedState.Met : HostNeedState.Missing,
                mayMake ? "network namespaces can be made" : "not allowed to make a network namespace: " + NetworkNamespace.HowToMake),
        ];
    }

    private static HostNeed ProbeDriver(TunOptions device) => LibC.Access(device.DriverPath, ReadAndWrite) == 0
        ? new HostNeed(HostNeedKind.Driver, HostNeedState.Met, $"{device.DriverPath} can be opened")
        : Missing(HostNeedKind.Driver, TunErrors.OfDriver(device.DriverPath, Errno.Last));

    private static HostNeed ProbeDevice(TunOptions device, ProcessPrivileges privileges, bool isAdministrator)
    {
        if (DeviceName.Check(device.Name) is { } badName) return Missing(HostNeedKind.Device, badName);
        if (!NetlinkSocket.OpenForRequests(device.Namespace).TryGet(out NetlinkSocket? netlink, out DeviceError? error))
        {
            return Missing(HostNeedKind.Device, error);
        }
        using (netlink)
        {
            LinkRecord? link = netlink.FindLink(device.Name);
            if (link is null) return ProbeMaking(device, isAdministrator);
            if (Obstacle(device, link, privileges, isAdministrator) is { } obstacle) return Missing(HostNeedKind.Device, obstacle);
            return new HostNeed(HostNeedKind.Device, HostNeedState.Met, $"{device.Name} is there and can be attached to");
        }
    }

    private static HostNeed ProbeMaking(TunOptions device, bool isAdministrator)
    {
        if (device.Creation == TunCreation.AttachOnly) return Missing(HostNeedKind.Device, TunErrors.NoSuchDevice(device));
        return isAdministrator
            ? new HostNeed(HostNeedKind.Device, HostNeedState.Met, $"{device.Name} can be made")
            : Missing(HostNeedKind.Device, TunErrors.OfInterface(device, Errno.NotPermitted, null));
    }

    /// <summary>What the kernel would say, foreseen: its order is existence, kind, owner (tun_not_capable), queues.</summary>
    private static DeviceError? Obstacle(TunOptions device, LinkRecord link, ProcessPrivileges privileges, bool isAdministrator)
    {
        if (device.Creation == TunCreation.CreateNew) return TunErrors.AlreadyThere(device.Name);
        bool isMultiQueue = device.Queues == TunQueues.Multiple;
        bool isOther = link.Kind != "tun" || (link.Tun is { } kind && (kind.Kind != device.Kind || kind.IsMultiQueue != isMultiQueue));
        if (isOther) return TunErrors.OfInterface(device, Errno.Invalid, link);
        bool isStranger = link.Tun is { } tun
            && ((tun.Owner is { } owner && owner != privileges.User) || (tun.Group is { } group && !privileges.IsIn(group)));
        if (isStranger && !isAdministrator) return TunErrors.OfInterface(device, Errno.NotPermitted, link);
        // A device that nobody is attached to has no carrier.
        return link.HasCarrier && !isMultiQueue ? TunErrors.OfInterface(device, Errno.Busy, link) : null;
    }

    private static HostNeed Missing(HostNeedKind kind, DeviceError error) => new(kind, HostNeedState.Missing, error.Message);
}
