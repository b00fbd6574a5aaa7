using System.Diagnostics;
using System.Globalization;
using NetSim.Devices;
using NetSim.Devices.Namespaces;
using NetSim.Simulation.Running;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Addresses;
using NetSim.Wire.Time;

namespace NetSim.Cli.Bench;

/// <summary>
/// One TCP flow between the kernel and a simulated host through a TUN device with an MTU of 1500, each way; and between two kernel stacks over a
/// veth pair, as the measure. All of it happens in two network namespaces that are made for it and removed afterwards.
/// </summary>
internal sealed class TunMeasurement : IDisposable
{
    private const int Port = 5001;
    private const string Device = "ns-bench";

    private readonly string _space = string.Create(CultureInfo.InvariantCulture, $"netsim-bench-{Environment.ProcessId}-a");
    private readonly string _other = string.Create(CultureInfo.InvariantCulture, $"netsim-bench-{Environment.ProcessId}-b");
    private readonly double _seconds;

    public TunMeasurement(double seconds)
    {
        _seconds = seconds;
        Tool.Run("ip", "netns", "add", _space);
        Tool.Run("ip", "netns", "add", _other);
        Tool.Run("ip", "link", "add", "veth0", "netns", _space, "type", "veth", "peer", "name", "veth0", "netns", _other);
        Tool.Run("ip", "-n", _space, "addr", "add", "10.199.0.1/24", "dev", "veth0");
        Tool.Run("ip", "-n", _other, "addr", "add", "10.199.0.2/24", "dev", "veth0");
        Tool.Run("ip", "-n", _space, "link", "set", "veth0", "up");
        Tool.Run("ip", "-n", _other, "link", "set", "veth0", "up");
    }

    /// <summary>Gbit/s of the kernel's sender into NetSim.</summary>
    public double Receive() => InSimulation(new SinkPlan { NodeId = 0, Port = Port }, () =>
    {
        using Process sender = Tool.StartSelfIn(_space, "bench-peer", "send", "10.198.0.2", Tool.Number(Port), Tool.Number(_seconds));
        return ReadRate(sender);
    });

    /// <summary>Gbit/s of NetSim's sender into the kernel.</summary>
    public double Send()
    {
        using Process receiver = Tool.StartSelfIn(_space, "bench-peer", "receive", Tool.Number(Port));
        receiver.StandardOutput.ReadLine();
        var bulk = new BulkPlan
        {
            NodeId = 0,
            To = new Target("kernel", IpAddress.FromIPv4(10, 198, 0, 1)),
            Port = Port,
            For = new Duration((long)(_seconds * 1e9)),
            Start = Duration.FromMilliseconds(300),
        };
        return InSimulation(bulk, () => ReadRate(receiver));
    }

    /// <summary>Gbit/s between two kernel stacks.</summary>
    public double Veth()
    {
        using Process receiver = Tool.StartSelfIn(_other, "bench-peer", "receive", Tool.Number(Port));
        receiver.StandardOutput.ReadLine();
        using Process sender = Tool.StartSelfIn(_space, "bench-peer", "send", "10.199.0.2", Tool.Number(Port), Tool.Number(_seconds));
        sender.WaitForExit();
        return ReadRate(receiver);
    }

    public void Dispose()
    {
        Tool.Run("ip", "netns", "del", _space);
        Tool.Run("ip", "netns", "del", _other);
    }

    private double InSimulation(ApplicationPlan application, Func<double> measure)
    {
        if (!NetworkNamespace.Open(_space).TryGet(out NetworkNamespace? space, out DeviceError? error)) throw new IOException(error.Message);
        using (space)
        {
            if (!SimulationRun.Open(Plan(application), new RunOptions { Namespace = space }).TryGet(out SimulationRun? run, out error)) throw new IOException(error.Message);
            using (run)
            {
                Tool.Run("ip", "-n", _space, "addr", "add", "10.198.0.1/24", "dev", Device);
                Tool.Run("ip", "-n", _space, "link", "set", Device, "up");
                using var cancellation = new CancellationTokenSource();
                Task<RunSummary> running = Task.Run(() => run.Run(cancellation.Token));
                double rate = measure();
                cancellation.Cancel();
                running.GetAwaiter().GetResult();
                return rate;
            }
        }
    }

    private static TopologyPlan Plan(ApplicationPlan application)
    {
        var plan = new TopologyPlanBuilder("tun") { Time = new TimePlan(TimeMode.Real, 1, null) };
        int node = plan.AddNode("stack", NodeKind.Host);
        int port = plan.AddInterface(node, "tun0", [new IpPrefix(IpAddress.FromIPv4(10, 198, 0, 2), 24)]);
        plan.AddDevice(port, DeviceKind.Tun, Device);
        plan.AddApplication(application);
        // Keeps the run going until it is told to end.
        plan.AddApplication(new DiscardPlan { NodeId = node });
        return plan.Build();
    }

    private static double ReadRate(Process process)
    {
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        string last = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault() ?? "";
        if (!double.TryParse(last, NumberStyles.Float, CultureInfo.InvariantCulture, out double bits))
            throw new IOException($"the kernel's end failed: {process.StandardError.ReadToEnd().Trim()}");
        return bits / 1e9;
    }
}
