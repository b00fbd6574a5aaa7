using NetSim.Wire.Capture;

namespace NetSim.Cli.Tests;

/// <summary>A run that is ended from outside ends in order: status 130, a summary, whole captures.</summary>
public sealed class InterruptTests
{
    private const string Endless = """
        name: endless
        time: { mode: virtual }
        nodes:
          a: { kind: host, interfaces: { eth0: { address: 10.0.0.1/24 } }, apps: [ { bulk: { to: b, for: 9999999 s } } ] }
          b: { kind: host, interfaces: { eth0: { address: 10.0.0.2/24 } }, apps: [ { sink: { port: 5001 } } ] }
        links: [ { endpoints: ["a:eth0", "b:eth0"], rate: 1 Mbit/s, delay: 10 ms } ]
        """;

    [SkippableTheory]
    [InlineData("INT", "virtual")]
    [InlineData("TERM", "virtual")]
    [InlineData("HUP", "virtual")]
    [InlineData("INT", "real")]
    [InlineData("TERM", "real")]
    public void A_signal_ends_a_run_in_order(string signal, string clock)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "needs env(1) and kill(1)");
        using var folder = new TestFolder();
        using RunningNetsim run = Netsim.Start("run", folder.Write("endless.yaml", Endless), "--time", clock, "--pcap", folder.Path("pcap"));
        string capture = folder.Path("pcap/b-eth0.pcapng");
        Patience.Until("packets in the capture", () => File.Exists(capture) && new FileInfo(capture).Length > 0);
        NetsimResult result = run.Signal(signal);
        Assert.Equal(130, result.Status);
        Assert.Contains("(interrupted)", result.Output);
        Assert.Empty(result.Errors);
        foreach (string file in Directory.GetFiles(folder.Path("pcap")))
        {
            using FileStream stream = File.OpenRead(file);
            var reader = new PcapngReader(stream);
            int packets = 0;
            while (reader.TryRead(out _)) packets++;
            Assert.Equal(PcapngError.None, reader.Error);
            Assert.True(packets > 2);
        }
    }
}
