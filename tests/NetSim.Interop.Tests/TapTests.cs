namespace NetSim.Interop.Tests;

/// <summary>What there is on Ethernet only: ARP and neighbour discovery between this machine's stack and a simulated one.</summary>
public sealed class TapTests
{
    [SkippableFact]
    public void Both_sides_find_each_other_s_link_layer_address()
    {
        Command.Require("arping");
        using var lab = new Lab(new LabOptions("tap"));
        Machine machine = lab.Machine;
        Assert.Contains("Received 2 response(s)", machine.Exec("arping", "-c", "2", "-w", "20", "-I", Lab.Device, Lab.Router));
        string[] neighbours = machine.Ip("neigh", "show", "dev", Lab.Device).Split('\n');
        string ipv4 = Assert.Single(neighbours, line => line.StartsWith(Lab.Router + " "));
        string ipv6 = Assert.Single(neighbours, line => line.StartsWith(Lab.Router6 + " "));
        Assert.Equal(ipv4.Split("lladdr ")[1].Split(' ')[0], ipv6.Split("lladdr ")[1].Split(' ')[0]);
        Assert.Contains("router", ipv6);
        // Nobody but the stack has the address.
        Assert.Contains("Received 0 response(s)", machine.Try("arping", "-c", "1", "-w", "1", "-I", Lab.Device, "192.168.70.77").Output);
        // The all-nodes group reaches it as well: this machine's own answer comes first, so the stack's counts as a second one.
        Patience.Until("two answers from all nodes", () => machine.Exec("ping", "-6", "-c", "3", "-i", "0.2", $"ff02::1%{Lab.Device}").Contains("duplicates", StringComparison.Ordinal));
    }
}
