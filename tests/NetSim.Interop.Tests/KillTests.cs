using System.Diagnostics;
using System.Globalization;
using Xunit.Abstractions;

namespace NetSim.Interop.Tests;

/// <summary>
/// A run with namespaces, devices and changes of the host is killed at a random moment, and `netsim clean` makes the machine as it was. A
/// handful of moments (in milliseconds after the start of the process); NETSIM_KILLS says another number.
/// </summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int UsualKills = 4, Earliest = 200, Latest = 3000;

    [SkippableFact]
    public void What_a_killed_run_leaves_is_cleaned_and_nothing_of_others_is_touched()
    {
        using var machine = new Machine();
        string mark = $"{Environment.ProcessId}.75";
        string file = machine.Write("killed.yaml", Text(mark));
        // Somebody else's, with names that might be ours, and a program of his.
        machine.Ip("tuntap", "add", "dev", "ns-kill1", "mode", "tun");
        machine.Ip("link", "add", "eth0", "type", "veth", "peer", "name", "ns-kill0x");
        machine.Ip("addr", "add", "10.60.0.1/24", "dev", "eth0");
        machine.Ip("link", "set", "eth0", "up");
        machine.Ip("route", "add", "10.61.0.0/24", "dev", "eth0");
        using RunningProgram others = machine.Background("sleep", "1000");
        string before = machine.Snapshot(), named = NamedNamespaces();

        int kills = int.TryParse(Environment.GetEnvironmentVariable("NETSIM_KILLS"), NumberStyles.None, CultureInfo.InvariantCulture, out int wanted) ? wanted : UsualKills;
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (int i = 0; i < kills; i++)
        {
            // One in each part of the run, so that a handful sees it come and sees it go on.
            int moment = Earliest + (int)((i + random.NextDouble()) * (Latest - Earliest) / kills);
            using (RunningNetsim run = machine.Start("run", file, "--allow-exec", "--configure-host"))
            {
                var clock = Stopwatch.StartNew();
                while (clock.ElapsedMilliseconds < moment && !run.HasEnded) Thread.Sleep(1);
                output.WriteLine($"killed after {moment} ms, with {Programs(mark)} programs and {(machine.HasDevice("ns-kill0") ? "the" : "no")} device");
                run.Signal("KILL");
            }
            Patience.Until("the device to go with its process", () => !machine.HasDevice("ns-kill0"));
            NetsimResult clean = machine.Run("clean");
            Assert.True(clean.Status == 0, clean.ToString());
            Assert.Equal(0, Programs(mark));
            Assert.Equal(before, machine.Snapshot());
            Assert.Equal(named, NamedNamespaces());
            Assert.False(others.HasEnded);
            Assert.StartsWith("nothing to clean", machine.Run("clean").Output);
        }
    }

    /// <summary>Programs with the mark among their arguments.</summary>
    private static int Programs(string mark) =>
        Command.Try("pgrep", "-f", $"^sleep {mark}$").Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;

    /// <summary>Those of other tests, which run beside this one, come and go.</summary>
    private static string NamedNamespaces() =>
        string.Join('\n', Command.Run("ip", "netns", "list").Split('\n').Where(name => !name.StartsWith("nstest-", StringComparison.Ordinal)));

    private static string Text(string mark) => $$"""
        name: killed
        time: { mode: real }
        nodes:
          a:
            kind: netns
            interfaces: { eth0: { address: 10.62.0.2/24 }, eth1: { address: 10.63.0.2/24 } }
            exec:
              # One that leaves its session and its parent, one that ignores being asked to end.
              - { sh: "(setsid sleep {{mark}} &) ; exit 0" }
              - { sh: "trap '' TERM; sleep {{mark}} & sleep {{mark}}" }
          b:
            kind: netns
            interfaces: { eth0: { address: 10.63.0.3/24 } }
            exec: [ { run: sleep {{mark}}, start: 500 ms } ]
          r:
            kind: router
            interfaces:
              eth0: { address: 10.62.0.1/24 }
              host: { address: 10.64.0.2/24, tun: { device: ns-kill0, host: { address: [10.64.0.1/24, "fd64::1/64"], routes: [10.62.0.0/24, 10.65.0.0/24] } } }
        links:
          - { endpoints: ["a:eth0", "r:eth0"], rate: 1 Gbit/s }
          - { endpoints: ["a:eth1", "b:eth0"], rate: 1 Gbit/s }
        """;
}
