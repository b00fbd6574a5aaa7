using System.Text.Json;

namespace NetSim.Interop.Tests;

/// <summary>A simulated name server asked by dig, and a simulated host that asks dnsmasq.</summary>
public sealed class DnsTests
{
    private const string Device = "ns-dns0", Server = "192.168.71.2";

    private const string Text = """
        name: dns
        time: { mode: real }
        nodes:
          ns:
            kind: router
            interfaces:
              tun0: { address: [192.168.71.2/24, "fd71::2/64"], tun: { device: ns-dns0, host: { address: [192.168.71.1/24, "fd71::1/64"], up: true } } }
              eth0: { address: 10.71.0.1/24 }
            apps:
              - dns:
                  zone: lab
                  records:
                    - { name: www, cname: web }
                    - { name: "@", mx: mail, preference: 5 }
                    - { name: many, address: [10.0.0.1, 10.0.0.2, 10.0.0.3, 10.0.0.4, 10.0.0.5, 10.0.0.6, 10.0.0.7, 10.0.0.8, 10.0.0.9, 10.0.0.10, 10.0.0.11, 10.0.0.12, 10.0.0.13, 10.0.0.14, 10.0.0.15, 10.0.0.16, 10.0.0.17, 10.0.0.18, 10.0.0.19, 10.0.0.20, 10.0.0.21, 10.0.0.22, 10.0.0.23, 10.0.0.24, 10.0.0.25, 10.0.0.26, 10.0.0.27, 10.0.0.28, 10.0.0.29, 10.0.0.30, 10.0.0.31, 10.0.0.32] }
                    - { name: info, txt: "the \"laboratory\"" }
          web: { kind: host, interfaces: { eth0: { address: 10.71.0.2/24 } } }
        links: [ { endpoints: ["ns:eth0", "web:eth0"], delay: 1 ms } ]
        """;

    private static string Dig(Machine machine, params string[] arguments) =>
        machine.Exec(["dig", "+tries=5", "+time=10", $"@{Server}", .. arguments]);

    [SkippableFact]
    public void Dig_gets_addresses_aliases_reverse_names_and_refusals()
    {
        Command.Require("dig");
        using var machine = new Machine();
        using RunningNetsim run = machine.Start("run", machine.Write("dns.yaml", Text), "--configure-host", "--json");
        machine.WaitForUp(run, Device);

        Assert.Equal("10.71.0.2\n", Dig(machine, "+short", "web.lab"));
        Assert.Equal("web.lab.\n10.71.0.2\n", Dig(machine, "+short", "WWW.lab", "A"));
        Assert.Equal("fd71::2\n", Dig(machine, "+short", "ns.lab", "AAAA"));
        Assert.Equal("web.lab.\n", Dig(machine, "+short", "-x", "10.71.0.2"));
        Assert.Equal("ns.lab.\n", Dig(machine, "+short", "-x", "fd71::2"));
        Assert.Equal("5 mail.lab.\n", Dig(machine, "+short", "lab", "MX"));
        Assert.Equal("\"the \\\"laboratory\\\"\"\n", Dig(machine, "+short", "info.lab", "TXT"));
        Assert.Equal("10.71.0.2\n", Dig(machine, "+short", "+tcp", "web.lab"));
        Assert.Equal("10.71.0.2\n", machine.Exec("dig", "+short", "@fd71::2", "web.lab"));

        string missing = Dig(machine, "nobody.lab");
        Assert.Contains("status: NXDOMAIN", missing);
        Assert.Contains("flags: qr aa rd;", missing);
        Assert.Contains("SOA", missing);
        Assert.Contains("EDNS: version: 0, flags:; udp: 1232", missing);
        Assert.Contains("status: REFUSED", Dig(machine, "example.org"));
        Assert.Contains("status: BADVERS", Dig(machine, "+edns=7", "+noednsneg", "web.lab"));
        // 32 addresses are more than 512 bytes: cut short, then asked for again over TCP by dig itself.
        Assert.Contains("flags: qr aa tc", Dig(machine, "+noedns", "+ignore", "many.lab"));
        string whole = Dig(machine, "+noedns", "many.lab");
        Assert.Contains("ANSWER: 32", whole);
        Assert.Contains("(TCP)", whole);

        JsonElement dns = run.Interrupt().Json.GetProperty("applications")[0];
        Assert.Equal("dns", dns.GetProperty("app").GetString());
        Assert.Equal(2, dns.GetProperty("connections").GetInt32());
    }

    [SkippableFact]
    public void A_simulated_host_asks_dnsmasq()
    {
        Command.Require("dnsmasq");
        using var machine = new Machine();
        using RunningNetsim run = machine.Start("run", machine.Write("ask.yaml", """
            name: ask
            time: { mode: real, stop: 20 s }
            nodes:
              asker:
                kind: host
                interfaces: { tun0: { address: 192.168.71.2/24, tun: { device: ns-dns0, host: { address: 192.168.71.1/24, up: true } } } }
                resolver: { servers: 192.168.71.1, search: test }
                apps:
                  - ping: { to: gate, count: 3, every: 100 ms, start: 4 s }
                  - ping: { to: alias.test, count: 3, every: 100 ms, start: 4 s }
                  - ping: { to: nobody.test, start: 4 s }
            """), "--configure-host", "--json");
        machine.WaitForUp(run, Device);
        machine.Exec("sh", "-c", $"dnsmasq --conf-file=/dev/null --no-resolv --no-hosts --pid-file={machine.Path("dnsmasq.pid")} --user=root "
            + "--listen-address=192.168.71.1 --bind-interfaces --local=/test/ --host-record=gate.test,192.168.71.1 --cname=alias.test,gate.test");
        try
        {
            JsonElement[] pings = [.. run.WaitForEnd().Json.GetProperty("applications").EnumerateArray()];
            Assert.Equal(3, pings[0].GetProperty("received").GetInt32());
            Assert.Equal("192.168.71.1", pings[0].GetProperty("to").GetString());
            Assert.Equal(3, pings[1].GetProperty("received").GetInt32());
            Assert.Equal("there is no name 'nobody.test'", pings[2].GetProperty("error").GetString());
        }
        finally
        {
            machine.Exec("kill", File.ReadAllText(machine.Path("dnsmasq.pid")).Trim());
        }
    }
}
