using System.CommandLine;
using NetSim.Devices;
using NetSim.Devices.Host;
using NetSim.Devices.Namespaces;
using NetSim.Devices.Tun;
using NetSim.Simulation.Topology;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Cli.Commands;

/// <summary>
/// <c>netsim plan FILE</c>: what a run would touch on this machine. Standard output holds nothing but commands that can be run as they
/// stand; what they are for stands before them as shell comments.
/// </summary>
internal static class PlanCommand
{
    public static Command Make()
    {
        Argument<string> file = CommonOptions.File();
        Option<bool> outside = CommonOptions.AllowOutside();
        var command = new Command("plan", "Print what a run would touch on this machine, as commands to run. Changes nothing.") { file, outside };
        command.SetAction(parsed =>
        {
            TopologyLoad load = TopologyFile.Load(parsed.GetValue(file)!, CommonOptions.PlanOptions(parsed, outside));
            return load.Plan is null ? ExitStatus.BadInput : Print(load.Plan);
        });
        return command;
    }

    private static int Print(TopologyPlan plan)
    {
        if (plan.Devices.IsEmpty)
        {
            Console.Out.WriteLine($"# {plan.Name} has no real device: a run touches nothing on this machine and needs no privilege");
            return ExitStatus.Done;
        }
        bool conflicts = false;
        NetnsPrinter.Print(plan, Console.Out);
        foreach (DevicePlan device in plan.Devices)
        {
            if (device.DeviceName is not null) continue;
            if (!device.IsMade)
            {
                PrintAttached(device);
                continue;
            }
            HostSide side = HostSides.Of(plan, device);
            if (!HostSides.Plan(side, HostDeviceMaker.Run).TryGet(out HostPlan? host, out DeviceError? error))
            {
                Console.Error.WriteLine($"netsim: {error}");
                return ExitStatus.MachineRefused;
            }
            conflicts |= host.Conflicts.Count > 0;
            Print(device, host);
        }
        return conflicts ? ExitStatus.MachineRefused : ExitStatus.Done;
    }

    /// <summary>What is made and changed nowhere.</summary>
    private static void PrintAttached(DevicePlan device)
    {
        if (device.Vxlan is { } vxlan)
        {
            Console.Out.WriteLine($"# `netsim run` opens UDP port {vxlan.Port} of {vxlan.Local} for VXLAN {vxlan.Vni} with {vxlan.Remote}, and needs no privilege for it");
            return;
        }
        Console.Out.WriteLine($"# `netsim run` attaches to {device.Name}, which goes on as it is");
        foreach (HostNeed need in HostProbe.ProbeAttachment(device.Name, device.Namespace))
            Console.Out.WriteLine(need.State == HostNeedState.Met ? $"# {need.Sentence}" : $"# MISSING: {need.Sentence}");
    }

    private static void Print(DevicePlan device, HostPlan host)
    {
        string kind = device.Kind == DeviceKind.Tun ? "TUN" : "TAP";
        Console.Out.WriteLine($"# `netsim run` makes the {kind} device {device.Name}, unless it is there, and it goes with the run; it is DOWN at first");
        using NetworkNamespace? space = HostSides.Open(host.Side).Value;
        foreach (HostNeed need in HostProbe.Probe(new TunOptions { Name = device.Name, Kind = host.Side.Kind, Namespace = space }, host))
            Console.Out.WriteLine(need.State == HostNeedState.Met ? $"# {need.Sentence}" : $"# MISSING: {need.Sentence}");
        foreach (string note in host.Notes) Console.Out.WriteLine($"# {note}");
        if (host.Conflicts.Count > 0)
        {
            Console.Out.WriteLine($"# nothing is to be run: {device.Name} as the file states it is in the way of what this machine has");
            foreach (string conflict in host.Conflicts) Console.Error.WriteLine($"netsim: {conflict}");
            return;
        }
        if (device.Host is null)
        {
            Console.Out.WriteLine($"# the file does not say how this machine's side of {device.Name} should look");
            return;
        }
        if (host.Commands.Count == 0)
        {
            Console.Out.WriteLine($"# this machine's side of {device.Name} is as the file states it");
            return;
        }
        Console.Out.WriteLine($"# while it runs, in another terminal (or `netsim run --configure-host`, which undoes it at the end):");
        foreach (string line in host.Commands) Console.Out.WriteLine(line);
    }
}
