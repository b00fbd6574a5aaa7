using System.Diagnostics.CodeAnalysis;
using Microsoft.Win32.SafeHandles;
using NetSim.Devices.Namespaces;
using NetSim.Devices.Native;
using NetSim.Devices.Netlink;
using NetSim.Wire.Buffers;
using NetSim.Wire.Checksums;
using NetSim.Wire.Virtio;

namespace NetSim.Devices.Tun;

/// <summary>
/// A TUN or TAP device of the system, and one queue of it: the system sends a packet by giving it to <see cref="TryRead"/> and receives
/// what <see cref="Write"/> is given. Opening it neither brings it up nor gives it an address: a device that is made is down.
/// Everything but <see cref="Handle"/> belongs to one lane.
/// </summary>
public sealed class TunDevice : IDisposable
{
    private const int MaxRead = PacketPool.LargeCapacity - Packet.DefaultHeadroom;
    private const int SmallRead = PacketPool.SmallCapacity - Packet.DefaultHeadroom;

    private readonly NetlinkSocket _netlink;
    private readonly int _descriptor;
    private readonly LinkType _link;
    private readonly TunOptions _options;
    private TunCounters _counters;

    internal TunDevice(TunOptions options, SafeFileHandle file, NetlinkSocket netlink, LinkRecord link)
    {
        (Handle, _netlink, _options) = (file, netlink, options);
        // The data path hands the number to the kernel, without the handle's reference counting: only this object closes it.
        _descriptor = (int)file.DangerousGetHandle();
        (Name, Kind, InterfaceIndex) = (options.Name, options.Kind, link.Index);
        _link = Kind == TunKind.Tun ? LinkType.Raw : LinkType.Ethernet;
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

    public TunCounters Counters => _counters;

    internal bool HasVirtioHeader { get; init; }

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
        while (State == TunDeviceState.Open)
        {
            Packet large = pool.Rent(MaxRead);
            if (!ReadInto(large))
            {
                large.Return();
                return false;
            }
            if (HasVirtioHeader && !TakeHeader(large))
            {
                _counters.MalformedReads++;
                large.Return();
                continue;
            }
            _counters.PacketsRead++;
            _counters.BytesRead += large.Length;
            packet = large.Length <= SmallRead ? ToSmall(large, pool) : large;
            return true;
        }
        return false;
    }

    private unsafe bool ReadInto(Packet packet)
    {
        packet.Append(MaxRead);
        // lands in the head-room, so the packet itself starts where it should
        if (HasVirtioHeader) packet.Prepend(VirtioNetHeader.Length);
        Span<byte> bytes = packet.Bytes;
        nint length;
        fixed (byte* start = bytes)
        {
            length = LibC.Read(_descriptor, start, bytes.Length);
        }
        if (length <= 0)
        {
            OnFailedRead(Errno.Last);
            return false;
        }
        packet.Truncate((int)length);
        return true;
    }

    private bool TakeHeader(Packet packet)
    {
        if (!VirtioNetHeader.TryRead(packet.Bytes, out VirtioNetHeader header)) return false;
        packet.TrimStart(VirtioNetHeader.Length);
        return VirtioOffload.Apply(header, packet, _link) == VirtioRefusal.None;
    }

    /// <summary>A packet waits in queues for long and 64 KiB of storage with it, while copying 1500 bytes takes some 15 ns.</summary>
    private static Packet ToSmall(Packet large, PacketPool pool)
    {
        Packet small = pool.Rent(large.Length);
        large.Bytes.CopyTo(small.Append(large.Length));
        small.Checksum = large.Checksum;
        small.SegmentSize = large.SegmentSize;
        large.Return();
        return small;
    }

    private void OnFailedRead(int errno)
    {
        if (errno is Errno.Again or Errno.Interrupted) return;
        _counters.FailedReads++;
        // EFAULT is what a read gets that meets the device in the act of being deleted.
        if (errno is Errno.BadDescriptorState or Errno.Fault) State = TunDeviceState.Gone;
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
        nint written;
        if (HasVirtioHeader)
        {
            if (VirtioOffload.Describe(packet, _link, out VirtioNetHeader header) != VirtioRefusal.None)
            {
                return OnFailedWrite(Errno.Invalid);
            }
            written = WriteBehind(header, packet.Bytes);
        }
        else
        {
            if (packet.SegmentSize > 0) return OnFailedWrite(Errno.MessageTooLong);
            if (!TransportChecksum.Complete(packet, _link)) return OnFailedWrite(Errno.Invalid);
            written = WriteAlone(packet.Bytes);
        }
        if (written < 0) return OnFailedWrite(Errno.Last);
        _counters.PacketsWritten++;
        _counters.BytesWritten += packet.Length;
        return default;
    }

    private unsafe nint WriteBehind(in VirtioNetHeader header, ReadOnlySpan<byte> bytes)
    {
        byte* room = stackalloc byte[VirtioNetHeader.Length];
        header.Write(new Span<byte>(room, VirtioNetHeader.Length));
        LibC.IoVector* vectors = stackalloc LibC.IoVector[2];
        fixed (byte* start = bytes)
        {
            vectors[0] = new LibC.IoVector { Start = room, Length = VirtioNetHeader.Length };
            vectors[1] = new LibC.IoVector { Start = start, Length = (nuint)bytes.Length };
            return LibC.WriteVector(_descriptor, vectors, 2);
        }
    }

    private unsafe nint WriteAlone(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            return LibC.Write(_descriptor, start, bytes.Length);
        }
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
            case TunWriteStatus.DeviceDown: _counters.DroppedDeviceDown++; break;
            case TunWriteStatus.QueueFull: _counters.DroppedQueueFull++; break;
            case TunWriteStatus.Gone: OnGone(); break;
            default: _counters.DroppedRefused++; break;
        }
        return new TunWriteResult(status, errno);
    }

    private void OnGone()
    {
        _counters.DroppedGone++;
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
