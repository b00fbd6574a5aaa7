using System.Text.Json;
using System.Text.RegularExpressions;

namespace NetSim.Interop.Tests;

/// <summary>A stack behind a TUN device, and all that can happen to the device while it runs.</summary>
public sealed partial class TunBridgeTests
{
    private const string Device = "ns-tun0", Stack = "192.168.69.2";

    private static readonly string File = SourceTree.Topology("tun-bridge");

    [SkippableFact]
    public void A_plan_prints_commands_and_changes_nothing()
    {
        using var machine = new Machine();
        string before = machine.Snapshot();
        NetsimResult plan = machine.Run("plan", File);
        Assert.Equal(0, plan.Status);
        string[] commands = [.. plan.Output.Split('\n').Where(line => line.Length > 0 && line[0] != '#')];
        Assert.Equal([$"ip addr add 192.168.69.1/24 dev {Device}", $"ip link set dev {Device} up"], commands);
        Assert.Empty(plan.Errors);
        Assert.Equal(before, machine.Snapshot());
    }

    [SkippableFact]
    public void A_device_stays_down_until_somebody_runs_the_commands_that_are_printed()
    {
        using var machine = new Machine();
        using RunningNetsim run = machine.Start("run", File);
        run.WaitForError($"ip link set dev {Device} up");
        Assert.Contains($"{Device} is DOWN", run.Errors);
        string readme = System.IO.File.ReadAllText(SourceTree.File("README.md"));
        foreach (string line in run.Errors.TrimEnd('\n').Split('\n')) Assert.Contains($"    {line}\n", readme);
        Assert.Contains("state DOWN", machine.Ip("link", "show", "dev", Device));
        Assert.DoesNotContain("192.168.69.1", machine.Ip("addr", "show", "dev", Device));

        string commands = string.Join(" && ", Commands().Matches(run.Errors).Select(match => match.Groups[1].Value));
        Assert.Contains("5 received", machine.Shell($"{commands} && ping -c 5 -i 0.2 -W 20 {Stack}"));
        run.WaitForError($"{Device} is up");
        Assert.Equal("hello from behind the TUN device\n", machine.Exec("curl", "-sS", $"http://{Stack}/"));
    }

    [SkippableFact]
    public void A_device_may_go_down_and_up_again_in_mid_run()
    {
        using var machine = new Machine();
        using RunningNetsim run = machine.Start("run", File, "--configure-host");
        machine.WaitForUp(run, Device);
        for (int round = 1; round <= 2; round++)
        {
            machine.Ip("link", "set", Device, "down");
            run.WaitForError($"{Device} has gone DOWN", round);
            machine.Ip("link", "set", Device, "up");
            run.WaitForError($"{Device} is up", round + 1);
            Assert.Contains("2 received", machine.Exec("ping", "-c", "2", "-i", "0.2", Stack));
        }
        // The address was never lost, so only one command was missing.
        Assert.Single(Commands().Matches(run.Errors).Select(match => match.Groups[1].Value).Distinct());
        Assert.Equal(130, run.Interrupt().Status);
    }

    [SkippableFact]
    public void What_is_sent_the_moment_a_device_comes_up_is_not_lost()
    {
        Command.Require("socat");
        using var machine = new Machine();
        using RunningNetsim run = machine.Start("run", File, "--configure-host", "--json");
        machine.WaitForUp(run, Device);
        machine.Ip("link", "set", Device, "down");
        run.WaitForError($"{Device} has gone DOWN");
        // While the run sleeps, so that it finds the news and the packet at once.
        run.Send("STOP");
        machine.Ip("link", "set", Device, "up");
        machine.Shell($"echo first | socat -u - UDP4:{Stack}:7");
        run.Send("CONT");
        run.WaitForError($"{Device} is up", 2);
        Assert.Contains("1 received", machine.Exec("ping", "-c", "1", "-W", "20", Stack));
        JsonElement echo = run.Interrupt().Json.GetProperty("applications").EnumerateArray().First(app => app.GetProperty("app").GetString() == "echo");
        Assert.Equal("first\n".Length, echo.GetProperty("bytes_received").GetInt32());
    }

    [SkippableFact]
    public void A_device_that_is_deleted_is_told_and_costs_nothing_and_the_run_ends_in_order()
    {
        using var machine = new Machine();
        using RunningNetsim run = machine.Start("run", File, "--configure-host", "--json");
        machine.WaitForUp(run, Device);
        machine.Ip("link", "del", Device);
        run.WaitForError($"{Device} is gone");
        Assert.DoesNotContain("DOWN", run.Errors);
        run.WaitForRest();      // whoever polls what is gone never comes to rest
        Assert.False(run.HasEnded);
        NetsimResult result = run.Interrupt();
        Assert.Equal(130, result.Status);
        Assert.Equal("missing", result.Json.GetProperty("devices")[0].GetProperty("host_state").GetString());
    }

    [SkippableTheory]
    [InlineData("INT")]
    [InlineData("TERM")]
    [InlineData("HUP")]
    public void A_signal_leaves_everything_as_it_was(string signal)
    {
        using var machine = new Machine();
        string before = machine.Snapshot();
        using RunningNetsim run = machine.Start("run", File, "--configure-host");
        machine.WaitForUp(run, Device);
        Assert.Contains("192.168.69.1/24", machine.Ip("addr", "show", "dev", Device));
        NetsimResult result = run.Signal(signal);
        Assert.Equal(130, result.Status);
        Assert.Contains("(interrupted)", result.Output);
        Assert.Equal(before, machine.Snapshot());
        Assert.StartsWith("nothing to clean", machine.Run("clean").Output);
    }

    [SkippableFact]
    public void The_end_of_the_stop_time_leaves_everything_as_it_was()
    {
        using var machine = new Machine();
        string before = machine.Snapshot();
        NetsimResult result = machine.Run("run", File, "--configure-host", "--stop", "1s");
        Assert.Equal(0, result.Status);
        Assert.DoesNotContain("DOWN", result.Errors);
        Assert.Equal(before, machine.Snapshot());
    }

    [SkippableFact]
    public void The_second_run_with_a_device_is_refused_in_a_sentence()
    {
        using var machine = new Machine();
        using RunningNetsim first = machine.Start("run", File, "--configure-host");
        machine.WaitForUp(first, Device);
        NetsimResult second = machine.Run("run", File, "--configure-host");
        Assert.Equal(3, second.Status);
        Assert.Matches($"^netsim: {Device} is in use by another process.*\n$", second.Errors);
        Assert.Contains("1 received", machine.Exec("ping", "-c", "1", Stack));
    }

    [SkippableFact]
    public void What_a_killed_run_has_left_is_cleaned_from_its_journal()
    {
        using var machine = new Machine();
        string before = machine.Snapshot();
        using RunningNetsim run = machine.Start("run", File, "--configure-host");
        machine.WaitForUp(run, Device);
        Assert.Equal(137, run.Signal("KILL").Status);
        Patience.Until("the device to go with its process", () => !machine.HasDevice(Device));
        Assert.Contains("which has ended", machine.Run("clean", "--dry-run").Output);
        NetsimResult clean = machine.Run("clean");
        Assert.Equal(0, clean.Status);
        Assert.Equal(before, machine.Snapshot());
        Assert.StartsWith("nothing to clean", machine.Run("clean").Output);
    }

    [SkippableFact]
    public void A_killed_run_leaves_a_device_of_the_administrator_and_clean_takes_back_only_what_was_added()
    {
        using var machine = new Machine();
        machine.Ip("tuntap", "add", "dev", Device, "mode", "tun");
        machine.Ip("addr", "add", "192.0.2.9/32", "dev", Device);
        string addresses = Addresses(machine), routes = machine.Ip("-j", "route", "show", "table", "all");
        using RunningNetsim run = machine.Start("run", File, "--configure-host");
        machine.WaitForUp(run, Device);
        Assert.Contains("1 received", machine.Exec("ping", "-c", "1", Stack));
        run.Signal("KILL");
        Assert.Contains("192.168.69.1/24", machine.Ip("addr", "show", "dev", Device));

        NetsimResult clean = machine.Run("clean");
        Assert.Equal(0, clean.Status);
        Assert.Contains($"ip addr del 192.168.69.1/24 dev {Device}: undone", clean.Output);
        Assert.Contains($"ip link set dev {Device} down: undone", clean.Output);
        Assert.Equal(addresses, Addresses(machine));
        Assert.Equal(routes, machine.Ip("-j", "route", "show", "table", "all"));
        Assert.DoesNotContain("UP", machine.Ip("link", "show", "dev", Device).Split('>')[0]);
    }

    [SkippableFact]
    public void The_next_run_cleans_up_by_itself_what_a_killed_one_has_left()
    {
        using var machine = new Machine();
        machine.Ip("tuntap", "add", "dev", Device, "mode", "tun");
        string addresses = Addresses(machine);
        using (RunningNetsim killed = machine.Start("run", File, "--configure-host"))
        {
            machine.WaitForUp(killed, Device);
            killed.Signal("KILL");
        }
        using RunningNetsim next = machine.Start("run", File, "--configure-host");
        machine.WaitForUp(next, Device);
        Assert.Contains("1 received", machine.Exec("ping", "-c", "1", Stack));
        next.Interrupt();
        Assert.Equal(addresses, Addresses(machine));
    }

    private static string Addresses(Machine machine) => machine.Ip("-o", "-4", "addr");

    [GeneratedRegex("^    (ip .*)$", RegexOptions.Multiline)]
    private static partial Regex Commands();
}
