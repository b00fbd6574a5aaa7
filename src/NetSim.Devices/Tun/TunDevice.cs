using System.Diagnostics.CodeAnalysis;
using Microsoft.Win32.SafeHandles;
using NetSim.Devices.Frames;
using NetSim.Devices.Namespaces;
using NetSim.Devices.Native;
using NetSim.Devices.Netlink;
using NetSim.Wire.Buffers;

namespace NetSim.Devices.Tun;

/// <summary>
/// A TUN or TAP device of the system, and one queue of it: the system sends a packet by giving it to <see cref="TryRead"/> and receives
/// what <see cref="Write"/> is given. Opening it neither brings it up nor gives it an address: a device that is made is down.
/// Everything but <see cref="Handle"/> belongs to one lane.
/// </summary>
public sealed class TunDevice : IDevicePort
{
    private readonly NetlinkSocket _netlink;
    private readonly TunOptions _options;
    private readonly FrameQueue _frames;

    internal TunDevice(TunOptions options, FrameQueue frames, SafeFileHandle file, NetlinkSocket netlink, LinkRecord link)
    {
        (Handle, _netlink, _options, _frames) = (file, netlink, options, frames);
        (Name, Kind, InterfaceIndex) = (options.Name, options.Kind, link.Index);
    }

    /// <summary>As it was when opened; the administrator may rename a device.</summary>
    public string Name { get; }

    public TunKind Kind { get; }

    /// <summary>The kernel's number of the device, which a rename does not change.</summary>
    public int InterfaceIndex { get; }

    public TunOrigin Origin { get; internal init; }

    /// <summary>
    /// What may come out of <see cref="TryRead"/>. If it has no <see cref="TunOffloads.Checksum"/>, super-segments must be cut before <see
    /// cref="Write"/>.
    /// </summary>
    public TunOffloads Offloads { get; internal init; }

    public TunDeviceState State { get; private set; }

    /// <summary>For a <see cref="Polling.Poller"/>.</summary>
    public SafeFileHandle Handle { get; }

    public TunCounters Counters => _frames.Counters;

    public LinkType LinkType => _frames.Link;

    internal bool HasVirtioHeader => _frames.HasVirtioHeader;

    public static DeviceResult<TunDevice> Open(TunOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!OperatingSystem.IsLinux()) return SystemErrors.Unsupported("TUN and TAP devices");
        return DeviceName.Check(options.Name) ?? NetworkNamespace.Run(options.Namespace, () => TunOpener.Open(options));
    }

    /// <summary>Takes the next packet that the system has for us; never waits.</summary>
    /// <param name="pool">Where to rent the packet from.</param>
    /// <param name="packet">The caller's. Starts at the IP header (TUN) or the Ethernet header (TAP).</param>
    /// <returns>False if there is none just now, or if <see cref="State"/> is no longer open.</returns>
    public bool TryRead(PacketPool pool, [NotNullWhen(true)] out Packet? packet)
    {
        ArgumentNullException.ThrowIfNull(pool);
        packet = null;
        if (State != TunDeviceState.Open) return false;
        if (_frames.TryRead(pool, out packet, out int errno)) return true;
        // EFAULT is what a read gets that meets the device in the act of being deleted.
        if (errno is Errno.BadDescriptorState or Errno.Fault) State = TunDeviceState.Gone;
        return false;
    }

    /// <summary>
    /// Hands a packet to the system as if it had arrived on the device. What only the packet's metadata says (a partial checksum, a
    /// super-segment) goes along in the virtio header; without one the checksum is filled in here.
    /// </summary>
    /// <param name="packet">Stays the caller's, whatever becomes of it. Starts at the IP header (TUN) or the Ethernet header (TAP).</param>
    public TunWriteResult Write(Packet packet)
    {
        ArgumentNullException.ThrowIfNull(packet);
        if (State != TunDeviceState.Open) return OnFailedWrite(Errno.BadDescriptorState);
        int errno = _frames.Write(packet);
        return errno == 0 ? default : OnFailedWrite(errno);
    }

    private TunWriteResult OnFailedWrite(int errno)
    {
        TunWriteStatus status = errno switch
        {
            Errno.InputOutput => TunWriteStatus.DeviceDown,
            Errno.BadDescriptorState => TunWriteStatus.Gone,
            Errno.Again or Errno.NoBuffers or Errno.NoMemory => TunWriteStatus.QueueFull,
            _ => TunWriteStatus.Refused,
        };
        switch (status)
        {
            case TunWriteStatus.DeviceDown: _frames.Counters.DroppedDeviceDown++; break;
            case TunWriteStatus.QueueFull: _frames.Counters.DroppedQueueFull++; break;
            case TunWriteStatus.Gone: OnGone(); break;
            default: _frames.Counters.DroppedRefused++; break;
        }
        return new TunWriteResult(status, errno);
    }

    private void OnGone()
    {
        _frames.Counters.DroppedGone++;
        if (State == TunDeviceState.Open) State = TunDeviceState.Gone;
    }

    /// <summary>The system's MTU of the device, in bytes; 0 if it is gone.</summary>
    public int ReadMtu() => _netlink.FindLink(InterfaceIndex)?.Mtu ?? 0;

    /// <summary>Changes the MTU of a device that was made here; another's is its administrator's.</summary>
    /// <returns>Null if it was done.</returns>
    public DeviceError? SetMtu(int mtu)
    {
        if (Origin != TunOrigin.Made)
        {
            return new DeviceError(DeviceErrorKind.NoPermission,
                $"the device {Name} was there before NetSim, so its MTU is left alone; `ip link set dev {Name} mtu {mtu}` changes it");
        }
        return OrderMtu(_netlink, InterfaceIndex, mtu)?.ToError($"cannot set the MTU of {Name} to {mtu}");
    }

    internal static NetlinkRefusal? OrderMtu(NetlinkSocket netlink, int index, int mtu)
    {
        Span<byte> buffer = stackalloc byte[NetlinkRequest.BufferSize];
        NetlinkRequest request = NetlinkRequest.Link(buffer, RtNetlink.NewLink, RtNetlink.Acknowledge, index);
        request.Add(RtNetlink.LinkMtu, (uint)mtu);
        return netlink.Order(request.Finish());
    }

    /// <summary>Shows the system a cable plugged in or pulled out: <c>NO-CARRIER</c>. The administrative state stays as it is.</summary>
    /// <returns>Null if it was done.</returns>
    public unsafe DeviceError? SetCarrier(TunCarrier carrier)
    {
        int value = carrier == TunCarrier.Plugged ? 1 : 0;
        return LibC.Ioctl(Handle, TunIoctl.SetCarrier, &value) == 0 ? null : SystemErrors.Of(
            $"cannot set the carrier of {Name}", Errno.Last);
    }

    public void Dispose()
    {
        if (State == TunDeviceState.Closed) return;
        State = TunDeviceState.Closed;
        // A device that stays keeps its offloads, and its next user may not know of virtio headers. Other queues of ours still do.
        bool stays = Origin == TunOrigin.Attached || _options.Lifetime == TunLifetime.Persistent;
        if (stays && _options.Queues == TunQueues.Single) TunOpener.TrySetOffloads(Handle, TunOffloads.None);
        Handle.Dispose();
        _netlink.Dispose();
    }
}
