using System.Text.RegularExpressions;

namespace NetSim.Interop.Tests;

/// <summary>
/// What people point at a host to find out about it, typed as they type it, at a simulated host behind a router and a link with a small
/// MTU; and tshark over everything that came of it.
/// </summary>
public sealed class ProbeTests : IDisposable
{
    private const string Device = "ns-probe0", Router = "192.168.73.2", Router6 = "fd73::2", Server = "10.73.0.2", Server6 = "fd74::2";

    private readonly Machine _machine = new();
    private readonly RunningNetsim? _run;

    public ProbeTests()
    {
        try
        {
            _run = _machine.Start("run", _machine.Write("probe.yaml", $$"""
                name: probe
                nodes:
                  edge:
                    kind: router
                    interfaces:
                      tun0: { address: [{{Router}}/24, "{{Router6}}/64"], tun: { device: {{Device}}, host: { address: [192.168.73.1/24, "fd73::1/64"], routes: [10.73.0.0/24, "fd74::/64"], up: true } } }
                      eth0: { address: [10.73.0.1/24, "fd74::1/64"] }
                  web:
                    kind: host
                    interfaces: { eth0: { address: [{{Server}}/24, "{{Server6}}/64"] } }
                    apps: [ { http: { port: 80, body: "hello\n" } }, { echo: { port: 7 } }, { chargen: { port: 19, bytes: 1 MB } } ]
                links: [ { endpoints: ["edge:eth0", "web:eth0"], rate: 100 Mbit/s, delay: 1 ms, mtu: 1300 } ]
                """), "--configure-host", "--json", "--pcap", _machine.Path("pcap"));
            _machine.WaitForUp(_run, Device);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _run?.Dispose();
        _machine.Dispose();
    }

    [SkippableFact]
    public void Nmap_finds_the_protocols_that_a_host_speaks()
    {
        Command.Require("nmap");
        string output = _machine.Exec("nmap", "-n", "-Pn", "-sO", "--reason", "-p", "1,2,6,17,47,89,253", Server);
        Assert.Matches(@"1 +open +icmp ", output);
        Assert.Matches(@"6 +open +tcp +(proto-response|syn-ack|reset)", output);
        Assert.Matches(@"17 +open +udp +(proto-response|port-unreach)", output);
        foreach (string closed in (string[])["47", "89", "253"]) Assert.Matches($@"{closed} +closed +\S+ +proto-unreach", output);
        StillWellAndNothingWrong();
    }

    [SkippableFact]
    public void Nmap_guesses_at_the_system_and_the_host_does_not_mind()
    {
        Command.Require("nmap");
        string output = _machine.Exec("nmap", "-n", "-Pn", "-sS", "-O", "-p", "7,19,80,81", Server);
        foreach (string open in (string[])["7/tcp +open +echo", "19/tcp +open +chargen", "80/tcp +open +http", "81/tcp +closed"]) Assert.Matches(open, output);
        Assert.Contains("Network Distance: 2 hops", output);
        Assert.Contains("OS detection performed", output);
        StillWellAndNothingWrong();
    }

    [SkippableTheory]
    [InlineData("-sN", "80/tcp +open.filtered", "81/tcp +closed +\\S+ +reset")]
    [InlineData("-sF", "80/tcp +open.filtered", "81/tcp +closed +\\S+ +reset")]
    [InlineData("-sX", "80/tcp +open.filtered", "81/tcp +closed +\\S+ +reset")]
    [InlineData("-sA", "80/tcp +unfiltered +\\S+ +reset", "81/tcp +unfiltered +\\S+ +reset")]
    [InlineData("-sT", "80/tcp +open", "81/tcp +closed")]
    public void Nmap_reads_the_answers_to_odd_segments(string scan, string open, string closed)
    {
        Command.Require("nmap");
        string output = _machine.Exec("nmap", "-n", "-Pn", "--reason", scan, "-p", "80,81", Server);
        Assert.Matches(open, output);
        Assert.Matches(closed, output);
        StillWellAndNothingWrong();
    }

    [SkippableTheory]
    [InlineData("-S -p 80", "flags=SA")]
    [InlineData("-S -p 81", "flags=RA")]
    [InlineData("-A -p 80", "flags=R ")]
    [InlineData("-F -p 81", "flags=RA")]
    [InlineData("-F -S -R -P -A -U -X -Y -p 81", "")]
    [InlineData("-F -P -U -p 80", "")]
    [InlineData("-p 80", "")]
    [InlineData("-S -p 80 -d 1000 -f", "flags=SA")]
    [InlineData("-2 -p 81", "ICMP Port Unreachable")]
    [InlineData("-1", "icmp_seq=0")]
    public void Hping3_gets_the_answer_that_a_segment_deserves(string options, string answer)
    {
        Command.Require("hping3");
        // hping3 fails if nothing comes back.
        (int status, string output, string errors) = _machine.Try("sh", "-c", $"timeout 20 hping3 -n -c 1 {options} {Server}");
        if (answer.Length > 0) Assert.Contains(answer, output);
        else Assert.True(status == 1, $"{status}: {output}{errors}");
        Assert.Contains(answer.Length > 0 ? "1 packets received" : "0 packets received", errors);
        StillWellAndNothingWrong();
    }

    [SkippableFact]
    public void Tracepath_finds_the_smaller_MTU()
    {
        Command.Require("tracepath");
        foreach ((string family, string router, string server) in ((string, string, string)[])[("-4", Router, Server), ("-6", Router6, Server6)])
        {
            string output = _machine.Exec("tracepath", family, "-n", "-p", "33434", server);
            Assert.Matches($@"{Regex.Escape(router)} .*", output);
            Assert.Contains("pmtu 1300", output);
            Assert.Matches($@"{Regex.Escape(server)} .* reached", output);
            Assert.Contains("Resume: pmtu 1300 hops 2 back 2", output);
        }
        StillWellAndNothingWrong();
    }

    [SkippableFact]
    public void Large_pings_and_pages_pass_the_small_link()
    {
        // In IPv6 only the sender makes fragments, and it learns from the first ping that it must (RFC 8201).
        Assert.Contains("Packet too big: mtu=1300", _machine.Try("ping", "-6", "-n", "-c", "1", "-W", "20", "-s", "1400", Server6).Output);
        foreach (string[] server in (string[][])[["-4", Server], ["-6", Server6]])
        {
            foreach (string size in (string[])["1252", "1272", "1273", "4000", "60000"])
                Assert.Contains("1 received", _machine.Exec(["ping", "-n", "-c", "1", "-W", "20", "-M", "dont", "-s", size, .. server]));
        }
        Assert.Matches("mtu ?= ?1300", _machine.Try("ping", "-4", "-n", "-c", "1", "-W", "20", "-M", "do", "-s", "1400", Server).Output);
        foreach (string url in (string[])[Server, $"[{Server6}]"]) Assert.Equal("hello\n", _machine.Exec("curl", "-sSg", $"http://{url}/"));
        StillWellAndNothingWrong();
    }

    /// <summary>The host answers still, the run ends in order, and an outsider finds nothing wrong in what it has sent.</summary>
    private void StillWellAndNothingWrong()
    {
        Assert.Contains("1 received", _machine.Exec("ping", "-n", "-c", "1", "-W", "20", Server));
        Assert.Equal("hello\n", _machine.Exec("curl", "-sS", $"http://{Server}/"));
        NetsimResult result = _run!.Interrupt();
        Assert.Equal(130, result.Status);
        Assert.DoesNotContain("failed", result.Errors);
        foreach (string name in (string[])["edge-tun0", "edge-eth0", "web-eth0"])
        {
            string file = Path.Combine(_machine.Path("pcap"), name + ".pcapng");
            // What the tools send may be as bad as they like.
            Assert.Empty(Tshark.WrongPackets(file, $"ip.src=={Server} or ipv6.src=={Server6} or ip.src=={Router} or ipv6.src=={Router6}"));
        }
    }
}
