using System.Text.Json;

namespace NetSim.Interop.Tests;

/// <summary>More than a person would do by hand: bulk, many connections, scans and floods, straight through a TUN device.</summary>
public sealed class LoadTests : IDisposable
{
    private const string Device = "ns-load0", Stack = "192.168.71.2", Stack6 = "fd71::2";
    private const int FileBytes = 2_000_000;

    private const string Text = $$"""
        name: load
        nodes:
          bridge:
            kind: host
            interfaces:
              tun0:
                address: [{{Stack}}/24, "{{Stack6}}/64"]
                tun: { device: {{Device}}, host: { address: [192.168.71.1/24, "fd71::1/64"], up: true } }
            apps: [ { http: { port: 80, folder: www } }, { echo: { port: 7 } }, { discard: { port: 9 } } ]
        """;

    private readonly Machine _machine = new();
    private readonly RunningNetsim? _run;
    private readonly byte[] _content = new byte[FileBytes];

    public LoadTests()
    {
        try
        {
            Directory.CreateDirectory(_machine.Path("www"));
            new Random(3).NextBytes(_content);
            File.WriteAllBytes(_machine.Path("www/file.bin"), _content);
            File.WriteAllText(_machine.Path("www/index.html"), "<p>index\n");
            _run = _machine.Start("run", _machine.Write("load.yaml", Text), "--configure-host", "--json");
            _machine.WaitForUp(_run, Device);
            Assert.Equal("<p>index\n", _machine.Exec("curl", "-sS", $"http://{Stack}/"));
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

    private RunningNetsim Run => _run!;

    private JsonElement Stop()
    {
        NetsimResult result = Run.Interrupt();
        Assert.Equal(130, result.Status);
        Assert.DoesNotContain(" at NetSim.", result.Errors);
        Assert.DoesNotContain("failed", result.Errors);
        return result.Json;
    }

    [SkippableFact]
    public void Two_hundred_megabytes_are_taken_and_counted_to_the_last_byte()
    {
        Command.Require("socat");
        _machine.Shell($"head -c 200000000 /dev/zero | socat -u - TCP4:{Stack}:9");
        _machine.Shell($"head -c 20000000 /dev/zero | socat -u - TCP6:[{Stack6}]:9");
        WaitForLastPacket();
        JsonElement discard = Stop().GetProperty("applications").EnumerateArray().Single(app => app.GetProperty("app").GetString() == "discard");
        Assert.Equal(220_000_000, discard.GetProperty("bytes_received").GetInt64());
        Assert.Equal(2, discard.GetProperty("connections").GetInt32());
    }

    [SkippableFact]
    public void Eight_downloads_at_once_are_all_whole()
    {
        string gets = string.Concat(Enumerable.Range(1, 8).Select(n => $"curl -sS -o {_machine.Path($"copy{n}")} http://{Stack}/file.bin & "));
        _machine.Shell(gets + "wait");
        for (int n = 1; n <= 8; n++) Assert.Equal(_content, File.ReadAllBytes(_machine.Path($"copy{n}")));
    }

    [SkippableFact]
    public void A_hundred_connections_one_after_the_other_leave_none_behind()
    {
        string answers = _machine.Shell($"for i in $(seq 100); do curl -sS http://{Stack}/; done");
        Assert.Equal(string.Concat(Enumerable.Repeat("<p>index\n", 100)), answers);
        WaitForLastPacket();
        JsonElement json = Stop();
        JsonElement[] flows = [.. json.GetProperty("flows").EnumerateArray()];
        Assert.Equal(101, flows.Length);
        // Those that curl closed first were over long before the end; a socket that leaked would have been reset at the end, and only then.
        double end = json.GetProperty("time").GetProperty("simulated_s").GetDouble();
        Assert.All(flows, flow => Assert.True(flow.GetProperty("closed_s").GetDouble() < end));
    }

    [SkippableFact]
    public void Thousands_of_connections_do_not_make_it_grow()
    {
        Fetch(3000);
        long before = Run.ResidentBytes;
        int files = OpenFiles(), threads = Threads();
        Fetch(12_000);
        Assert.InRange(Run.ResidentBytes - before, long.MinValue, 48 * 1024 * 1024);
        Assert.Equal(files, OpenFiles());
        Assert.InRange(Threads(), 1, threads + 2);
        Stop();

        // The client closes first, so that no connection waits in TIME-WAIT on our side.
        void Fetch(int count) => Assert.Equal($"{count} answers\n", _machine.Exec("bash", "-c", """
            for ((i = 0; i < $1; i++)); do
                exec 3<>"/dev/tcp/$0/80"
                printf 'GET / HTTP/1.1\r\nHost: x\r\n\r\n' >&3
                while read -r line <&3; do [[ $line == '<p>index' ]] && ((++answers)) && break; done
                exec 3>&-
            done
            echo "$answers answers"
            """, Stack, $"{count}"));
    }

    [SkippableFact]
    public void A_port_scan_finds_what_listens_and_resets_or_refusals_elsewhere()
    {
        Command.Require("nmap");
        foreach (string[] target in (string[][])[[Stack], ["-6", Stack6]])
        {
            string tcp = _machine.Exec(["nmap", "-n", "-Pn", "-sS", "--reason", "-p", "1-100", .. target]);
            Assert.Contains("97 closed tcp ports (reset)", tcp);
            foreach (string open in (string[])["7/tcp +open +echo +syn-ack", "9/tcp +open +discard", "80/tcp +open +http"]) Assert.Matches(open, tcp);
        }
        string udp = _machine.Exec("nmap", "-n", "-Pn", "-sU", "--reason", "-p", "5-9", Stack);
        Assert.Matches("5/udp +closed +[a-z]+ +port-unreach", udp);
        Assert.Matches("8/udp +closed +[a-z]+ +port-unreach", udp);
        Assert.Matches("7/udp +open", udp);
    }

    [SkippableFact]
    public void A_flood_of_SYNs_costs_bounded_memory_and_nobody_else_their_connection()
    {
        Command.Require("hping3");
        long before = Run.ResidentBytes;
        _machine.Try("timeout", "1", "hping3", "-q", "--flood", "-S", "-p", "80", "--rand-source", Stack);
        _machine.Try("timeout", "1", "hping3", "-q", "--flood", "-S", "-p", "80", Stack);
        Assert.Equal("<p>index\n", _machine.Exec("curl", "-sS", "--max-time", "30", $"http://{Stack}/"));
        // And while it goes on.
        Assert.Equal("<p>index\n", _machine.Shell($$"""
            sent() { cat /sys/class/net/{{Device}}/statistics/tx_packets; }
            before=$(sent)
            timeout 3 hping3 -q --flood -S -p 80 {{Stack}} >/dev/null 2>&1 &
            until [ "$(sent)" -gt $((before + 1000)) ]; do :; done
            curl -sS --max-time 60 --retry 20 --retry-delay 1 --retry-all-errors http://{{Stack}}/
            wait
            """));
        Assert.InRange(Run.ResidentBytes - before, long.MinValue, 128 * 1024 * 1024);
        Assert.Contains("1 received", _machine.Exec("ping", "-c", "1", "-W", "20", Stack));
    }

    /// <summary>A program is done as soon as this machine's kernel has everything; this waits until the other side has had it, too.</summary>
    private void WaitForLastPacket()
    {
        Patience.Until("all connections to be over", () => _machine.Exec("ss", "-Htan", "exclude", "time-wait").Length == 0);
        // Behind the last acknowledgement.
        _machine.Exec("ping", "-c", "1", "-W", "20", Stack);
    }

    private int OpenFiles() => Directory.GetFiles($"/proc/{Run.Id}/fd").Length;

    private int Threads() => Directory.GetDirectories($"/proc/{Run.Id}/task").Length;
}
