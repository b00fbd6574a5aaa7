using NetSim.Devices.Host;
using NetSim.Devices.Tests.Kernel;
using NetSim.Devices.Tests.Tun;
using NetSim.Devices.Tun;
using NetSim.Wire.Addresses;

namespace NetSim.Devices.Tests.Host;

public sealed class HostApplierTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static HostPlan Plan(TestNamespace host, HostDeviceMaker maker = HostDeviceMaker.Administrator) =>
        HostPlan.Make(Program.SideOf("t0"), Tuns.Demand(HostSnapshot.Read(host.Space)), maker);

    [SkippableFact]
    public void Applying_a_plan_does_what_its_commands_do_and_undoing_it_leaves_nothing()
    {
        using var byCommand = new TestNamespace();
        using var byApplier = new TestNamespace();
        string before = byApplier.Snapshot();
        foreach (string line in Plan(byCommand).Commands) Command.Run("sh", "-c", line);

        using (HostJournal journal = Tuns.Demand(HostJournal.Open(_folder.ToString())))
        {
            Assert.Null(HostApplier.Apply(Plan(byApplier), journal, byApplier.Space));
            Assert.Equal(Normal(byCommand.Snapshot()), Normal(byApplier.Snapshot()));
            Assert.Empty(Plan(byApplier).Steps);
            Assert.Null(HostApplier.Apply(Plan(byApplier), journal, byApplier.Space));

            IReadOnlyList<HostUndoStep> undone = journal.Undo();
            Assert.Equal(8, undone.Count);
            // Setting the device down took the IPv6 address along.
            Assert.All(undone, step => Assert.Equal(step.Command.Contains("fd00:69::1") ? HostUndoOutcome.AlreadyGone : HostUndoOutcome.Undone, step.Outcome));
            Assert.Empty(journal.Undo());
        }

        Assert.Equal(before, byApplier.Snapshot());
        Assert.Empty(Directory.GetFiles(_folder.ToString()));
    }

    /// <summary>What differs between two namespaces whatever one does: the numbers that the kernel draws.</summary>
    private static string Normal(string snapshot) =>
        System.Text.RegularExpressions.Regex.Replace(snapshot, "\"fe80::[0-9a-f:]+\"|\"(valid|preferred)_life_time\":\\d+", "x");

    [SkippableFact]
    public void An_existing_device_gets_back_what_it_had()
    {
        using var host = new TestNamespace();
        host.Ip("tuntap", "add", "dev", "t0", "mode", "tun");
        host.Ip("link", "set", "dev", "t0", "mtu", "1333", "txqueuelen", "77");
        host.Ip("addr", "add", "192.0.2.1/32", "dev", "t0");
        string before = Settled(host);

        using HostJournal journal = Tuns.Demand(HostJournal.Open(_folder.ToString()));
        Assert.Null(HostApplier.Apply(Plan(host), journal, host.Space));
        Assert.Equal(1400, (int)host.Link("t0")!["mtu"]!);
        journal.Undo();

        Assert.Equal(before, host.Snapshot());
    }

    /// <summary>The first time up leaves a queueing discipline on a device, as any administrator's would.</summary>
    private static string Settled(TestNamespace host)
    {
        host.Ip("link", "set", "dev", "t0", "up");
        host.Ip("link", "set", "dev", "t0", "down");
        return host.Snapshot();
    }

    [SkippableFact]
    public void A_step_that_fails_takes_those_before_it_back_and_leaves_alone_what_was_there()
    {
        using var host = new TestNamespace();
        host.Ip("tuntap", "add", "dev", "t0", "mode", "tun");
        HostPlan plan = Plan(host);
        host.Ip("addr", "add", "fd00:69::1/64", "dev", "t0", "nodad");      // after the plan was made
        string before = Settled(host);
        host.Ip("addr", "add", "fd00:69::1/64", "dev", "t0", "nodad");
        before = host.Snapshot();

        using HostJournal journal = Tuns.Demand(HostJournal.Open(_folder.ToString()));
        DeviceError? error = HostApplier.Apply(plan, journal, host.Space);

        Assert.StartsWith("`ip addr add fd00:69::1/64 dev t0` failed: ", error!.Message);
        Assert.EndsWith("; what was changed before has been undone", error.Message);
        Assert.Equal(before, host.Snapshot());
        Assert.Empty(journal.Undo());
    }

    [SkippableFact]
    public void A_plan_with_conflicts_is_not_begun()
    {
        using var host = new TestNamespace();
        string before = host.Snapshot();
        HostPlan plan = HostPlan.Make(new HostSide { Device = "lo", Addresses = [IpPrefix.Parse("192.0.2.1/32")] }, Tuns.Demand(HostSnapshot.Read(host.Space)), HostDeviceMaker.Run);
        using HostJournal journal = Tuns.Demand(HostJournal.Open(_folder.ToString()));

        Assert.Equal(DeviceErrorKind.Conflict, HostApplier.Apply(plan, journal, host.Space)!.Kind);
        Assert.Equal(before, host.Snapshot());
    }

    [SkippableFact]
    public void A_device_that_vanished_meanwhile_is_an_error_and_nothing_is_left()
    {
        using var host = new TestNamespace();
        TunDevice device = Tuns.Open(host, new TunOptions { Name = "t0" });
        HostPlan plan = Plan(host, HostDeviceMaker.Run);
        device.Dispose();
        using HostJournal journal = Tuns.Demand(HostJournal.Open(_folder.ToString()));

        DeviceError? error = HostApplier.Apply(plan, journal, host.Space);

        Assert.Equal(DeviceErrorKind.NoSuchDevice, error!.Kind);
        Assert.EndsWith("; nothing was changed", error.Message);
    }

    [SkippableFact]
    public void The_device_of_a_run_takes_its_side_of_the_host_along()
    {
        using var host = new TestNamespace();
        string before = host.Snapshot();
        TunDevice device = Tuns.Open(host, new TunOptions { Name = "t0" });
        using HostJournal journal = Tuns.Demand(HostJournal.Open(_folder.ToString()));
        Assert.Null(HostApplier.Apply(Plan(host, HostDeviceMaker.Run), journal, host.Space));

        device.Dispose();

        Assert.Equal(before, host.Snapshot());
        Assert.All(journal.Undo(), step => Assert.Equal((HostUndoOutcome.AlreadyGone, "the device is gone"), (step.Outcome, step.Note)));
    }

    [SkippableFact]
    public void What_somebody_changed_since_is_left_alone()
    {
        using var host = new TestNamespace();
        host.Ip("tuntap", "add", "dev", "t0", "mode", "tun");
        using HostJournal journal = Tuns.Demand(HostJournal.Open(_folder.ToString()));
        Assert.Null(HostApplier.Apply(Plan(host), journal, host.Space));
        host.Ip("link", "set", "dev", "t0", "mtu", "1280");
        host.Ip("addr", "del", "192.168.69.1/24", "dev", "t0");

        IReadOnlyList<HostUndoStep> report = journal.Undo();

        Assert.Equal("somebody changed it since", Assert.Single(report, step => step.Command.Contains("mtu")).Note);
        Assert.Equal(1280, (int)host.Link("t0")!["mtu"]!);
        Assert.All(report, step => Assert.NotEqual(HostUndoOutcome.Failed, step.Outcome));
    }
}
