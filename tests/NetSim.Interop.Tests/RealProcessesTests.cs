using System.Text.Json;
using System.Text.RegularExpressions;

namespace NetSim.Interop.Tests;

/// <summary>Programs of this machine in network namespaces of a simulated network: what they do, what the user hears of it, and that nothing stays.</summary>
public sealed class RealProcessesTests
{
    private static readonly string File = SourceTree.Topology("real-processes");

    [SkippableFact]
    public void Curl_fetches_from_an_ordinary_web_server_across_a_simulated_satellite_link()
    {
        Command.Require("curl", "python3");
        using var machine = new Machine();
        string before = machine.Snapshot();
        NetsimResult run = machine.Run("run", File, "--allow-exec", "--json");
        Assert.True(run.Status == 0, run.ToString());
        JsonElement[] programs = [.. run.Json.GetProperty("applications").EnumerateArray()];
        JsonElement ping = programs[0], curl = programs[1], server = programs[2];
        Assert.Equal("office", curl.GetProperty("node").GetString());
        Assert.Equal(0, curl.GetProperty("exit_status").GetInt32());
        Assert.Equal(System.IO.File.ReadAllText(File), curl.GetProperty("output").GetString());
        // The end of the run ends the server, by SIGTERM.
        Assert.Equal(143, server.GetProperty("exit_status").GetInt32());
        Assert.Contains("\"GET /real-processes.yaml HTTP/1.1\" 200", server.GetProperty("errors").GetString());
        Assert.All(Lab.RoundTrips(ping.GetProperty("output").GetString()!), time => Assert.True(time >= 500, $"{time} ms"));
        Assert.Equal(before, machine.Snapshot());
        Assert.Equal("nothing to clean: no run has left a journal behind\n", machine.Run("clean").Output);
    }

    [SkippableFact]
    public void A_recorded_run_is_had_again_without_programs_and_namespaces()
    {
        using var machine = new Machine();
        string record = machine.Path("run.jsonl");
        NetsimResult run = machine.Run("run", File, "--allow-exec", "--record", record);
        Assert.True(run.Status == 0, run.ToString());
        NetsimResult replay = machine.Run("run", File, "--replay", record);
        Assert.True(replay.Status == 0, replay.ToString());
        Assert.Equal(run.Fingerprint, replay.Fingerprint);
        Assert.Contains("not started", replay.Output);
    }

    [SkippableFact]
    public void Without_leave_no_program_runs_and_the_way_to_it_is_told()
    {
        using var machine = new Machine();
        NetsimResult run = machine.Run("run", File);
        Assert.Equal(2, run.Status);
        Assert.Empty(run.Output);
        string sentence = Assert.Single(run.Errors.TrimEnd('\n').Split('\n'));
        Assert.Contains("ping -n -c 2", sentence);
        Assert.Contains("--allow-exec", sentence);
    }

    [SkippableFact]
    public void A_plan_lists_namespaces_devices_and_programs_and_makes_none()
    {
        using var machine = new Machine();
        string before = machine.Snapshot();
        NetsimResult plan = machine.Run("plan", File);
        Assert.True(plan.Status == 0, plan.ToString());
        Assert.All(plan.Output.TrimEnd('\n').Split('\n'), line => Assert.StartsWith("#", line));
        Assert.Contains("ip addr add 10.9.2.2/24 dev eth0", plan.Output);
        Assert.Contains("ip route add 0.0.0.0/0 via 10.9.2.1 dev eth0", plan.Output);
        Assert.Contains("python3 -m http.server 8000: only with --allow-exec", plan.Output);
        Assert.Equal(before, machine.Snapshot());
    }

    [SkippableFact]
    public void An_end_that_was_not_expected_fails_the_run_and_is_shown()
    {
        using var machine = new Machine();
        string file = machine.Write("fails.yaml", """
            name: fails
            time: { mode: real }
            nodes:
              a:
                kind: netns
                interfaces: { eth0: { address: [10.0.0.1/24, "fd00::1/64"] } }
                exec:
                  - { sh: "echo out; echo err >&2; exit 3", expect: { status: 0, output: something else } }
                  - { run: [sh, -c, "ip -o addr show dev eth0; ip route; pwd"] }
                  - { run: no-such-program }
              b: { kind: host, interfaces: { eth0: { address: 10.0.0.2/24 } } }
            links: [ { endpoints: ["a:eth0", "b:eth0"], rate: 1 Gbit/s } ]
            """);
        NetsimResult run = machine.Run("run", file, "--allow-exec", "--json");
        Assert.True(run.Status == 1, run.ToString());
        JsonElement[] programs = [.. run.Json.GetProperty("applications").EnumerateArray()];
        Assert.Equal((3, "out\n", "err\n"), (programs[0].GetProperty("exit_status").GetInt32(), programs[0].GetProperty("output").GetString(), programs[0].GetProperty("errors").GetString()));
        string seen = programs[1].GetProperty("output").GetString()!;
        Assert.Contains("inet 10.0.0.1/24", seen);
        Assert.Contains("inet6 fd00::1/64", seen);
        Assert.DoesNotContain("tentative", seen);
        Assert.EndsWith(Path.GetDirectoryName(file) + "\n", seen);
        Assert.Equal(127, programs[2].GetProperty("exit_status").GetInt32());
        Assert.Equal(["exit status 3", "'out'"], run.Json.GetProperty("expectations").EnumerateArray().Select(one => one.GetProperty("seen").GetString()));
    }

    [SkippableFact]
    public void A_cut_cable_takes_the_carrier_away_and_everything_started_ends_with_the_run()
    {
        using var machine = new Machine();
        string mark = $"{Random.Shared.Next(100_000, 900_000)}.25";
        string file = machine.Write("carrier.yaml", $$"""
            name: carrier
            time: { mode: real }
            nodes:
              a:
                kind: netns
                interfaces: { eth0: { address: 10.0.0.1/24 } }
                exec:
                  - { sh: "(setsid sleep {{mark}} &) ; sleep {{mark}}", background: true }
                  - { sh: "until ip link show dev eth0 | grep NO-CARRIER; do sleep 0.02; done; until ip link show dev eth0 | grep LOWER_UP; do sleep 0.02; done" }
              b: { kind: host, interfaces: { eth0: { address: 10.0.0.2/24 } } }
            links: [ { endpoints: ["a:eth0", "b:eth0"], id: cable, rate: 1 Gbit/s } ]
            events: [ { at: 1 s, link: cable, set: { state: down }, for: 2 s } ]
            """);
        NetsimResult run = machine.Run("run", file, "--allow-exec", "--stop", "60s");
        Assert.True(run.Status == 0, run.ToString());
        Assert.Contains("NO-CARRIER", run.Output);
        Assert.Contains("LOWER_UP", run.Output);
        Assert.Contains("exit status 0", run.Output);
        Assert.DoesNotContain("still running", run.Output);
        Assert.Equal(1, Command.Try("pgrep", "-f", $"^sleep {Regex.Escape(mark)}$").Status);
    }
}
