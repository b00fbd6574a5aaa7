using System.Diagnostics;
using System.Globalization;
using NetSim.Devices.Native;

namespace NetSim.Devices.Namespaces;

/// <summary>Whether processes are asked to end before they are ended.</summary>
internal enum EndingGrace
{
    None,

    /// <summary>SIGTERM, and two seconds for it.</summary>
    AskFirst,
}

/// <summary>The processes of a network namespace: found by the namespace's number, never by a name.</summary>
internal static class NamespaceProcesses
{
    private const int TerminateSignal = 15, KillSignal = 9;

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2), Look = TimeSpan.FromMilliseconds(10);

    /// <summary>Ends all of them, also those that have left their process group or their parent.</summary>
    /// <returns>How many are left: those that are in the middle of a system call that cannot be broken off.</returns>
    public static int End(ulong inode, EndingGrace grace)
    {
        if (grace == EndingGrace.AskFirst && Until(inode, TerminateSignal, isRepeated: false) == 0) return 0;
        return Until(inode, KillSignal, isRepeated: true);
    }

    public static List<int> Of(ulong inode)
    {
        string link = string.Create(CultureInfo.InvariantCulture, $"net:[{inode}]");
        var found = new List<int>();
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int process)) continue;
            if (process != Environment.ProcessId && LinkOf(folder + "/ns/net") == link) found.Add(process);
        }
        return found;
    }

    /// <summary>A command for a reader in need, runnable as it stands.</summary>
    public static string EndCommand(ulong inode) => string.Create(CultureInfo.InvariantCulture,
        $"kill -KILL $(find /proc/[0-9]*/ns/net -lname 'net:\\[{inode}\\]' 2>/dev/null | cut -d/ -f3)");

    /// <summary>Signals what is there and waits. What is killed can have made others a moment before: so it is looked for again.</summary>
    private static int Until(ulong inode, int signal, bool isRepeated)
    {
        long started = Stopwatch.GetTimestamp();
        List<int> processes = Of(inode);
        foreach (int process in processes) _ = LibC.Kill(process, signal);
        while (processes.Count > 0 && Stopwatch.GetElapsedTime(started) < Grace)
        {
            Thread.Sleep(Look);
            processes = Of(inode);
            if (!isRepeated) continue;
            foreach (int process in processes) _ = LibC.Kill(process, signal);
        }
        return processes.Count;
    }

    private static string? LinkOf(string file)
    {
        try
        {
            return new FileInfo(file).LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;    // it has ended, or is another user's
        }
    }
}
