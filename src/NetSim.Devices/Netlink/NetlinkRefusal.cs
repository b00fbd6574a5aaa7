namespace NetSim.Devices.Netlink;

/// <summary>The kernel's no to a netlink request.</summary>
/// <param name="Errno">The system's error number.</param>
/// <param name="Sentence">The kernel's own words, often empty.</param>
internal sealed record NetlinkRefusal(int Errno, string Sentence)
{
    public DeviceError ToError(string what) => Errno is Native.Errno.NotPermitted or Native.Errno.AccessDenied
        ? new DeviceError(DeviceErrorKind.NoPermission, $"{what}: not allowed; that needs root or CAP_NET_ADMIN", Errno)
        : SystemErrors.Of(Sentence.Length == 0 ? what : $"{what}: {Sentence}", Errno);
}
