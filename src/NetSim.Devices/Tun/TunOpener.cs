using Microsoft.Win32.SafeHandles;
using NetSim.Devices.Frames;
using NetSim.Devices.Native;
using NetSim.Devices.Netlink;
using NetSim.Wire.Buffers;
using NetSim.Wire.Virtio;

namespace NetSim.Devices.Tun;

/// <summary>
/// Opens a device, in the network namespace of the calling thread:
/// <list type="number">
/// <item>open the driver's node;</item>
/// <item>ask what the driver can do;</item>
/// <item>make the device, or attach to the one that is there;</item>
/// <item>agree on the virtio header and the offloads;</item>
/// <item>read the device's index, and set what was asked for on a device that was made.</item>
/// </list>
/// </summary>
internal sealed unsafe class TunOpener
{
    private readonly TunOptions _options;
    private readonly SafeFileHandle _file;
    private readonly NetlinkSocket _netlink;

    private TunOpener(TunOptions options, SafeFileHandle file, NetlinkSocket netlink) =>
        (_options, _file, _netlink) = (options, file, netlink);

    public static DeviceResult<TunDevice> Open(TunOptions options)
    {
        if (!NetlinkSocket.OpenForRequests(null).TryGet(out NetlinkSocket? netlink, out DeviceError? error)) return error;
        DeviceResult<TunDevice> result = OpenDriver(options.DriverPath, out SafeFileHandle file) is { } noDriver
            ? noDriver
            : new TunOpener(options, file, netlink).Open();
        if (result.Value is not null) return result;
        file.Dispose();
        netlink.Dispose();
        return result;
    }

    /// <summary>Step 1.</summary>
    public static DeviceError? OpenDriver(string path, out SafeFileHandle file)
    {
        file = LibC.Open(path, LibC.ReadWrite | LibC.NonBlocking | LibC.CloseOnExec);
        return file.IsInvalid ? TunErrors.OfDriver(path, Errno.Last) : null;
    }

    private DeviceResult<TunDevice> Open()
    {
        int features = 0;
        if (LibC.Ioctl(_file, TunIoctl.GetFeatures, &features) != 0) return TunErrors.NotTheDriver(_options.DriverPath, Errno.Last);
        bool wantsHeader = _options.Offloads == TunOffloadPolicy.Negotiate && (features & TunIoctl.VirtioHeader) != 0;
        int flags = TunIoctl.NoPacketInformation
            | (_options.Kind == TunKind.Tun ? TunIoctl.Tun : TunIoctl.Tap)
            | (_options.Queues == TunQueues.Multiple ? TunIoctl.MultiQueue : 0)
            | (wantsHeader ? TunIoctl.VirtioHeader : 0);
        if (SetInterface(flags, out TunOrigin origin) is { } refused) return refused;
        bool hasHeader = wantsHeader && SetHeader();
        if (wantsHeader && !hasHeader) return TunErrors.OfInterface(_options, Errno.Invalid, null);
        TunOffloads offloads = Negotiate(hasHeader);
        if (_netlink.FindLink(_options.Name) is not { } link) return TunErrors.Vanished(_options.Name);
        if (origin == TunOrigin.Made && SetUpMade(link) is { } failed) return failed;
        LinkType framing = _options.Kind == TunKind.Tun ? LinkType.Raw : LinkType.Ethernet;
        var frames = new FrameQueue(_file, framing) { HasVirtioHeader = hasHeader };
        return new TunDevice(_options, frames, _file, _netlink, link) { Origin = origin, Offloads = offloads };
    }

    /// <summary>Step 3. Asking exclusively first tells for certain whether the device was made here.</summary>
    private DeviceError? SetInterface(int flags, out TunOrigin origin)
    {
        origin = TunOrigin.Attached;
        if (_options.Creation == TunCreation.AttachOnly)
        {
            if (_netlink.FindLink(_options.Name) is null) return TunErrors.NoSuchDevice(_options);
        }
        else
        {
            int errno = TrySetInterface(flags | TunIoctl.Exclusive);
            if (errno == 0)
            {
                origin = TunOrigin.Made;
                return null;
            }
            if (errno != Errno.Busy) return TunErrors.OfInterface(_options, errno, null);
            if (_options.Creation == TunCreation.CreateNew) return TunErrors.AlreadyThere(_options.Name);
        }
        int refused = TrySetInterface(flags);
        return refused == 0 ? null : TunErrors.OfInterface(_options, refused, _netlink.FindLink(_options.Name));
    }

    private int TrySetInterface(int flags)
    {
        var request = new InterfaceRequest(_options.Name, flags);
        return LibC.Ioctl(_file, TunIoctl.SetInterface, &request) == 0 ? 0 : Errno.Last;
    }

    /// <summary>Whoever had a persistent device before may have left another size; byte order is the machine's own unless told.</summary>
    private bool SetHeader()
    {
        int size = VirtioNetHeader.Length, on = 1;
        return LibC.Ioctl(_file, TunIoctl.SetHeaderSize, &size) == 0
            && (LibC.Ioctl(_file, TunIoctl.SetHeaderLittleEndian, &on) == 0 || BitConverter.IsLittleEndian);
    }

    /// <summary>Step 4: the most first, then what older kernels know. Also clears what the last user of a persistent device left.</summary>
    private TunOffloads Negotiate(bool hasHeader)
    {
        const TunOffloads tso = TunOffloads.Checksum | TunOffloads.Tso4 | TunOffloads.Tso6;
        ReadOnlySpan<TunOffloads> wishes =
        [
            tso | TunOffloads.TsoEcn | TunOffloads.Uso4 | TunOffloads.Uso6,
            tso | TunOffloads.TsoEcn,
            tso,
            TunOffloads.Checksum,
        ];
        foreach (TunOffloads wish in wishes)
        {
            if (hasHeader && TrySetOffloads(_file, wish)) return wish;
        }
        TrySetOffloads(_file, TunOffloads.None);
        return TunOffloads.None;
    }

    public static bool TrySetOffloads(SafeFileHandle file, TunOffloads offloads) =>
        LibC.Ioctl(file, TunIoctl.SetOffload, (nuint)offloads) == 0;

    /// <summary>Step 5.</summary>
    private DeviceError? SetUpMade(LinkRecord link)
    {
        if (_options.Mtu is { } mtu && TunDevice.OrderMtu(_netlink, link.Index, mtu) is { } refusal)
        {
            return refusal.ToError($"cannot set the MTU of {_options.Name} to {mtu}");
        }
        if (_options.Lifetime == TunLifetime.Persistent && LibC.Ioctl(_file, TunIoctl.SetPersist, 1) != 0)
        {
            return SystemErrors.Of($"cannot make {_options.Name} persistent", Errno.Last);
        }
        return null;
    }
}
