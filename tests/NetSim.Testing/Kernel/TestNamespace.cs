using System.Diagnostics;
using System.Text.Json.Nodes;
using NetSim.Devices;
using NetSim.Devices.Namespaces;
using Xunit;

namespace NetSim.Testing.Kernel;

/// <summary>
/// A network namespace of the test's own, made by <c>ip netns</c> and deleted with everything in it. Where none can be made
/// (not root, not Linux, no TUN driver) the test is skipped with the reason.
/// </summary>
public sealed class TestNamespace : IDisposable
{
    private static int _count;
    private static readonly Lazy<string?> Obstacle = new(FindObstacle);

    public TestNamespace()
    {
        Skip.If(Obstacle.Value is not null, Obstacle.Value);
        Name = $"nstest-{Environment.ProcessId}-{Interlocked.Increment(ref _count)}";
        Command.Run("ip", "netns", "add", Name);
        DeviceResult<NetworkNamespace> opened = NetworkNamespace.Open(Name);
        Space = opened.Value ?? throw new InvalidOperationException(opened.Error!.Message);
        // Router solicitations and the like would mix with what a test sends.
        Exec("sysctl", "-q", "-w", "net.ipv6.conf.default.router_solicitations=0");
    }

    public string Name { get; }

    public NetworkNamespace Space { get; }

    /// <summary>Why no namespace can be made here; null if one can.</summary>
    public static string? Reason => Obstacle.Value;

    /// <summary><c>ip -n NAME …</c></summary>
    public string Ip(params string[] arguments) => Command.Run("ip", ["-n", Name, .. arguments]);

    /// <summary><c>ip netns exec NAME …</c></summary>
    public string Exec(params string[] arguments) => Command.Run("ip", ["netns", "exec", Name, .. arguments]);

    /// <summary>The same, for a program whose failure says something as well.</summary>
    public (int Status, string Output, string Errors) Try(params string[] arguments) => Command.Try("ip", ["netns", "exec", Name, .. arguments]);

    public Process Start(params string[] arguments) => Command.Start("ip", ["netns", "exec", Name, .. arguments]);

    /// <summary>What <c>ip -j link</c> says of a device, or null if there is none.</summary>
    public JsonNode? Link(string device)
    {
        (int status, string output, _) = Command.Try("ip", "-n", Name, "-j", "-d", "link", "show", "dev", device);
        return status == 0 ? JsonNode.Parse(output)![0] : null;
    }

    /// <summary>All that a run could have changed: devices, addresses, routes, as <c>ip -j</c> tells them.</summary>
    public string Snapshot() => string.Join('\n',
        Ip("-j", "link"), Ip("-j", "addr"), Ip("-j", "route", "show", "table", "all"), Ip("-j", "-6", "route", "show", "table", "all"));

    public void Dispose()
    {
        Space.Dispose();
        Command.Run("ip", "netns", "delete", Name);
    }

    private static string? FindObstacle()
    {
        if (!OperatingSystem.IsLinux()) return "needs Linux";
        if (Environment.UserName != "root") return "needs root, to make network namespaces";
        if (!File.Exists("/dev/net/tun")) return "needs /dev/net/tun";
        if (!Command.Exists("ip")) return "needs ip(8), from iproute2";
        (int status, _, string errors) = Command.Try("ip", "netns", "list");
        return status == 0 ? null : "needs `ip netns`: " + errors;
    }
}
