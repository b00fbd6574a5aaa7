namespace NetSim.Interop.Tests;

/// <summary>A user without privilege: refused with the sentence that says how to get it, or free to do all in a network of its own.</summary>
public sealed class PrivilegeTests : IDisposable
{
    private const string TunMajor = "10", TunMinor = "200";

    private static readonly string[] AsNobody =
        ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--inh-caps=-all", "env", "HOME=/nonexistent"];

    private readonly Machine _machine = new();
    private readonly string _program;
    private readonly string _file;

    public PrivilegeTests()
    {
        // Nobody cannot read the source tree's folder, or should not have to.
        string program = _machine.Path("program");
        Directory.CreateDirectory(program);
        foreach (string file in Directory.GetFiles(AppContext.BaseDirectory)) File.Copy(file, Path.Combine(program, Path.GetFileName(file)));
        _program = Path.Combine(program, "netsim.dll");
        _file = Path.Combine(program, "tun-bridge.yaml");
        File.Copy(SourceTree.Topology("tun-bridge"), _file);
        Command.Run("chmod", "-R", "a+rX", Path.GetDirectoryName(program)!);
    }

    public void Dispose() => _machine.Dispose();

    /// <summary>Runs a command as nobody, with /dev/net/tun as the distribution at hand has it.</summary>
    private NetsimResult Run(string mode, string[] wrapper, params string[] arguments)
    {
        string node = _machine.Path($"tun-{mode}");
        if (!File.Exists(node)) Command.Run("mknod", "-m", mode, node, "c", TunMajor, TunMinor);
        string[] withNode = ["sh", "-c", "mount --bind \"$0\" /dev/net/tun && exec \"$@\"", node];
        NetsimResult result = _machine.RunBehind([.. withNode, .. AsNobody, .. wrapper], [_program, .. arguments]);
        Skip.If(result.Errors.Contains("dotnet: Permission denied"), "user nobody cannot run dotnet here");
        return result;
    }

    [SkippableFact]
    public void Without_the_driver_the_way_to_it_is_told()
    {
        NetsimResult result = Run("600", [], "run", _file);
        Assert.Equal(3, result.Status);
        Assert.StartsWith("netsim: not allowed to open /dev/net/tun: run as root, or", result.Errors);
        Assert.Single(result.Errors.TrimEnd('\n').Split('\n'));
        Assert.Empty(result.Output);
    }

    [SkippableFact]
    public void Without_the_power_to_make_a_device_three_ways_to_it_are_told()
    {
        NetsimResult result = Run("666", [], "run", _file);
        Assert.Equal(3, result.Status);
        Assert.StartsWith("netsim: not allowed to make the device ns-tun0: run as root or with CAP_NET_ADMIN", result.Errors);
        Assert.Contains("`ip tuntap add dev ns-tun0 mode tun user nobody`", result.Errors);
        Assert.Contains("`unshare -rn`", result.Errors);
    }

    [SkippableFact]
    public void A_plan_can_be_made_by_anybody_and_says_what_is_missing()
    {
        NetsimResult result = Run("666", [], "plan", _file);
        Assert.Equal(0, result.Status);
        Assert.Contains("# MISSING: not allowed to make the device ns-tun0", result.Output);
        Assert.Contains("\nip link set dev ns-tun0 up\n", result.Output);
    }

    [SkippableFact]
    public void The_owner_of_a_device_runs_without_privilege()
    {
        _machine.Ip("tuntap", "add", "dev", "ns-tun0", "mode", "tun", "user", "65534");
        _machine.Ip("addr", "add", "192.168.69.1/24", "dev", "ns-tun0");
        _machine.Ip("link", "set", "ns-tun0", "up");
        NetsimResult result = Run("666", [], "run", _file, "--stop", "1s");
        Assert.True(result.Status == 0, result.ToString());
        Assert.Contains("ns-tun0 is up", result.Errors);
        NetsimResult refused = Run("666", [], "run", _file, "--stop", "1s", "--configure-host");
        // Nothing is missing on the host, so nothing needs privilege.
        Assert.True(refused.Status == 0, refused.ToString());
    }

    [SkippableFact]
    public void In_a_network_of_its_own_nobody_needs_privilege()
    {
        string journal = _machine.Path("own-journal");
        Command.Run("install", "-d", "-o", "65534", "-m", "700", journal);
        string[] own = ["unshare", "-rn", "env", $"XDG_RUNTIME_DIR={journal}"];
        NetsimResult result = Run("666", own, "run", _file, "--configure-host", "--stop", "1s");
        Skip.If(result.Errors.Contains("unshare failed"), "needs user namespaces");
        Assert.True(result.Status == 0, result.ToString());
        Assert.Contains("ns-tun0 is up", result.Errors);
    }

    [SkippableFact]
    public void In_a_network_of_its_own_nobody_runs_programs_in_namespaces_without_privilege()
    {
        string file = Path.Combine(Path.GetDirectoryName(_file)!, "real-processes.yaml");
        File.Copy(SourceTree.Topology("real-processes"), file);
        NetsimResult refused = Run("666", [], "run", file, "--allow-exec");
        Assert.Equal(3, refused.Status);
        Assert.Contains("not allowed to make a network namespace: run as root (CAP_SYS_ADMIN), or in a network of your own: `unshare -rn`", refused.Errors);
        NetsimResult plan = Run("666", [], "plan", file);
        Assert.Equal(0, plan.Status);
        Assert.Contains("# MISSING: not allowed to make a network namespace", plan.Output);

        string journal = _machine.Path("own-journal");
        Command.Run("install", "-d", "-o", "65534", "-m", "700", journal);
        NetsimResult result = Run("666", ["unshare", "-rn", "env", $"XDG_RUNTIME_DIR={journal}"], "run", file, "--allow-exec");
        Skip.If(result.Errors.Contains("unshare failed"), "needs user namespaces");
        Assert.True(result.Status == 0, result.ToString());
        Assert.Contains("held", result.Output);
    }
}
