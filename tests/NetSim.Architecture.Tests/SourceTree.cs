using System.Runtime.CompilerServices;
using System.Xml.Linq;

namespace NetSim.Architecture.Tests;

/// <summary>The source tree, found from where this file was compiled.</summary>
internal static class SourceTree
{
    public static string Root { get; } = FindRoot();

    public static string Source => Path.Combine(Root, "src");

    /// <summary>All C# files under a folder of the repository, without what a build puts there.</summary>
    public static IEnumerable<string> CSharpFiles(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    /// <summary>The projects of the house: folder and project have one name (what else ends in .csproj only serves the build).</summary>
    public static IEnumerable<string> Projects(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "NetSim.*.csproj", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    /// <summary>Names of the projects that a project refers to, whatever the condition.</summary>
    public static IReadOnlyList<string> ReferencesOf(string project) =>
        [.. XDocument.Load(project).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')))
            .Concat(ImpliedReferences(project))
            .Distinct().Order(StringComparer.Ordinal)];

    public static string Relative(string file) => Path.GetRelativePath(Root, file);

    /// <summary>src/Directory.Build.targets turns these properties into references.</summary>
    private static IEnumerable<string> ImpliedReferences(string project)
    {
        XDocument xml = XDocument.Load(project);
        if (xml.Descendants("UsesActors").Any(e => e.Value == "true")) yield return "NetSim.Actors";
        if (xml.Descendants("UsesActorTestKit").Any(e => e.Value == "true")) yield return "NetSim.Actors.TestKit";
    }

    private static string FindRoot([CallerFilePath] string here = "")
    {
        // CallerFilePath may be mapped by a deterministic build; then the folder of the test assembly leads there.
        for (string? folder = File.Exists(here) ? Path.GetDirectoryName(here) : AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            if (File.Exists(Path.Combine(folder, "NetSim.sln"))) return folder;
        throw new InvalidOperationException("NetSim.sln was not found above the tests.");
    }
}
