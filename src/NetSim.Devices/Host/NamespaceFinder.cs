using System.Globalization;
using NetSim.Devices.Namespaces;
using NetSim.Devices.Native;

namespace NetSim.Devices.Host;

/// <summary>Finds a network namespace of which a journal knows the numbers.</summary>
internal static class NamespaceFinder
{
    public enum Search
    {
        /// <summary>It is open, to be disposed of by the caller.</summary>
        Found,

        /// <summary>No process and no name holds it: it has ended, and all that was in it.</summary>
        Ended,

        /// <summary>Not found, but without root one does not see every process's.</summary>
        Unknown,
    }

    public static Search Find(JournalSpace wanted, out NetworkNamespace? space)
    {
        if (TryOpen(NetworkNamespace.OpenCurrent(), wanted, out space)) return Search.Found;
        if (wanted.Path is { } path && TryOpen(NetworkNamespace.Open(path), wanted, out space)) return Search.Found;
        foreach (string name in Named())
        {
            if (TryOpen(NetworkNamespace.Open(name), wanted, out space)) return Search.Found;
        }
        bool sawAll = LibC.EffectiveUser() == 0;
        string link = string.Create(CultureInfo.InvariantCulture, $"net:[{wanted.Inode}]");
        foreach (string process in Directory.EnumerateDirectories("/proc"))
        {
            if (!char.IsAsciiDigit(Path.GetFileName(process)[0])) continue;
            string file = process + "/ns/net";
            if (LinkOf(file) == link && TryOpen(NetworkNamespace.Open(file), wanted, out space)) return Search.Found;
        }
        return sawAll ? Search.Ended : Search.Unknown;
    }

    private static IEnumerable<string> Named() => Directory.Exists("/run/netns") ? Directory.EnumerateFiles("/run/netns") : [];

    private static bool TryOpen(DeviceResult<NetworkNamespace> opened, JournalSpace wanted, out NetworkNamespace? space)
    {
        space = opened.Value;
        if (space is null) return false;
        bool isCookieKnown = wanted.Cookie != 0 && space.Cookie != 0;
        if (space.Inode == wanted.Inode && (!isCookieKnown || space.Cookie == wanted.Cookie)) return true;
        space.Dispose();
        space = null;
        return false;
    }

    private static string? LinkOf(string file)
    {
        try
        {
            return new FileInfo(file).LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;    // the process has ended, or is another user's
        }
    }
}
