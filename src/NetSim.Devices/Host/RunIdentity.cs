using System.Globalization;

namespace NetSim.Devices.Host;

/// <summary>Which process of which boot: a number alone is reused, the number with its start time is not.</summary>
/// <param name="Process">The process's number, as its own PID namespace counts.</param>
/// <param name="Started">Clock ticks after boot (field 22 of /proc/PID/stat).</param>
/// <param name="Boot">/proc/sys/kernel/random/boot_id.</param>
/// <param name="ProcessNamespace">Inode of the PID namespace: a container's process 7 is not the host's.</param>
internal sealed record RunIdentity(int Process, ulong Started, string Boot, ulong ProcessNamespace)
{
    private const int StartedField = 22, FirstFieldAfterName = 3;

    public static RunIdentity OfThisProcess() => new(
        Environment.ProcessId, StartOf(Environment.ProcessId) ?? 0, CurrentBoot(), NamespaceInode("/proc/self/ns/pid"));

    public static string CurrentBoot() => File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();

    public bool IsOfThisBoot => Boot == CurrentBoot();

    /// <summary>Whether the process lives, as far as one can tell from its number.</summary>
    public bool IsAlive() => IsOfThisBoot && ProcessNamespace == NamespaceInode("/proc/self/ns/pid") && StartOf(Process) == Started;

    /// <summary>Null if there is no such process. Its name stands in parentheses and may contain anything, parentheses too.</summary>
    private static ulong? StartOf(int process)
    {
        string stat;
        try
        {
            stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat"));
        }
        catch (IOException)
        {
            return null;
        }
        string[] fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        int at = StartedField - FirstFieldAfterName;
        return fields.Length > at && ulong.TryParse(fields[at], NumberStyles.None, CultureInfo.InvariantCulture, out ulong ticks)
            ? ticks
            : null;
    }

    /// <summary>Its link reads <c>pid:[4026531836]</c>.</summary>
    private static ulong NamespaceInode(string path)
    {
        string text = new FileInfo(path).LinkTarget ?? "";
        int start = text.IndexOf('[', StringComparison.Ordinal) + 1, end = text.IndexOf(']', StringComparison.Ordinal);
        return start > 0 && end > start && ulong.TryParse(text.AsSpan(start, end - start), CultureInfo.InvariantCulture, out ulong inode)
            ? inode
            : 0;
    }
}
