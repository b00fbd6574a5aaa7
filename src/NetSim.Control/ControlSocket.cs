namespace NetSim.Control;

/// <summary>
/// Where the sockets of running simulations lie: in a folder of the user's own, one for each process, named after the simulation. Nobody else
/// may enter the folder, which is all that guards a socket in it.
/// </summary>
public static class ControlSocket
{
    private const string Suffix = ".sock";

    /// <summary>As the XDG base directories have it; without them, one below the folder for temporary files.</summary>
    public static string Folder
    {
        get
        {
            string? runtime = Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR");
            return string.IsNullOrEmpty(runtime) ? Path.Combine(Path.GetTempPath(), $"netsim-{Environment.UserName}") : Path.Combine(runtime, "netsim");
        }
    }

    /// <summary>A path for a simulation of this process; the folder is made if it is missing.</summary>
    /// <exception cref="IOException">The folder belongs to others, or cannot be made.</exception>
    public static string PathFor(string name)
    {
        string folder = Folder;
        if (OperatingSystem.IsWindows()) throw new PlatformNotSupportedException("a control socket is guarded by the modes of files, which this system does not have");
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if ((File.GetUnixFileMode(folder) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute)) != 0)
            throw new IOException($"others may enter the folder '{folder}', in which the control socket would lie: chmod 700 it, or give a path");
        return Path.Combine(folder, $"{name}-{Environment.ProcessId}{Suffix}");
    }

    /// <summary>The sockets of simulations that may run, by their names.</summary>
    public static IReadOnlyList<(string Name, string Path)> Find()
    {
        if (!Directory.Exists(Folder)) return [];
        return
        [
            .. Directory.EnumerateFiles(Folder, "*" + Suffix).Order(StringComparer.Ordinal)
                .Select(path => (System.IO.Path.GetFileName(path)[..^Suffix.Length], path)),
        ];
    }
}
