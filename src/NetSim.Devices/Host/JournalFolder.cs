using Microsoft.Win32.SafeHandles;
using NetSim.Devices.Native;

namespace NetSim.Devices.Host;

/// <summary>
/// Where journals lie. Whoever can write there can have commands carried out by the next <c>netsim clean</c>, which may be root's:
/// so the folder is used only if it belongs to the user and nobody else can write to it.
/// </summary>
internal static class JournalFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const int KindMask = 0xF000, KindFolder = 0x4000, WritableByOthers = 0x12;     // S_IFMT, S_IFDIR, group and others' w

    /// <summary>The folder to write to is the first that can be made; those to clean up are all.</summary>
    public static IReadOnlyList<string> Candidates()
    {
        var folders = new List<string>();
        if (OperatingSystem.IsLinux() && LibC.EffectiveUser() == 0) folders.Add("/run/netsim");
        if (Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") is { Length: > 0 } runtime) folders.Add(Path.Combine(runtime, "netsim"));
        string? state = Environment.GetEnvironmentVariable("XDG_STATE_HOME");
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        if (!string.IsNullOrEmpty(state)) folders.Add(Path.Combine(state, "netsim"));
        else if (home.Length > 0) folders.Add(Path.Combine(home, ".local", "state", "netsim"));
        return folders;
    }

    /// <summary>Makes the folder if need be.</summary>
    public static DeviceError? Prepare(string folder)
    {
        if (!OperatingSystem.IsLinux()) return SystemErrors.Unsupported("changes of the host");
        try
        {
            Directory.CreateDirectory(folder, OwnerOnly);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Error($"cannot make the folder {folder} for the journal of host changes: {e.Message}");
        }
        return Check(folder);
    }

    public static DeviceError? Check(string folder)
    {
        using SafeFileHandle handle = LibC.Open(folder, LibC.CloseOnExec);
        if (handle.IsInvalid || !FileIdentity.TryGet(handle, out FileIdentity identity))
        {
            return Error($"cannot look at {folder}: {Errno.Describe(Errno.Last)}");
        }
        if ((identity.Mode & KindMask) != KindFolder) return Error($"{folder} is no folder");
        if (identity.Owner != LibC.EffectiveUser())
        {
            return Error($"{folder} belongs to user {identity.Owner}: its journals are not to be trusted");
        }
        return (identity.Mode & WritableByOthers) == 0 ? null : Error(
            $"{folder} can be written to by others: its journals are not to be trusted; `chmod 700 {folder}`");
    }

    public static DeviceError Error(string message) => new(DeviceErrorKind.Journal, message);
}
