using System.Text.Json;

namespace NetSim.Interop.Tests;

/// <summary>DHCP over a TAP device: clients of this machine ask a simulated server, and a simulated host asks dnsmasq.</summary>
public sealed class DhcpTests
{
    private const string Device = "ns-dhcp0";

    /// <summary>A real client's script would change the machine's resolv.conf; this one writes down what it was given, and sets only the address.</summary>
    private const string DhclientScript = """
        #!/bin/sh
        env > "$(dirname "$0")/$reason"
        case "$reason" in
          BOUND|REBOOT) ip address add "$new_ip_address/24" dev "$interface"; ip route add default via "$new_routers" ;;
        esac
        exit 0
        """;

    private const string UdhcpcScript = """
        #!/bin/sh
        env > "$(dirname "$0")/udhcpc.$1"
        [ "$1" = bound ] && ip address add "$ip/24" dev "$interface"
        exit 0
        """;

    private static string Text(string lease) => $$"""
        name: dhcp
        time: { mode: real }
        nodes:
          r1:
            kind: router
            interfaces:
              tap0: { address: 192.168.72.1/24, tap: { device: ns-dhcp0, host: { up: true } } }
              eth0: { address: 10.72.0.1/24 }
            apps:
              - dhcp-server: { range: [192.168.72.50, 192.168.72.60], dns: web, domain: lab, lease: {{lease}} }
          web: { kind: host, interfaces: { eth0: { address: 10.72.0.2/24 } }, apps: [ { dns: { zone: lab } } ] }
        links: [ { endpoints: ["r1:eth0", "web:eth0"], delay: 1 ms } ]
        """;

    private static string Script(Machine machine, string text)
    {
        string path = machine.Write("script", text);
        machine.Exec("chmod", "700", path);
        return path;
    }

    [SkippableFact]
    public void Dhclient_gets_an_address_renews_it_and_gives_it_back()
    {
        Command.Require("dhclient", "dig");
        using var machine = new Machine();
        using RunningNetsim run = machine.Start("run", machine.Write("dhcp.yaml", Text("8 s")), "--configure-host", "--json");
        machine.WaitForUp(run, Device);
        string[] dhclient =
            ["dhclient", "-4", "-v", "-cf", "/dev/null", "-sf", Script(machine, DhclientScript), "-lf", machine.Path("leases"), "-pf", machine.Path("pid")];
        machine.Exec([.. dhclient, "-1", Device]);

        string[] given = File.ReadAllLines(machine.Path("BOUND"));
        Assert.Contains("new_ip_address=192.168.72.50", given);
        Assert.Contains("new_subnet_mask=255.255.255.0", given);
        Assert.Contains("new_routers=192.168.72.1", given);
        Assert.Contains("new_domain_name_servers=10.72.0.2", given);
        Assert.Contains("new_domain_name=lab", given);
        Assert.Contains("new_dhcp_lease_time=8", given);
        // Through the router that was named, by the name server that was named.
        Assert.Equal("10.72.0.2\n", machine.Exec("dig", "+short", "@10.72.0.2", "web.lab"));
        Assert.Contains("2 received", machine.Exec("ping", "-c", "2", "-i", "0.2", "-W", "20", "10.72.0.2"));
        Patience.Until("a renewal", () => File.Exists(machine.Path("RENEW")));
        machine.Exec([.. dhclient, "-r", Device]);
        Assert.Contains("old_ip_address=192.168.72.50", File.ReadAllText(machine.Path("RELEASE")));
        run.Interrupt();
    }

    [SkippableFact]
    public void Udhcpc_gets_an_address()
    {
        Command.Require("udhcpc");
        using var machine = new Machine();
        using RunningNetsim run = machine.Start("run", machine.Write("dhcp.yaml", Text("1 h")), "--configure-host");
        machine.WaitForUp(run, Device);
        machine.Exec("udhcpc", "-i", Device, "-f", "-q", "-n", "-t", "10", "-s", Script(machine, UdhcpcScript));
        string[] given = File.ReadAllLines(machine.Path("udhcpc.bound"));
        Assert.Contains("ip=192.168.72.50", given);
        Assert.Contains("router=192.168.72.1", given);
        Assert.Contains("dns=10.72.0.2", given);
        Assert.Contains("lease=3600", given);
        Assert.Contains("1 received", machine.Exec("ping", "-c", "1", "-W", "20", "192.168.72.1"));
        Assert.Equal(130, run.Interrupt().Status);
    }

    [SkippableFact]
    public void A_simulated_host_gets_an_address_from_dnsmasq_and_looks_names_up_there()
    {
        Command.Require("dnsmasq");
        using var machine = new Machine();
        using RunningNetsim run = machine.Start("run", machine.Write("client.yaml", """
            name: client
            time: { mode: real, stop: 20 s }
            nodes:
              ann:
                kind: host
                interfaces: { eth0: { dhcp: true, tap: { device: ns-dhcp0, host: { address: 192.168.73.1/24, up: true } } } }
                apps: [ { ping: { to: gate, count: 3, every: 100 ms, start: 12 s } } ]
            """), "--configure-host", "--json");
        machine.WaitForUp(run, Device);
        machine.Exec("dnsmasq", "--conf-file=/dev/null", "--no-resolv", "--no-hosts", "--user=root", $"--pid-file={machine.Path("dnsmasq.pid")}",
            $"--interface={Device}", "--bind-interfaces", "--no-ping", $"--dhcp-leasefile={machine.Path("leases")}",
            "--dhcp-range=192.168.73.50,192.168.73.60,255.255.255.0,2m", "--domain=test", "--local=/test/", "--host-record=gate.test,192.168.73.1");
        try
        {
            Patience.Until("a lease", () => File.Exists(machine.Path("leases")) && File.ReadAllText(machine.Path("leases")).Contains("192.168.73."));
            // The name that the client gave itself stands in dnsmasq's table.
            string[] lease = File.ReadAllLines(machine.Path("leases"))[0].Split(' ');
            Assert.Equal("ann", lease[3]);
            Assert.Contains("2 received", machine.Exec("ping", "-c", "2", "-i", "0.2", "-W", "20", lease[2]));
            JsonElement[] apps = [.. run.WaitForEnd().Json.GetProperty("applications").EnumerateArray()];
            JsonElement client = apps[0].GetProperty("leases")[0];
            Assert.Equal(lease[2] + "/24", client.GetProperty("address").GetString());
            Assert.Equal("192.168.73.1", client.GetProperty("server").GetString());
            Assert.Equal(3, apps[1].GetProperty("received").GetInt32());
        }
        finally
        {
            machine.Exec("kill", File.ReadAllText(machine.Path("dnsmasq.pid")).Trim());
        }
    }

    [SkippableFact]
    public void Dhclient_is_told_of_name_servers_by_a_stateless_server()
    {
        Command.Require("dhclient");
        using var machine = new Machine();
        using RunningNetsim run = machine.Start("run", machine.Write("stateless.yaml", """
            name: stateless
            time: { mode: real }
            nodes:
              r1:
                kind: router
                interfaces: { tap0: { address: "fd72::1/64", tap: { device: ns-dhcp0, host: { up: true } } } }
                apps: [ { dhcpv6-server: { interface: tap0, dns: "fd72::53", domain: lab } } ]
            """), "--configure-host");
        machine.WaitForUp(run, Device);
        machine.Exec("dhclient", "-6", "-S", "-1", "-cf", "/dev/null", "-sf", Script(machine, DhclientScript), "-lf", machine.Path("leases"),
            "-pf", machine.Path("pid"), Device);
        string[] given = File.ReadAllLines(machine.Path("RENEW6"));
        Assert.Contains("new_dhcp6_name_servers=fd72::53", given);
        Assert.Contains("new_dhcp6_domain_search=lab.", given);
        Assert.Equal(130, run.Interrupt().Status);
    }

    [SkippableFact]
    public void A_simulated_host_is_told_of_name_servers_by_dnsmasq()
    {
        Command.Require("dnsmasq");
        using var machine = new Machine();
        using RunningNetsim run = machine.Start("run", machine.Write("client.yaml", """
            name: client
            time: { mode: real, stop: 15 s }
            nodes:
              ann:
                kind: host
                interfaces: { eth0: { address: "fd73::2/64", dhcpv6: stateless, tap: { device: ns-dhcp0, host: { address: "fd73::1/64", up: true } } } }
            """), "--configure-host", "--json");
        machine.WaitForUp(run, Device);
        machine.Exec("dnsmasq", "--conf-file=/dev/null", "--no-resolv", "--no-hosts", "--port=0", "--user=root", $"--pid-file={machine.Path("dnsmasq.pid")}",
            $"--interface={Device}", "--bind-interfaces", $"--dhcp-leasefile={machine.Path("leases")}",
            "--dhcp-range=fd73::,ra-stateless,64", "--dhcp-option=option6:dns-server,[fd73::1]", "--dhcp-option=option6:domain-search,test");
        try
        {
            JsonElement client = run.WaitForEnd().Json.GetProperty("applications")[0];
            Assert.Equal("fd73::1", client.GetProperty("dns")[0].GetString());
            Assert.Equal("test.", client.GetProperty("domain").GetString());
        }
        finally
        {
            machine.Exec("kill", File.ReadAllText(machine.Path("dnsmasq.pid")).Trim());
        }
    }
}
