using NetSim.Devices.Host;
using NetSim.Devices.Tests.Kernel;
using NetSim.Devices.Tests.Tun;
using NetSim.Devices.Tun;
using NetSim.Wire.Addresses;

namespace NetSim.Devices.Tests.Host;

public sealed class HostPlanTests
{
    private static HostPlan Plan(TestNamespace host, HostSide side, HostDeviceMaker maker = HostDeviceMaker.Run) =>
        HostPlan.Make(side, Tuns.Demand(HostSnapshot.Read(host.Space)), maker);

    private static HostRoute Route(string destination, string? via = null) =>
        new(IpPrefix.Parse(destination), via is null ? null : IpAddress.Parse(via));

    [SkippableFact]
    public void All_that_is_missing_is_planned_as_commands_in_order_and_their_undoing_backwards()
    {
        using var host = new TestNamespace();
        HostPlan plan = Plan(host, Program.SideOf("ns-lab0"), HostDeviceMaker.Administrator);

        string ip = $"ip -n {host.Name}";
        Assert.Equal(
        [
            $"{ip} tuntap add dev ns-lab0 mode tun",
            $"{ip} link set dev ns-lab0 mtu 1400",
            $"{ip} link set dev ns-lab0 txqueuelen 2000",
            $"{ip} addr add 192.168.69.1/24 dev ns-lab0",
            $"{ip} addr add fd00:69::1/64 dev ns-lab0",
            $"{ip} link set dev ns-lab0 up",
            $"{ip} route add 10.0.0.0/8 via 192.168.69.2 dev ns-lab0",
            $"{ip} -6 route add fd00:70::/48 dev ns-lab0",
        ], plan.Commands);
        Assert.Equal(
        [
            $"{ip} -6 route del fd00:70::/48 dev ns-lab0",
            $"{ip} route del 10.0.0.0/8 via 192.168.69.2 dev ns-lab0",
            $"{ip} link set dev ns-lab0 down",
            $"{ip} addr del fd00:69::1/64 dev ns-lab0",
            $"{ip} addr del 192.168.69.1/24 dev ns-lab0",
            $"{ip} link set dev ns-lab0 txqueuelen 500",
            $"{ip} link set dev ns-lab0 mtu 1500",
            $"{ip} tuntap del dev ns-lab0 mode tun",
        ], plan.UndoCommands);
        Assert.Equal("ip addr add 192.168.69.1/24 dev ns-lab0", plan.Steps[3].Command);
        Assert.Empty(plan.Conflicts);
        Assert.Null(host.Link("ns-lab0"));
    }

    [SkippableFact]
    public void A_device_that_the_run_makes_is_no_step()
    {
        using var host = new TestNamespace();
        HostPlan plan = Plan(host, new HostSide { Device = "t0", Admin = HostAdminState.Up });
        Assert.Equal([$"ip -n {host.Name} link set dev t0 up"], plan.Commands);
    }

    [SkippableFact]
    public void What_is_there_already_is_not_planned()
    {
        using var host = new TestNamespace();
        using TunDevice device = Tuns.Open(host, new TunOptions { Name = "t0", Mtu = 1400 });
        host.Ip("addr", "add", "192.168.69.1/24", "dev", "t0");
        host.Ip("link", "set", "dev", "t0", "up");
        host.Ip("route", "add", "10.0.0.0/8", "via", "192.168.69.2", "dev", "t0");

        HostPlan plan = Plan(host, Program.SideOf("t0"));

        Assert.Equal(["txqueuelen", "addr", "-6"], plan.Steps.Select(step => step.Command.Contains("txqueuelen") ? "txqueuelen" : step.Command.Split(' ')[1]));
    }

    [SkippableTheory]
    [InlineData("a;reboot", "ip link set dev 'a;reboot' up")]
    [InlineData("$(id)", "ip link set dev '$(id)' up")]
    [InlineData("it's", @"ip link set dev 'it'\''s' up")]
    [InlineData("lab.7_x@y", "ip link set dev lab.7_x@y up")]
    public void A_command_is_one_that_a_shell_takes_as_it_stands(string device, string command)
    {
        using var host = new TestNamespace();
        HostPlan plan = Plan(host, new HostSide { Device = device, Admin = HostAdminState.Up }, HostDeviceMaker.Administrator);
        Assert.Equal(command, plan.Steps[^1].Command);

        foreach (string line in plan.Commands) Command.Run("sh", "-c", line);
        Assert.Contains("\"UP\"", host.Link(device)!["flags"]!.ToJsonString());
        foreach (string line in plan.UndoCommands) Command.Run("sh", "-c", line);
        Assert.Null(host.Link(device));
    }

    [Fact]
    public void A_namespace_without_a_name_is_entered_by_its_path() =>
        Assert.Equal("nsenter --net=/proc/7/ns/net ip link", IpCommand.Line("/proc/7/ns/net", ["link"]));

    [SkippableFact]
    public void Devices_of_others_are_conflicts()
    {
        using var host = new TestNamespace();
        host.Ip("tuntap", "add", "dev", "tap0", "mode", "tap");

        Assert.Contains("lo is a network device of the host", Assert.Single(Plan(host, new HostSide { Device = "lo" }).Conflicts));
        Assert.Equal("tap0 is a TAP device and a TUN is stated", Assert.Single(Plan(host, new HostSide { Device = "tap0" }).Conflicts));
        Assert.Contains("cannot name a network device", Assert.Single(Plan(host, new HostSide { Device = "a b" }).Conflicts));
    }

    [SkippableFact]
    public void Subnets_that_overlap_the_hosts_own_are_conflicts()
    {
        using var host = new TestNamespace();
        host.Ip("link", "add", "v0", "type", "veth", "peer", "name", "v1");
        host.Ip("addr", "add", "10.1.2.3/24", "dev", "v0");
        host.Ip("link", "set", "dev", "v0", "up");
        host.Ip("link", "set", "dev", "v1", "up");
        host.Ip("route", "add", "172.16.0.0/12", "via", "10.1.2.1");
        host.Ip("route", "add", "default", "via", "10.1.2.1");
        host.Ip("route", "add", "blackhole", "203.0.113.0/24");

        Assert.Equal(["10.1.2.9/24 for t0 overlaps 10.1.2.3/24, which v0 has"], Conflicts("10.1.2.9/24"));
        Assert.Equal(["10.0.0.1/8 for t0 overlaps 10.1.2.3/24, which v0 has"], Conflicts("10.0.0.1/8"));
        Assert.Equal(["172.16.5.1/24 for t0 overlaps the host's route 172.16.0.0/12 to v0"], Conflicts("172.16.5.1/24"));
        Assert.Equal(["203.0.113.1/30 for t0 overlaps the host's route 203.0.113.0/24 (not to one device alone)"], Conflicts("203.0.113.1/30"));
        Assert.Empty(Conflicts("192.168.69.1/24"));
        Assert.Empty(Conflicts("fd00::1/64"));

        List<string> Conflicts(string address) => [.. Plan(host, new HostSide { Device = "t0", Addresses = [IpPrefix.Parse(address)] }).Conflicts];
    }

    [SkippableFact]
    public void Routes_that_take_traffic_from_the_host_are_conflicts_and_those_that_get_what_is_left_are_not()
    {
        using var host = new TestNamespace();
        host.Ip("link", "add", "v0", "type", "veth", "peer", "name", "v1");
        host.Ip("addr", "add", "10.1.2.3/24", "dev", "v0");
        host.Ip("link", "set", "dev", "v0", "up");
        host.Ip("link", "set", "dev", "v1", "up");
        host.Ip("route", "add", "default", "via", "10.1.2.1");

        Assert.Equal("10.1.2.128/25 into t0 would take traffic from the host's route 10.1.2.0/24 to v0", Assert.Single(With(Route("10.1.2.128/25")).Conflicts));
        Assert.Equal("10.1.2.0/24 into t0 would take traffic from the host's route 10.1.2.0/24 to v0", Assert.Single(With(Route("10.1.2.0/24")).Conflicts));
        Assert.Equal("a default route into t0 is stated, and the host has one already, to v0", Assert.Single(With(Route("0.0.0.0/0")).Conflicts));
        HostPlan wide = With(Route("10.0.0.0/8"));
        Assert.Empty(wide.Conflicts);
        Assert.Equal("10.1.2.0/24, a part of 10.0.0.0/8, stays with the host's route to v0", Assert.Single(wide.Notes));
        Assert.Empty(With(Route("::/0")).Conflicts);
        Assert.Empty(With(Route("198.51.100.0/24")).Conflicts);

        HostPlan With(HostRoute route) => Plan(host, new HostSide { Device = "t0", Routes = [route], Admin = HostAdminState.Up });
    }

    [SkippableFact]
    public void Routes_that_cannot_work_are_conflicts()
    {
        using var host = new TestNamespace();
        var side = new HostSide { Device = "t0", Admin = HostAdminState.Up, Addresses = [IpPrefix.Parse("192.168.69.1/24")] };

        Assert.Empty(Plan(host, side with { Routes = [Route("10.0.0.0/8", "192.168.69.2")] }).Conflicts);
        Assert.Contains("the next hop 192.168.70.2 of 10.0.0.0/8 is in none of the subnets of t0",
            Plan(host, side with { Routes = [Route("10.0.0.0/8", "192.168.70.2")] }).Conflicts);
        Assert.Contains("different families", Assert.Single(Plan(host, side with { Routes = [Route("10.0.0.0/8", "fd00::2")] }).Conflicts));
        Assert.Contains("state `up: true`", Assert.Single(Plan(host, side with { Admin = HostAdminState.AsItIs, Routes = [Route("10.0.0.0/8")] }).Conflicts));
    }
}
