using System.Globalization;
using NetSim.Devices.Native;
using NetSim.Devices.Netlink;

namespace NetSim.Devices.Tun;

/// <summary>Why a device cannot be opened, and the way out, in a sentence.</summary>
internal static class TunErrors
{
    /// <summary>The driver's node could not be opened.</summary>
    public static DeviceError OfDriver(string path, int errno) => errno switch
    {
        Errno.NoEntry or Errno.NotDirectory => new DeviceError(DeviceErrorKind.NoTunDriver,
            $"there is no {path}: load the driver with `modprobe tun`; if it is loaded, make the node with "
            + $"`mkdir -p /dev/net && mknod -m 666 {path} c 10 200`; "
            + "in a container, start it with `--device /dev/net/tun`", errno),
        Errno.NoDevice or Errno.NoDeviceOrAddress => new DeviceError(DeviceErrorKind.NoTunDriver,
            $"{path} is there but no driver stands behind it: load it with `modprobe tun`", errno),
        Errno.AccessDenied or Errno.NotPermitted => new DeviceError(DeviceErrorKind.NoPermission,
            $"not allowed to open {path}: run as root, or let root allow it with `chmod 666 {path}`, as most distributions do "
            + "(making a device needs more than that); "
            + "in a container, start it with `--device /dev/net/tun`", errno),
        _ => SystemErrors.Of($"cannot open {path}", errno),
    };

    public static DeviceError NotTheDriver(string path, int errno) =>
        new(DeviceErrorKind.NoTunDriver,
            $"{path} is not the TUN driver's node: it should be made with `mknod -m 666 {path} c 10 200`", errno);

    /// <summary>TUNSETIFF was refused.</summary>
    /// <param name="options">What was asked for.</param>
    /// <param name="errno">The kernel's answer.</param>
    /// <param name="existing">The device of that name, if there is one.</param>
    public static DeviceError OfInterface(TunOptions options, int errno, LinkRecord? existing) => errno switch
    {
        Errno.NotPermitted when existing?.Tun is { } tun => new DeviceError(DeviceErrorKind.NoPermission,
            $"not allowed to attach to {options.Name}, which {OwnerOf(tun)}: run as that user or as root, or choose another name", errno),
        Errno.NotPermitted => new DeviceError(DeviceErrorKind.NoPermission,
            $"not allowed to make the device {options.Name}: run as root or with CAP_NET_ADMIN, "
            + $"or let root make it once with `{MakeCommand(options)}`, "
            + "or try it out in a network of its own with `unshare -rn`", errno),
        Errno.Busy => new DeviceError(DeviceErrorKind.Busy,
            $"{options.Name} is in use by another process, and the kernel lets only one at a time have it: "
            + "stop that one, or choose another name", errno),
        Errno.TooBig => new DeviceError(DeviceErrorKind.Busy, $"{options.Name} has as many queues as the kernel allows", errno),
        Errno.Invalid when existing is not null => OfOtherKind(options, existing, errno),
        _ => SystemErrors.Of($"cannot open the {NameOf(options.Kind)} device {options.Name}", errno),
    };

    private static DeviceError OfOtherKind(TunOptions options, LinkRecord existing, int errno)
    {
        if (existing.Kind != "tun")
        {
            string what = existing.Kind.Length == 0 ? "a network device of the host" : $"a device of kind {existing.Kind}";
            return new DeviceError(DeviceErrorKind.NotATunDevice,
                $"{options.Name} is {what} and no TUN or TAP device: choose another name", errno);
        }
        if (existing.Tun is { } tun && tun.Kind != options.Kind)
        {
            return new DeviceError(DeviceErrorKind.WrongKind,
                $"{options.Name} is a {NameOf(tun.Kind)} device and a {NameOf(options.Kind)} was asked for: "
                + "state the other kind, or choose another name", errno);
        }
        if (existing.Tun is { } queues && queues.IsMultiQueue != (options.Queues == TunQueues.Multiple))
        {
            string has = queues.IsMultiQueue ? "several queues" : "one queue";
            return new DeviceError(DeviceErrorKind.WrongKind,
                $"{options.Name} was made with {has}, and all who attach must ask for the same", errno);
        }
        return SystemErrors.Of($"cannot attach to {options.Name}", errno);
    }

    public static DeviceError AlreadyThere(string name) => new(DeviceErrorKind.AlreadyExists,
        $"there is a network device {name} already, and a new one was asked for: choose another name", Errno.Exists);

    public static DeviceError NoSuchDevice(TunOptions options) => new(DeviceErrorKind.NoSuchDevice,
        $"there is no network device {options.Name}: let root make it once with `{MakeCommand(options)}`", Errno.NoDevice);

    public static DeviceError Vanished(string name) =>
        new(DeviceErrorKind.NoSuchDevice, $"{name} was deleted or renamed while it was being opened", Errno.NoDevice);

    public static string NameOf(TunKind kind) => kind == TunKind.Tun ? "TUN" : "TAP";

    private static string OwnerOf(TunRecord tun) =>
        tun.Owner is { } owner ? string.Create(CultureInfo.InvariantCulture, $"belongs to user {owner}")
        : tun.Group is { } group ? string.Create(CultureInfo.InvariantCulture, $"belongs to group {group}")
        : "belongs to nobody";

    private static string MakeCommand(TunOptions options)
    {
        string mode = options.Kind == TunKind.Tun ? "tun" : "tap";
        string[] queues = options.Queues == TunQueues.Multiple ? ["multi_queue"] : [];
        return IpCommand.Line(options.Namespace?.Path, ["tuntap", "add", "dev", options.Name, "mode", mode, "user", Environment.UserName, .. queues]);
    }
}
