using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Simulation.Topology.Planning;

/// <summary>
/// Paths of the file: relative to its folder, and within it unless the user allows more. Symbolic links are followed before that is
/// decided. Nothing is opened or made here.
/// </summary>
internal sealed class PathPlanner(PlanDraft draft)
{
    private readonly string _base = Resolved(Path.GetFullPath(draft.Options.BaseFolder ?? "."));

    public PathPlan? Folder(Located<string> path)
    {
        if (Locate(path) is not { } full) return null;
        if (Directory.Exists(full)) return new PathPlan(path.Value, full);
        Refuse(path, File.Exists(full) ? "is a file, and a folder is needed" : "does not exist");
        return null;
    }

    /// <summary>A file that is read.</summary>
    public PathPlan? Input(Located<string> path)
    {
        if (Locate(path) is not { } full) return null;
        if (File.Exists(full)) return new PathPlan(path.Value, full);
        Refuse(path, Directory.Exists(full) ? "is a folder, and a file is needed" : "does not exist");
        return null;
    }

    /// <summary>A file that will be written.</summary>
    public PathPlan? Output(Located<string> path)
    {
        if (Locate(path) is not { } full) return null;
        string? objection = Directory.Exists(full) ? "is a folder"
            : !Directory.Exists(Path.GetDirectoryName(full)) ? "lies in a folder that does not exist"
            : null;
        if (objection is null) return new PathPlan(path.Value, full);
        Refuse(path, objection);
        return null;
    }

    private void Refuse(Located<string> path, string objection) =>
        draft.Diagnostics.Add(path.Place, DiagnosticCode.PathUnusable, $"{Quoted.Text(path.Value)} {objection}");

    private string? Locate(Located<string> path)
    {
        if (path.Value.Length == 0 || path.Value.Contains('\0', StringComparison.Ordinal))
        {
            Refuse(path, "is not a path");
            return null;
        }
        string full = Resolved(Path.GetFullPath(path.Value, _base));
        if (draft.Options.OutsidePaths == OutsidePaths.Allowed || IsWithin(full)) return full;
        draft.Diagnostics.Add(path.Place, DiagnosticCode.PathOutside,
            $"{Quoted.Text(path.Value)} leads out of the folder of the topology: allow that with --allow-outside");
        return null;
    }

    private bool IsWithin(string full)
    {
        string inside = _base.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar;
        return full == _base || full.StartsWith(inside, StringComparison.Ordinal);
    }

    /// <summary>Follows the symbolic links of every part; what does not exist yet stays as it is written.</summary>
    private static string Resolved(string full)
    {
        string root = Path.GetPathRoot(full) ?? "/";
        string resolved = root;
        foreach (string part in full[root.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            string next = Path.Combine(resolved, part);
            resolved = Target(next) ?? next;
        }
        return resolved;
    }

    private static string? Target(string path)
    {
        try
        {
            FileSystemInfo? target = new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true);
            return target is null ? null : Resolved(Path.GetFullPath(target.FullName));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
