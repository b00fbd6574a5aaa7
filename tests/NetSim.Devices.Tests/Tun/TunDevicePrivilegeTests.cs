using NetSim.Devices.Tests.Kernel;

namespace NetSim.Devices.Tests.Tun;

/// <summary>Real processes of user "nobody", without any capability.</summary>
public sealed class TunDevicePrivilegeTests
{
    private static readonly string[] NoWrapper = [];

    [SkippableFact]
    public void A_node_that_may_not_be_opened_is_named_with_the_way_out()
    {
        using var host = new TestNamespace();
        using var folder = new TestFolder();
        string node = DriverNode.Make(folder, "600");

        (int status, string output) = Child.RunAsNobody(host, folder, NoWrapper, "open", "t0", node, "Tun");

        Assert.Equal(3, status);
        Assert.StartsWith($"NoPermission|not allowed to open {node}: run as root", output);
        Assert.Contains($"Driver|Missing|not allowed to open {node}", Child.RunAsNobody(host, folder, NoWrapper, "probe", "t0", node).Output);
    }

    [SkippableFact]
    public void Making_a_device_without_privilege_is_refused_with_three_ways_out()
    {
        using var host = new TestNamespace();
        using var folder = new TestFolder();
        string node = DriverNode.Make(folder, "666");

        (int status, string output) = Child.RunAsNobody(host, folder, NoWrapper, "open", "t0", node, "Tap");

        Assert.Equal(3, status);
        Assert.StartsWith("NoPermission|not allowed to make the device t0: run as root or with CAP_NET_ADMIN", output);
        Assert.Contains("`ip tuntap add dev t0 mode tap user nobody`", output);
        Assert.Contains("`unshare -rn`", output);
        Assert.Contains("Device|Missing|not allowed to make the device t0", Child.RunAsNobody(host, folder, NoWrapper, "probe", "t0", node).Output);
    }

    [SkippableFact]
    public void The_owner_of_a_persistent_device_attaches_without_privilege_and_a_stranger_does_not()
    {
        using var host = new TestNamespace();
        using var folder = new TestFolder();
        string node = DriverNode.Make(folder, "666");
        host.Ip("tuntap", "add", "dev", "mine", "mode", "tun", "user", "65534");
        host.Ip("tuntap", "add", "dev", "theirs", "mode", "tun", "user", "1234");

        Assert.Equal((0, "Attached"), Child.RunAsNobody(host, folder, NoWrapper, "open", "mine", node, "Tun"));
        Assert.Contains("Device|Met|mine is there", Child.RunAsNobody(host, folder, NoWrapper, "probe", "mine", node).Output);
        string refusal = Child.RunAsNobody(host, folder, NoWrapper, "open", "theirs", node, "Tun").Output;
        Assert.StartsWith("NoPermission|not allowed to attach to theirs, which belongs to user 1234", refusal);
        Assert.Contains(refusal.Split('|')[1], Child.RunAsNobody(host, folder, NoWrapper, "probe", "theirs", node).Output);
    }

    [SkippableFact]
    public void In_a_network_of_its_own_nobody_may_do_all()
    {
        using var host = new TestNamespace();
        using var folder = new TestFolder();
        string node = DriverNode.Make(folder, "666");
        string[] own = ["unshare", "-rn"], capabilitiesOnly = ["unshare", "-r"];
        Skip.If(Child.RunAsNobody(host, folder, own, "probe", "t0", node).Output.Contains("unshare failed"), "needs user namespaces");

        Assert.Equal((0, "Made"), Child.RunAsNobody(host, folder, own, "open", "t0", node, "Tun"));
        Assert.Contains("Device|Met|t0 can be made", Child.RunAsNobody(host, folder, own, "probe", "t0", node).Output);
        // All capabilities, but not over this network.
        Assert.Equal(3, Child.RunAsNobody(host, folder, capabilitiesOnly, "open", "t0", node, "Tun").Status);
        Assert.Contains("Device|Missing", Child.RunAsNobody(host, folder, capabilitiesOnly, "probe", "t0", node).Output);
    }
}
