using System.Text.Json;

namespace NetSim.Interop.Tests;

/// <summary>Captures of a run with a real machine, judged by tshark.</summary>
public sealed class CaptureTests
{
    [SkippableTheory]
    [InlineData("tun")]
    [InlineData("tap")]
    public void Nothing_in_the_captures_is_malformed_or_has_a_bad_checksum(string kind)
    {
        Command.Require("traceroute");
        string pcap = Directory.CreateTempSubdirectory("netsim-test-").FullName;
        try
        {
            using var lab = new Lab(new LabOptions(kind, Loss: "1 %"), "--pcap", pcap);
            Machine machine = lab.Machine;
            foreach (string family in (string[])["-4", "-6"])
            {
                string host = family == "-4" ? Lab.Server : Lab.Server6, url = family == "-4" ? Lab.Server : $"[{Lab.Server6}]";
                machine.Try("ping", family, "-c", "5", "-i", "0.2", "-s", "3000", host);
                machine.Exec("curl", "-sSg", "-o", "/dev/null", $"http://{url}/big.bin");
                machine.Exec("curl", "-sSg", "--data-binary", $"@{lab.ContentFile}", $"http://{url}/");
                machine.Exec("traceroute", family, "-n", "-w", "5", host);
                machine.Try("curl", "-sSg", $"http://{url}:999/");
            }
            NetsimResult result = lab.Run.Signal("TERM");
            Assert.Equal(130, result.Status);
            foreach (string name in (string[])["edge-lab0", "edge-eth0", "web-eth0"])
            {
                string file = Path.Combine(pcap, name + ".pcapng");
                Assert.NotEqual(0, Tshark.Count(file, "tcp.len > 1000"));
                Assert.NotEqual(0, Tshark.Count(file, "icmpv6"));
                Assert.Empty(Tshark.WrongPackets(file));
            }
            JsonElement link = result.Json.GetProperty("links")[0];
            Assert.True(link.GetProperty("a_to_b").GetProperty("dropped").GetProperty("loss").GetInt64() > 0);
            // Not of all: the last FIN may be among what the link has lost.
            Assert.Contains(result.Json.GetProperty("flows").EnumerateArray(), flow => flow.TryGetProperty("closed_s", out _));
        }
        finally
        {
            Directory.Delete(pcap, recursive: true);
        }
    }

    [SkippableFact]
    public void A_full_disk_ends_the_capture_and_not_the_run()
    {
        using var machine = new Machine();
        Directory.CreateDirectory(machine.Path("small"));
        string[] onSmallDisk = ["sh", "-c", "mount -t tmpfs -o size=64k none \"$0\" && exec \"$@\"", machine.Path("small")];
        using RunningNetsim run = machine.StartBehind(onSmallDisk, "run", SourceTree.Topology("tun-bridge"), "--configure-host", "--pcap", machine.Path("small"), "--stop", "20s");
        machine.WaitForUp(run, "ns-tun0");
        machine.Shell("head -c 3000000 /dev/zero | curl -sS --data-binary @- http://192.168.69.2/");
        run.WaitForError("has ended early, and the run goes on without it: No space left on device");
        Assert.Contains("3 received", machine.Exec("ping", "-c", "3", "-i", "0.2", "192.168.69.2"));
        NetsimResult result = run.Interrupt();
        Assert.Equal(130, result.Status);
        Assert.DoesNotContain(" at NetSim.", result.Errors);
        Assert.Equal(1, result.Errors.Split("No space left on device").Length - 1);
    }
}
