using System.Diagnostics;

namespace NetSim.Devices.Tests.Kernel;

/// <summary>This assembly as a process of its own: <see cref="Program"/>.</summary>
internal static class Child
{
    private static readonly string Assembly = typeof(Child).Assembly.Location;

    public static Process Start(params string[] arguments) => Command.Start("dotnet", [Assembly, .. arguments]);

    /// <summary>In a namespace as user "nobody" without any capability, from a copy that nobody can read.</summary>
    public static (int Status, string Output) RunAsNobody(TestNamespace host, TestFolder folder, string[] wrapper, params string[] arguments)
    {
        string copy = folder.Path("assembly");
        if (!Directory.Exists(copy)) Copy(copy);
        string[] command = ["netns", "exec", host.Name, "setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--inh-caps=-all", .. wrapper,
            "dotnet", Path.Combine(copy, Path.GetFileName(Assembly)), .. arguments];
        (int status, string output, string errors) = Command.Try("ip", command);
        Skip.If(errors.Contains("dotnet: Permission denied"), "user nobody cannot run dotnet here");
        return (status, (output + errors).Trim());
    }

    private static void Copy(string copy)
    {
        Directory.CreateDirectory(copy);
        foreach (string file in Directory.GetFiles(Path.GetDirectoryName(Assembly)!)) File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        Command.Run("chmod", "-R", "a+rX", Path.GetDirectoryName(copy)!);
    }
}
