namespace NetSim.Interop.Tests;

/// <summary>Who learns addresses and routes from whom, on Ethernet between this machine's stack and a simulated one.</summary>
public sealed class AutoconfigurationTests
{
    private const string Device = "ns-auto0";

    /// <summary>A node with one interface, of the given settings, in a TAP device that is up.</summary>
    private static string Topology(string kind, string settings, string host = "up: true", string apps = "") => $$"""
        name: autoconfiguration
        seed: 7
        nodes:
          node:
            kind: {{kind}}
            interfaces:
              eth0: { mac: "02:00:00:00:00:51", {{settings}}, tap: { device: {{Device}}, host: { {{host}} } } }
            apps: [{{apps}}]
        """;

    private static RunningNetsim Start(Machine machine, string topology, params string[] arguments)
    {
        RunningNetsim run = machine.Start(["run", machine.Write("autoconfiguration.yaml", topology), "--configure-host", .. arguments]);
        machine.WaitForUp(run, Device);
        return run;
    }

    private static void WaitForAnswer(Machine machine, string address) =>
        Patience.Until($"an answer from {address}", () => machine.Try("ping", "-c", "1", "-W", "1", address).Status == 0);

    [SkippableFact]
    public void This_machine_makes_its_address_and_default_route_from_a_simulated_router_s_advertisement()
    {
        Command.Require("rdisc6", "ndisc6");
        using var machine = new Machine();
        const string Router = """address: "fd71::1/64", advertise: { link-mtu: 1400, max-interval: 4 s, name-server: "fd71::53" }""";
        using RunningNetsim run = Start(machine, Topology("router", Router));

        Patience.Until("an address by SLAAC", () => machine.Ip("-6", "addr", "show", "dev", Device, "scope", "global", "dynamic").Contains("fd71::"));
        Assert.Contains("via fe80::ff:fe00:51", machine.Ip("-6", "route", "show", "default"));
        Assert.Contains("mtu 1400", machine.Ip("-6", "route", "show", "default"));
        WaitForAnswer(machine, "fd71::1");
        string seen = machine.Exec("rdisc6", "-1", "-w", "5000", Device);
        Assert.Matches(@"Prefix\s+: fd71::/64", seen);
        Assert.Matches(@"MTU\s+: +1400", seen);
        Assert.Matches(@"Recursive DNS server\s+: fd71::53", seen);
        Assert.Matches(@"Router lifetime\s+: +1800", seen);
        Assert.Contains("02:00:00:00:00:51", machine.Exec("ndisc6", "-w", "5000", "fd71::1", Device), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(130, run.Interrupt().Status);
    }

    [SkippableFact]
    public void A_simulated_host_makes_its_address_from_what_radvd_advertises()
    {
        Command.Require("radvd");
        using var machine = new Machine();
        machine.Exec("sysctl", "-q", "-w", "net.ipv6.conf.all.forwarding=1");
        string configuration = machine.Write("radvd.conf", $$"""
            interface {{Device}} {
              AdvSendAdvert on; MinRtrAdvInterval 3; MaxRtrAdvInterval 4; AdvLinkMTU 1400;
              prefix fd72::/64 { AdvOnLink on; AdvAutonomous on; AdvValidLifetime 3600; AdvPreferredLifetime 1800; };
              RDNSS fd72::53 { };
            };
            """);
        using RunningNetsim run = Start(machine, Topology("host", "slaac: true", "address: \"fd72::1/64\"", "http: { port: 80, body: hello }"));
        machine.Ip("addr", "add", "fd99::1/128", "dev", "lo");
        using RunningProgram radvd = machine.Background("radvd", "-n", "-C", configuration, "-p", machine.Path("radvd.pid"), "-m", "stderr");

        WaitForAnswer(machine, "fd72::ff:fe00:51");
        Assert.False(radvd.HasEnded);
        Assert.Equal("hello", machine.Exec("curl", "-sSg", "http://[fd72::ff:fe00:51]/"));
        // Its answer has to go by the default router that it has found.
        Patience.Until("an answer by the default route", () => machine.Try("ping", "-c", "1", "-W", "1", "-I", "fd99::1", "fd72::ff:fe00:51").Status == 0);
        Assert.Equal(130, run.Interrupt().Status);
    }

    [SkippableFact]
    public void A_bridge_of_this_machine_learns_from_listener_reports_which_groups_a_simulated_host_is_in()
    {
        Command.Require("tshark");
        using var machine = new Machine();
        machine.Ip("link", "add", "ns-br0", "type", "bridge", "mcast_snooping", "1", "mcast_querier", "1");
        machine.Ip("link", "set", "ns-br0", "up");
        machine.Shell("echo 1000 > /sys/class/net/ns-br0/bridge/multicast_startup_query_interval 2>/dev/null || true");
        Directory.CreateDirectory(machine.Path("pcap"));
        using RunningNetsim run = Start(machine, Topology("host", "address: \"fd73::51/64\", dad: on"), "--pcap", machine.Path("pcap"));
        machine.Ip("link", "set", Device, "master", "ns-br0");

        Patience.Until("the group in the bridge's table", () => machine.Exec("bridge", "mdb", "show", "dev", "ns-br0").Contains("ff02::1:ff00:51", StringComparison.Ordinal));

        Assert.Equal(130, run.Signal("TERM").Status);
        string file = machine.Path("pcap/node-eth0.pcapng");
        Assert.NotEqual(0, Tshark.Count(file, "icmpv6.type == 143 && eth.src == 02:00:00:00:00:51"));
        // Who listens is told before the first address is asked for (RFC 4862 5.4.2).
        string[] own = Tshark.Fields(file, "icmpv6 && eth.src == 02:00:00:00:00:51", "icmpv6.type");
        Assert.Equal("143", own[0]);
        Assert.Contains("135", own);
        Assert.Empty(Tshark.WrongPackets(file));
    }

    [SkippableFact]
    public void A_simulated_host_does_not_take_an_address_that_this_machine_has_and_defends_its_own()
    {
        Command.Require("arping");
        using var machine = new Machine();
        const string Addresses = "address: [192.168.74.1/24, 192.168.74.51/24], acd: on";
        using RunningNetsim run = machine.Start("run", machine.Write("autoconfiguration.yaml", Topology("host", Addresses)));
        // The trial begins with the link, so this machine has its address before.
        run.WaitForError($"{Device} is DOWN");
        machine.Ip("addr", "add", "192.168.74.1/24", "dev", Device);
        machine.Ip("link", "set", Device, "up");
        machine.WaitForUp(run, Device);

        WaitForAnswer(machine, "192.168.74.51");
        // Duplicate address detection mode: status 1 says that somebody has it.
        Assert.Equal(1, machine.Try("arping", "-D", "-c", "2", "-w", "5", "-I", Device, "192.168.74.51").Status);
        Assert.Equal(0, machine.Try("arping", "-D", "-c", "2", "-w", "3", "-I", Device, "192.168.74.1").Status);
        Assert.Equal(130, run.Interrupt().Status);
    }
}
