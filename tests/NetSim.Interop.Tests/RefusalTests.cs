namespace NetSim.Interop.Tests;

/// <summary>What a machine can refuse a run for root as well: one sentence that says what is in the way and what to do, and status 3.</summary>
public sealed class RefusalTests
{
    private const string Device = "ns-tun0";

    private static readonly string File = SourceTree.Topology("tun-bridge");

    [SkippableFact]
    public void Without_the_driver_it_says_how_to_load_it()
    {
        using var machine = new Machine();
        string[] hideDriver = ["sh", "-c", "mount -t tmpfs none /dev/net && exec \"$@\"", "sh"];
        AssertRefused(machine.RunBehind(hideDriver, Netsim.Program, "run", File), "/dev/net/tun");
        AssertRefused(machine.RunBehind(hideDriver, Netsim.Program, "run", File), "modprobe tun");
    }

    [SkippableTheory]
    [InlineData("--configure-host")]
    [InlineData("--stop=300ms")]
    public void A_device_of_the_other_kind_is_left_as_it_is(string option)
    {
        using var machine = new Machine();
        machine.Ip("tuntap", "add", "dev", Device, "mode", "tap");
        string before = machine.Snapshot();
        AssertRefused(machine.Run("run", File, option), $"{Device} is a TAP device");
        Assert.Equal(before, machine.Snapshot());
    }

    [SkippableFact]
    public void A_device_that_is_no_tunnel_is_left_as_it_is()
    {
        using var machine = new Machine();
        machine.Ip("link", "add", Device, "type", "veth", "peer", "name", "ns-peer0");
        string before = machine.Snapshot();
        AssertRefused(machine.Run("run", File, "--configure-host"), $"{Device} is ");
        AssertPlanRefused(machine, $"{Device} is ");
        Assert.Equal(before, machine.Snapshot());
    }

    [SkippableFact]
    public void A_device_with_an_address_of_somebody_else_is_left_as_it_is()
    {
        using var machine = new Machine();
        // The address that the file states is this machine's already, on another device.
        machine.Ip("link", "add", "other0", "type", "veth", "peer", "name", "ns-peer0");
        machine.Ip("addr", "add", "192.168.69.1/24", "dev", "other0");
        machine.Ip("link", "set", "other0", "up");
        string before = machine.Snapshot();
        AssertRefused(machine.Run("run", File, "--configure-host"), "other0");
        AssertPlanRefused(machine, "other0");
        Assert.Equal(before, machine.Snapshot());
    }

    [SkippableFact]
    public void A_name_that_the_kernel_cannot_have_is_an_error_of_the_file()
    {
        using var machine = new Machine();
        string text = System.IO.File.ReadAllText(File).Replace("device: ns-tun0", "device: a-name-of-20-letters", StringComparison.Ordinal);
        string file = machine.Write("long.yaml", text);
        int line = text[..text.IndexOf("a-name-of", StringComparison.Ordinal)].Count(letter => letter == '\n') + 1;
        foreach (string command in (string[])["run", "plan", "check"])
        {
            NetsimResult result = machine.Run(command, file);
            Assert.Equal(2, result.Status);
            Assert.StartsWith($"{file}:{line}:", result.Errors);
            Assert.Contains("nodes.bridge.interfaces.tun0.tun.device", result.Errors);
            Assert.Contains("15", result.Errors);
            Assert.DoesNotContain(" at NetSim.", result.Errors);
        }
    }

    private static void AssertPlanRefused(Machine machine, string reason)
    {
        NetsimResult plan = machine.Run("plan", File);
        Assert.Equal(3, plan.Status);
        Assert.Contains(reason, Assert.Single(plan.Errors.TrimEnd('\n').Split('\n')));
        // No command, lest somebody runs it.
        Assert.All(plan.Output.TrimEnd('\n').Split('\n'), line => Assert.StartsWith("#", line));
    }

    private static void AssertRefused(NetsimResult result, string reason)
    {
        Assert.True(result.Status == 3, result.ToString());
        Assert.Empty(result.Output);
        string sentence = Assert.Single(result.Errors.TrimEnd('\n').Split('\n'));
        Assert.StartsWith("netsim: ", sentence);
        Assert.Contains(reason, sentence);
    }
}
