using System.Diagnostics;
using Microsoft.Win32.SafeHandles;
using NetSim.Devices.Native;
using NetSim.Devices.Netlink;
using NetSim.Devices.Tun;

namespace NetSim.Devices.Host;

/// <summary>
/// Carries steps out and takes them back, by rtnetlink and not by running <c>ip</c>: so it works where iproute2 is not installed,
/// whatever PATH says, and tells what the kernel said. Runs in the network namespace of the calling thread.
/// </summary>
internal static class HostStepExecutor
{
    private const string DriverPath = "/dev/net/tun";
    private const ushort Make = RtNetlink.Acknowledge | RtNetlink.Create | RtNetlink.Exclusive;

    /// <param name="step">What to do.</param>
    /// <param name="index">The kernel's number of the device; 0 if the step makes it.</param>
    /// <param name="netlink">Of the namespace.</param>
    /// <returns>Null if it was done.</returns>
    public static DeviceError? Do(HostStep step, int index, NetlinkSocket netlink)
    {
        NetlinkRefusal? refusal;
        switch (step)
        {
            case HostStep.AddDevice add: return MakeDevice(add);
            case HostStep.SetMtu set: refusal = Set(netlink, index, RtNetlink.LinkMtu, set.Mtu); break;
            case HostStep.SetQueueLength set: refusal = Set(netlink, index, RtNetlink.LinkQueueLength, set.Packets); break;
            case HostStep.AddAddress add: refusal = Address(netlink, RtNetlink.NewAddress, Make, new AddressRecord(index, add.Address)); break;
            case HostStep.SetUp: refusal = SetUp(netlink, index, RtNetlink.FlagUp); break;
            case HostStep.AddRoute add: refusal = Route(netlink, RtNetlink.NewRoute, Make, index, add); break;
            default: throw new UnreachableException();
        }
        return refusal?.ToError($"`{step.Command}` failed");
    }

    /// <summary>Takes a step back if what it made is still there as it made it.</summary>
    public static (HostUndoOutcome Outcome, string Note) Undo(HostStep step, int index, NetlinkSocket netlink)
    {
        LinkRecord? link = index != 0 ? netlink.FindLink(index) : netlink.FindLink(step.Device);
        if (link is null) return (HostUndoOutcome.AlreadyGone, "the device is gone");
        switch (step)
        {
            case HostStep.AddDevice add:
                return UndoDevice(add, link, netlink);
            case HostStep.SetMtu set:
                return link.Mtu != set.Mtu ? ChangedSince : Verdict(Set(netlink, index, RtNetlink.LinkMtu, set.Before));
            case HostStep.SetQueueLength set:
                return link.QueueLength != set.Packets ? ChangedSince : Verdict(Set(netlink, index, RtNetlink.LinkQueueLength, set.Before));
            case HostStep.AddAddress add:
                return Verdict(Address(netlink, RtNetlink.DeleteAddress, RtNetlink.Acknowledge, new AddressRecord(index, add.Address)));
            case HostStep.SetUp:
                return link.IsUp ? Verdict(SetUp(netlink, index, 0)) : (HostUndoOutcome.AlreadyGone, "it is down");
            case HostStep.AddRoute add:
                return Verdict(Route(netlink, RtNetlink.DeleteRoute, RtNetlink.Acknowledge, index, add));
            default:
                throw new UnreachableException();
        }
    }

    private static (HostUndoOutcome, string) ChangedSince => (HostUndoOutcome.AlreadyGone, "somebody changed it since");

    private static (HostUndoOutcome, string) UndoDevice(HostStep.AddDevice made, LinkRecord link, NetlinkSocket netlink)
    {
        if (link.Kind != "tun" || link.Tun is not { } tun || tun.Kind != made.Kind || !tun.IsPersistent)
        {
            return (HostUndoOutcome.AlreadyGone, $"{made.Device} is another device now");
        }
        if (link.HasCarrier) return (HostUndoOutcome.Skipped, "a process is attached to it");
        Span<byte> buffer = stackalloc byte[NetlinkRequest.BufferSize];
        return Verdict(netlink.Order(NetlinkRequest.Link(buffer, RtNetlink.DeleteLink, RtNetlink.Acknowledge, link.Index).Finish()));
    }

    private static (HostUndoOutcome, string) Verdict(NetlinkRefusal? refusal) => refusal?.Errno switch
    {
        null => (HostUndoOutcome.Undone, ""),
        Errno.AddressNotAvailable or Errno.NoSuchProcess or Errno.NoDevice => (HostUndoOutcome.AlreadyGone, ""),
        _ => (HostUndoOutcome.Failed, refusal.ToError("the kernel refused").Message),
    };

    private static NetlinkRefusal? Set(NetlinkSocket netlink, int index, ushort attribute, int value)
    {
        Span<byte> buffer = stackalloc byte[NetlinkRequest.BufferSize];
        NetlinkRequest request = NetlinkRequest.Link(buffer, RtNetlink.NewLink, RtNetlink.Acknowledge, index);
        request.Add(attribute, (uint)value);
        return netlink.Order(request.Finish());
    }

    private static NetlinkRefusal? SetUp(NetlinkSocket netlink, int index, uint flag)
    {
        Span<byte> buffer = stackalloc byte[NetlinkRequest.BufferSize];
        NetlinkRequest request = NetlinkRequest.Link(buffer, RtNetlink.NewLink, RtNetlink.Acknowledge, index);
        request.LinkFlags(flag, RtNetlink.FlagUp);
        return netlink.Order(request.Finish());
    }

    private static NetlinkRefusal? Address(NetlinkSocket netlink, ushort type, ushort flags, AddressRecord address)
    {
        Span<byte> buffer = stackalloc byte[NetlinkRequest.BufferSize];
        return netlink.Order(NetlinkRequest.Address(buffer, type, flags, address).Finish());
    }

    private static NetlinkRefusal? Route(NetlinkSocket netlink, ushort type, ushort flags, int index, HostStep.AddRoute route)
    {
        Span<byte> buffer = stackalloc byte[NetlinkRequest.BufferSize];
        var record = new RouteRecord(route.Destination.Network, route.Via, index, RtNetlink.MainTable, RtNetlink.UnicastType);
        return netlink.Order(NetlinkRequest.Route(buffer, type, flags, record).Finish());
    }

    private static unsafe DeviceError? MakeDevice(HostStep.AddDevice step)
    {
        DeviceError? error = TunOpener.OpenDriver(DriverPath, out SafeFileHandle file);
        using (file)
        {
            if (error is not null) return error;
            var options = new TunOptions { Name = step.Device, Kind = step.Kind };
            int kind = step.Kind == TunKind.Tun ? TunIoctl.Tun : TunIoctl.Tap;
            var request = new InterfaceRequest(step.Device, kind | TunIoctl.NoPacketInformation | TunIoctl.Exclusive);
            if (LibC.Ioctl(file, TunIoctl.SetInterface, &request) != 0)
            {
                return Errno.Last == Errno.Busy ? TunErrors.AlreadyThere(step.Device) : TunErrors.OfInterface(options, Errno.Last, null);
            }
            bool isOwned = step.User is not { } user || LibC.Ioctl(file, TunIoctl.SetOwner, user) == 0;
            if (isOwned && LibC.Ioctl(file, TunIoctl.SetPersist, 1) == 0) return null;
            return SystemErrors.Of($"`{step.Command}` failed", Errno.Last);
        }
    }
}
