using System.Text;
using NetSim.Devices.Netlink;
using NetSim.Devices.Polling;
using NetSim.Devices.Tests.Tun;
using NetSim.Devices.Tun;
using NetSim.Wire.Addresses;

namespace NetSim.Devices.Tests.Netlink;

public sealed class LinkWatcherTests
{
    [SkippableFact]
    public void A_device_is_seen_coming_going_up_and_down_and_leaving()
    {
        using var host = new TestNamespace();
        using var watch = new Watch(host, "t0");
        Assert.Equal(HostLink.Missing, watch.Link);

        TunDevice device = Tuns.Open(host, new TunOptions { Name = "t0" });
        watch.Until(link => link.State == HostLinkState.Down);
        Assert.Equal((device.InterfaceIndex, 1500), (watch.Link.InterfaceIndex, watch.Link.Mtu));

        host.Ip("link", "set", "dev", "t0", "up");
        watch.Until(link => link.State == HostLinkState.Up);

        host.Ip("link", "set", "dev", "t0", "down");
        watch.Until(link => link.State == HostLinkState.Down);

        device.Dispose();
        watch.Until(link => link.State == HostLinkState.Missing);
        Assert.Equal(HostLink.Missing, watch.Link);
    }

    [SkippableFact]
    public void The_state_at_the_beginning_is_known_at_once()
    {
        using var host = new TestNamespace();
        using TunDevice device = Tuns.OpenUp(host, new TunOptions { Name = "t0", Kind = TunKind.Tap, Mtu = 1400 });
        using var watch = new Watch(host, "t0");

        Assert.Equal(HostLinkState.Up, watch.Link.State);
        Assert.Equal(1400, watch.Link.Mtu);
        Assert.Contains(IpPrefix.Parse("10.0.0.1/24"), watch.Link.Addresses);
        Assert.Equal((string?)host.Link("t0")!["address"], watch.Link.MacAddress.ToString());
    }

    [SkippableFact]
    public void A_pulled_plug_is_no_carrier_and_leaves_the_administrative_state_alone()
    {
        using var host = new TestNamespace();
        using TunDevice device = Tuns.OpenUp(host);
        using var watch = new Watch(host, "t0");
        watch.Until(link => link.State == HostLinkState.Up);

        Assert.Null(device.SetCarrier(TunCarrier.Unplugged));
        watch.Until(link => link.State == HostLinkState.NoCarrier);
        Assert.Contains("\"NO-CARRIER\"", host.Link("t0")!["flags"]!.ToJsonString());
        Assert.Contains("\"UP\"", host.Link("t0")!["flags"]!.ToJsonString());

        Assert.Null(device.SetCarrier(TunCarrier.Plugged));
        watch.Until(link => link.State == HostLinkState.Up);
    }

    [SkippableFact]
    public void Addresses_and_mtu_are_followed()
    {
        using var host = new TestNamespace();
        using TunDevice device = Tuns.Open(host, new TunOptions { Name = "t0" });
        using var watch = new Watch(host, "t0");
        IpPrefix v4 = IpPrefix.Parse("192.168.69.1/24"), v6 = IpPrefix.Parse("fd00:69::1/64");

        host.Ip("addr", "add", "192.168.69.1/24", "dev", "t0");
        host.Ip("addr", "add", "fd00:69::1/64", "dev", "t0");
        host.Ip("addr", "add", "10.9.9.9/32", "dev", "lo");
        host.Ip("link", "set", "dev", "t0", "mtu", "1300");
        watch.Until(link => link.Mtu == 1300);
        Assert.Equal([v4, v6], watch.Link.Addresses);

        host.Ip("addr", "del", "192.168.69.1/24", "dev", "t0");
        watch.Until(link => link.Addresses.Count == 1);
        Assert.Equal([v6], watch.Link.Addresses);
    }

    [SkippableFact]
    public void A_device_that_is_renamed_stays_ours_and_its_successor_is_seen_as_a_new_one()
    {
        using var host = new TestNamespace();
        TunDevice device = Tuns.Open(host, new TunOptions { Name = "t0" });
        using var watch = new Watch(host, "t0");
        int index = watch.Link.InterfaceIndex;

        host.Ip("link", "set", "dev", "t0", "name", "t9");
        host.Ip("link", "set", "dev", "t9", "mtu", "1300");
        watch.Until(link => link.Mtu == 1300);
        Assert.Equal(index, watch.Link.InterfaceIndex);

        device.Dispose();
        watch.Until(link => link.State == HostLinkState.Missing);
        using TunDevice successor = Tuns.Open(host, new TunOptions { Name = "t0" });
        watch.Until(link => link.State == HostLinkState.Down);
        Assert.Equal(successor.InterfaceIndex, watch.Link.InterfaceIndex);
    }

    [SkippableFact]
    public void Leaving_a_bridge_is_not_taken_for_the_end()
    {
        using var host = new TestNamespace();
        using TunDevice device = Tuns.OpenUp(host, new TunOptions { Name = "t0", Kind = TunKind.Tap });
        Skip.If(Command.Try("ip", "-n", host.Name, "link", "add", "br0", "type", "bridge").Status != 0, "needs bridges in the kernel");
        using var watch = new Watch(host, "t0");

        host.Ip("link", "set", "dev", "t0", "master", "br0");
        host.Ip("link", "set", "dev", "t0", "nomaster");
        host.Ip("link", "set", "dev", "t0", "mtu", "1300");

        watch.Until(link => link.Mtu == 1300);
        // Were it forgotten and found again, its addresses would be lost.
        Assert.Contains(IpPrefix.Parse("10.0.0.1/24"), watch.Link.Addresses);
    }

    [SkippableFact]
    public void Notifications_that_the_kernel_had_to_drop_are_made_up_for()
    {
        using var host = new TestNamespace();
        using TunDevice device = Tuns.Open(host, new TunOptions { Name = "t0" });
        using var watch = new Watch(host, "t0");
        using var folder = new TestFolder();
        var batch = new StringBuilder();
        for (int i = 0; i < 4000; i++) batch.Append($"addr add 10.{1 + i / 250}.{i % 250}.1/32 dev t0\n");
        batch.Append("link set dev t0 mtu 1300\n");
        File.WriteAllText(folder.Path("batch"), batch.ToString());

        host.Ip("-batch", folder.Path("batch"));        // nobody reads meanwhile
        watch.Until(link => link.Mtu == 1300);

        Assert.Equal(4000, watch.Link.Addresses.Count);
    }

    [Fact]
    public void A_bad_name_is_refused() => Assert.Equal(DeviceErrorKind.BadName, LinkWatcher.Open("a b").Error?.Kind);

    private sealed class Watch : IDisposable
    {
        private readonly LinkWatcher _watcher;
        private readonly Poller _poller;

        public Watch(TestNamespace host, string device)
        {
            _watcher = Tuns.Demand(LinkWatcher.Open(device, host.Space));
            _poller = Tuns.Demand(Poller.Open());
            Assert.Null(_poller.Add(_watcher.Handle, 0));
        }

        public HostLink Link => _watcher.Link;

        public void Until(Func<HostLink, bool> condition) => Patience.Until(_poller, "the link as wanted", () =>
        {
            HostLink before = Link;
            LinkChange change = _watcher.Update();
            Assert.Equal(change == LinkChange.Changed, !before.Equals(Link));
            return condition(Link);
        });

        public void Dispose()
        {
            _poller.Dispose();
            _watcher.Dispose();
        }
    }
}
