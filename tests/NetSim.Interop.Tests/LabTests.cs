using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace NetSim.Interop.Tests;

/// <summary>A machine speaks with simulated hosts behind a simulated router and a long way, over both kinds of device.</summary>
public abstract class LabTests(SharedLab lab, string kind, ITestOutputHelper output) : IClassFixture<SharedLab>
{
    private readonly Lab _lab = lab.Of(new LabOptions(kind));

    private Machine Machine => _lab.Machine;

    [SkippableFact]
    public void Ping_sees_the_delay_of_the_link()
    {
        foreach (string[] server in (string[][])[[Lab.Server], ["-6", Lab.Server6]])
        {
            double[] times = Lab.RoundTrips(Machine.Exec(["ping", "-c", "20", "-i", "0.05", "-W", "20", .. server]));
            Assert.Equal(20, times.Length);
            // How much later the replies come is this machine's business; none may come before its time.
            Assert.All(times, time => Assert.True(time >= 60, $"{time} ms"));
            output.WriteLine($"{server[^1]}: mean round trip {times.Average():0.000} ms");
        }
    }

    [SkippableFact]
    public void Ping_of_any_size_comes_back_and_what_cannot_come_back_is_told()
    {
        foreach (string size in (string[])["0", "1472", "1473", "5000", "65507"])
            Assert.Contains("1 received", Machine.Exec("ping", "-c", "1", "-W", "20", "-s", size, Lab.Server));
        foreach (string size in (string[])["0", "1453", "20000"])
            Assert.Contains("1 received", Machine.Exec("ping", "-6", "-c", "1", "-W", "20", "-s", size, Lab.Server6));
        // Time exceeded from the router, no such host from it as well.
        Assert.Contains($"From {Lab.Router} icmp_seq=1 Time to live exceeded", Machine.Try("ping", "-n", "-c", "1", "-W", "20", "-t", "1", Lab.Server).Output);
        Assert.Contains($"From {Lab.Router} icmp_seq=1 Destination Host Unreachable", Machine.Try("ping", "-n", "-c", "1", "-W", "20", "10.1.0.77").Output);
        Assert.Contains($"From {Lab.Router6} icmp_seq=1 Time exceeded", Machine.Try("ping", "-6", "-n", "-c", "1", "-W", "20", "-t", "1", Lab.Server6).Output);
    }

    [SkippableFact]
    public void Curl_gets_pages_over_both_families()
    {
        foreach (string url in (string[])[$"http://{Lab.Server}:8080/", $"http://[{Lab.Server6}]:8080/"])
            Assert.Equal("hello from inside\n200", Machine.Exec("curl", "-sS", "-g", "-w", "%{http_code}", url));
        Assert.Equal("404\n404", Machine.Exec("curl", "-sS", "-w", "%{http_code}", $"http://{Lab.Server}/nowhere"));
    }

    [SkippableFact]
    public void Curl_keeps_a_connection_asks_for_heads_and_ranges_and_waits_for_leave()
    {
        string twice = Machine.Try("curl", "-sSv", $"http://{Lab.Server}:8080/a", $"http://{Lab.Server}:8080/b").Errors;
        Assert.Single(Regex.Matches(twice, "Connected to"));
        Assert.Equal(2, Regex.Count(twice, "< HTTP/1.1 200 OK"));

        string head = Machine.Exec("curl", "-sSI", $"http://{Lab.Server}/big.bin");
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", head);
        Assert.Contains("Content-Length: 1000000\r\n", head);

        // RFC 9110 section 14.2: a server may ignore Range, and then answers with the whole.
        Assert.Equal("200 1000000", Machine.Exec("curl", "-sS", "-r", "0-99", "-o", Machine.Path("ranged"), "-w", "%{http_code} %{size_download}", $"http://{Lab.Server}/big.bin"));

        string waited = Machine.Try("curl", "-sSv", "-H", "Expect: 100-continue", "--data-binary", $"@{_lab.ContentFile}", $"http://{Lab.Server}/").Errors;
        Assert.Contains("< HTTP/1.1 100 Continue", waited);
    }

    [SkippableFact]
    public void What_goes_up_and_down_is_the_same_bytes()
    {
        string receipt = $"1000000 bytes sha256 {Convert.ToHexStringLower(SHA256.HashData(_lab.Content))}\n";
        foreach (string server in (string[])[Lab.Server, $"[{Lab.Server6}]"])
        {
            string copy = Machine.Path("copy");
            Machine.Exec("curl", "-sSg", "-o", copy, $"http://{server}/big.bin");
            Assert.Equal(_lab.Content, File.ReadAllBytes(copy));
            Assert.Equal(receipt, Machine.Exec("curl", "-sSg", "--data-binary", $"@{_lab.ContentFile}", $"http://{server}/"));
            Assert.Equal(receipt, Machine.Exec("curl", "-sSg", "-T", _lab.ContentFile, $"http://{server}/up"));
            // No length is known beforehand: chunks.
            Assert.Equal(receipt, Machine.Shell($"curl -sSg -T - 'http://{server}/up' < {_lab.ContentFile}"));
        }
        Assert.Equal($"0 bytes sha256 {Convert.ToHexStringLower(SHA256.HashData([]))}\n", Machine.Exec("curl", "-sS", "-X", "POST", $"http://{Lab.Server}/"));
    }

    [SkippableFact]
    public void The_small_services_speak_with_the_tools_of_the_system()
    {
        Command.Require("socat");
        string sum = Convert.ToHexStringLower(SHA256.HashData(_lab.Content));
        foreach ((string tcp, string udp, string host) in ((string, string, string)[])[("TCP4", "UDP4", Lab.Server), ("TCP6", "UDP6", $"[{Lab.Server6}]")])
        {
            // Both ways at once, and closed by this side first.
            Assert.StartsWith(sum, Machine.Shell($"socat -t60 - {tcp}:{host}:7 < {_lab.ContentFile} | sha256sum"));
            Assert.Equal("", Machine.Shell($"socat -t60 - {tcp}:{host}:9 < {_lab.ContentFile}"));
            Assert.Equal("hallo\n", Machine.Shell($"echo hallo | socat -t60 - {udp}:{host}:7,shut-none,readbytes=6"));
            // In fragments, both ways.
            Assert.Equal("5000\n", Machine.Shell($"head -c 5000 /dev/zero | socat -b 9000 -t60 - {udp}:{host}:7,shut-none,readbytes=5000 | wc -c"));
            Assert.Contains("Connection refused", Machine.Try("sh", "-c", $"socat - {tcp}:{host}:999 < /dev/null").Errors);
            Assert.Contains("Connection refused", Machine.Try("sh", "-c", $"echo x | socat -t60 - {udp}:{host}:999,shut-none").Errors);
        }
    }

    [SkippableFact]
    public void Chargen_sends_the_pattern_that_its_RFC_describes_and_then_closes()
    {
        Command.Require("socat");
        string file = Machine.Path("chars");
        Machine.Exec("socat", "-u", $"TCP4:{Lab.Server}:19", $"CREATE:{file}");
        Assert.Equal(Chargen.Pattern(1_000_000), File.ReadAllBytes(file));
    }

    [SkippableFact]
    public void Traceroute_shows_the_simulated_router_whatever_it_asks_with()
    {
        Command.Require("traceroute");
        foreach (string[] way in (string[][])[[], ["-I"], ["-T"]])
        {
            AssertHops(Machine.Exec(["traceroute", "-n", "-w", "10", .. way, Lab.Server]), Lab.Router, Lab.Server);
            AssertHops(Machine.Exec(["traceroute", "-6", "-n", "-w", "10", .. way, Lab.Server6]), Lab.Router6, Lab.Server6);
        }

        static void AssertHops(string output, params string[] hops)
        {
            string[] lines = output.TrimEnd('\n').Split('\n')[1..];
            Assert.Equal(hops.Length, lines.Length);
            for (int i = 0; i < hops.Length; i++) Assert.Matches($@"^ *{i + 1} .*\b{Regex.Escape(hops[i])} ", lines[i] + " ");
        }
    }
}

/// <summary>The lab behind a TUN device: IP packets.</summary>
public sealed class TunLabTests(SharedLab lab, ITestOutputHelper output) : LabTests(lab, "tun", output);

/// <summary>The lab behind a TAP device: Ethernet frames, so that this machine's ARP and neighbour discovery take part.</summary>
public sealed class TapLabTests(SharedLab lab, ITestOutputHelper output) : LabTests(lab, "tap", output);
