using NetSim.Devices.Native;

namespace NetSim.Devices;

/// <summary>Sentences for refusals that are the same everywhere.</summary>
internal static class SystemErrors
{
    public static DeviceError Unsupported(string what) =>
        new(DeviceErrorKind.UnsupportedSystem, $"{what} need Linux; files without real devices run on every system");

    public static DeviceError Of(string what, int errno) =>
        new(DeviceErrorKind.System, $"{what}: {Errno.Describe(errno)} (errno {errno})", errno);
}
