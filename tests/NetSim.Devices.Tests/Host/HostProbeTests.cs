using NetSim.Devices.Host;
using NetSim.Devices.Tests.Kernel;
using NetSim.Devices.Tests.Tun;
using NetSim.Devices.Tun;

namespace NetSim.Devices.Tests.Host;

public sealed class HostProbeTests
{
    [SkippableFact]
    public void Root_has_all_that_a_run_needs_and_nothing_is_changed_by_asking()
    {
        using var host = new TestNamespace();
        string before = host.Snapshot();
        HostPlan plan = HostPlan.Make(Program.SideOf("t0"), Tuns.Demand(HostSnapshot.Read(host.Space)), HostDeviceMaker.Run);

        IReadOnlyList<HostNeed> needs = HostProbe.Probe(new TunOptions { Name = "t0", Namespace = host.Space }, plan);

        Assert.Equal([HostNeedKind.Driver, HostNeedKind.Namespace, HostNeedKind.Device, HostNeedKind.Configuration], needs.Select(need => need.Kind));
        Assert.All(needs, need => Assert.Equal(HostNeedState.Met, need.State));
        Assert.Equal(before, host.Snapshot());
    }

    [SkippableFact]
    public void What_would_be_refused_is_foreseen_in_the_same_words()
    {
        using var host = new TestNamespace();
        host.Ip("tuntap", "add", "dev", "tap", "mode", "tap");
        host.Ip("tuntap", "add", "dev", "idle", "mode", "tun");
        using TunDevice used = Tuns.Open(host, new TunOptions { Name = "used" });
        TunOptions[] hopeless =
        [
            new() { Name = "lo" },
            new() { Name = "tap" },
            new() { Name = "used" },
            new() { Name = "idle", Creation = TunCreation.CreateNew },
            new() { Name = "idle", Queues = TunQueues.Multiple },
            new() { Name = "none", Creation = TunCreation.AttachOnly },
            new() { Name = "a b" },
        ];

        foreach (TunOptions options in hopeless)
        {
            HostNeed need = Assert.Single(HostProbe.Probe(options with { Namespace = host.Space }), need => need.Kind == HostNeedKind.Device);
            Assert.Equal(HostNeedState.Missing, need.State);
            Assert.Equal(Tuns.Refuse(host, options).Message, need.Sentence);
        }
        HostNeed idle = HostProbe.Probe(new TunOptions { Name = "idle", Namespace = host.Space })[^1];
        Assert.Equal((HostNeedState.Met, "idle is there and can be attached to"), (idle.State, idle.Sentence));
    }

    [Fact]
    public void The_status_of_a_process_is_read_as_the_kernel_writes_it()
    {
        var privileges = new ProcessPrivileges(
        [
            "Name:\tdotnet", "Uid:\t1000\t1001\t1000\t1000", "Gid:\t100\t101\t100\t100", "Groups:\t4 24 27 ", "CapEff:\t0000000000200000", "Seccomp:\t0",
        ]);
        Assert.Equal(1001u, privileges.User);
        Assert.True(privileges.IsIn(101) && privileges.IsIn(27) && !privileges.IsIn(100));
        Assert.True(privileges.CanEnterNamespaces);
    }
}
