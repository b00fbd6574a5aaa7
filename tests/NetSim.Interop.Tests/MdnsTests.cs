namespace NetSim.Interop.Tests;

/// <summary>Multicast DNS over a TAP device: dig as a plain resolver, and Avahi as a whole one.</summary>
public sealed class MdnsTests
{
    private const string Device = "ns-mdns0";

    private const string Text = """
        name: mdns
        time: { mode: real }
        nodes:
          web:
            kind: host
            interfaces: { tap0: { address: [192.168.74.2/24, "fd74::2/64"], tap: { device: ns-mdns0, host: { address: [192.168.74.1/24, "fd74::1/64"], up: true } } } }
            apps: [ { http: { port: 80, body: hello } }, { mdns: { services: [ { type: _http._tcp, port: 80, text: path=/ } ] } } ]
        """;

    /// <summary>Bus and daemon of the test's own: with a /run of its own, nobody else's are touched.</summary>
    private const string WithAvahi = """
        set -e
        mount -t tmpfs tmpfs /run
        mkdir -p /run/dbus /run/avahi-daemon
        bus=$(dbus-daemon --system --fork --print-pid)
        trap 'avahi-daemon -k || true; kill "$bus"' EXIT
        avahi-daemon --daemonize --no-drop-root --no-chroot --no-rlimits
        i=0
        until avahi-resolve -4 -n web.local 2>/dev/null | grep .; do i=$((i+1)); test $i -lt 60; sleep 0.5; done
        avahi-resolve -6 -n web.local
        avahi-resolve -a 192.168.74.2
        avahi-browse --resolve --terminate --parsable _http._tcp
        """;

    [SkippableFact]
    public void Dig_and_Avahi_find_a_simulated_host()
    {
        Command.Require("dig", "avahi-daemon", "avahi-resolve", "avahi-browse", "dbus-daemon", "unshare");
        using var machine = new Machine();
        using RunningNetsim run = machine.Start("run", machine.Write("mdns.yaml", Text), "--configure-host");
        machine.WaitForUp(run, Device);
        // Straight to the host (RFC 6762 5.5): dig of today takes no answer from another address than it asked, so the group is Avahi's to ask.
        Patience.Until("an answer to dig", () => machine.Try("dig", "+short", "+tries=1", "+time=2", "-p", "5353", "@192.168.74.2", "web.local").Output == "192.168.74.2\n");
        Assert.Equal("web.local.\n", machine.Exec("dig", "+short", "+tries=5", "-p", "5353", "@192.168.74.2", "-x", "192.168.74.2"));
        Assert.Contains("fd74::2\n", machine.Exec("dig", "+short", "+tries=5", "-p", "5353", "@fd74::2", "web.local", "AAAA"));

        string avahi = machine.Exec("unshare", "-m", "sh", "-c", WithAvahi);
        Assert.Contains("web.local\t192.168.74.2\n", avahi);
        Assert.Matches("web.local\t(fd74::2|fe80::.*)\n", avahi);
        Assert.Contains("192.168.74.2\tweb.local\n", avahi);
        Assert.Matches(@"=;ns-mdns0;IPv4;web;(_http._tcp|Web Site);local;web\.local;[^;]*;80;""path=/""", avahi);
        Assert.Equal(130, run.Interrupt().Status);
    }
}
