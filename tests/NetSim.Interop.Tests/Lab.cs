using System.Globalization;
using System.Text.RegularExpressions;

namespace NetSim.Interop.Tests;

/// <summary>
/// The hybrid lab of the documentation in both address families: this machine, a TUN or TAP device, a simulated router, a link of 30 ms
/// and 50 Mbit/s, a simulated server. It runs when it is made and is stopped when disposed of.
/// </summary>
internal sealed partial class Lab : IDisposable
{
    public const string Device = "ns-lab0";
    public const string Router = "192.168.70.2", Router6 = "fd70::2";
    public const string Server = "10.1.0.2", Server6 = "fd01::2";

    private readonly RunningNetsim? _run;

    public Lab(LabOptions options, params string[] arguments)
    {
        Machine = new Machine();
        try
        {
            Directory.CreateDirectory(Machine.Path("www"));
            Content = new byte[options.FileBytes];
            new Random(7).NextBytes(Content);
            File.WriteAllBytes(ContentFile, Content);
            _run = Machine.Start(["run", Machine.Write("lab.yaml", Text(options)), "--configure-host", "--json", .. arguments]);
            WaitUntilUsable();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public Machine Machine { get; }

    /// <summary>What the server has as <c>/big.bin</c>; also in <see cref="ContentFile"/>.</summary>
    public byte[] Content { get; }

    public string ContentFile => Machine.Path("www/big.bin");

    public RunningNetsim Run => _run!;

    /// <summary>The round trips that ping reports, in milliseconds.</summary>
    public static double[] RoundTrips(string output) =>
        [.. RoundTrip().Matches(output).Select(match => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))];

    /// <summary>Ctrl-C.</summary>
    public NetsimResult Stop()
    {
        NetsimResult result = Run.Interrupt();
        Assert.Equal(130, result.Status);
        return result;
    }

    public void Dispose()
    {
        _run?.Dispose();
        Machine.Dispose();
    }

    private void WaitUntilUsable()
    {
        Machine.WaitForUp(Run, Device);
        // On Ethernet an address may be used once nobody else has turned out to have it (RFC 4862 section 5.4).
        Patience.Until("this machine's addresses to be free to use", () => Machine.Ip("-6", "addr", "show", "dev", Device, "tentative").Length == 0);
        // The first packets ask for link-layer addresses on the way, which is not what is measured; and the link may lose some.
        foreach (string server in (string[])[Server, Server6])
            Patience.Until($"an answer from {server}", () => Machine.Try("ping", "-c", "1", "-W", "5", server).Status == 0);
    }

    private static string Text(LabOptions options) => $$"""
        name: lab
        seed: 42
        nodes:
          edge:
            kind: router
            interfaces:
              lab0:
                address: [{{Router}}/24, "{{Router6}}/64"]
                {{options.Kind}}:
                  device: {{Device}}
                  host: { address: [192.168.70.1/24, "fd70::1/64"], routes: [10.1.0.0/24, "fd01::/64"], up: true }
              eth0: { address: [10.1.0.1/24, "fd01::1/64"] }
          web:
            kind: host
            interfaces: { eth0: { address: [{{Server}}/24, "{{Server6}}/64"] } }
            apps:
              - http: { port: 80, folder: www }
              - http: { port: 8080, body: "hello from inside\n" }
              - echo: { port: 7 }
              - discard: { port: 9 }
              - chargen: { port: 19, bytes: 1 MB }
        links:
          - { endpoints: ["edge:eth0", "web:eth0"], rate: 50 Mbit/s, delay: 30 ms, loss: {{options.Loss}}{{options.Faults}}, queue: { limit: 500 packets } }
        routing: static-shortest
        """;

    [GeneratedRegex(@"time=([0-9.]+) ms")]
    private static partial Regex RoundTrip();
}

/// <param name="Kind">tun or tap.</param>
/// <param name="Loss">Of the link, each way, as in the file.</param>
/// <param name="FileBytes">The length of the server's file.</param>
/// <param name="Faults">More of what the link does wrong each way, as in the file: <c>, reorder: 1 %</c>.</param>
internal sealed record LabOptions(string Kind = "tun", string Loss = "0 %", int FileBytes = 1_000_000, string Faults = "");

/// <summary>One lab for all tests of a class, made by the first of them: what keeps it from being made fails or skips a test, and not the class.</summary>
public sealed class SharedLab : IDisposable
{
    private Lab? _lab;

    internal Lab Of(LabOptions options) => _lab ??= new Lab(options);

    public void Dispose() => _lab?.Dispose();
}
