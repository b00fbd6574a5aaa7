using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using NetSim.Devices;
using NetSim.Simulation.Running;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Addresses;
using NetSim.Wire.Time;

namespace NetSim.Cli.Bench;

/// <summary>
/// How true the delay of a simulated link is for real programs: datagrams from one network namespace go through a TUN device, two routers joined by a
/// link of 10 ms, and another TUN device to a second namespace, whose program compares the clock with that of sending.
/// </summary>
internal sealed record DelayMeasurement(long Sent, long Received, double MedianMicroseconds, double P99Microseconds, double MostMicroseconds)
{
    private const int Port = 5002;
    private const double DelayMilliseconds = 10;

    /// <param name="seconds">How long.</param>
    /// <param name="perSecond">Datagrams.</param>
    /// <param name="polling">How NetSim waits for them.</param>
    public static DelayMeasurement Of(double seconds, int perSecond, DevicePolling polling)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"netsim-delay-{Environment.ProcessId}");
        string near = name + "-a", far = name + "-b";
        Tool.Run("ip", "netns", "add", near);
        Tool.Run("ip", "netns", "add", far);
        try
        {
            if (!SimulationRun.Open(Plan(near, far), new RunOptions { Polling = polling }).TryGet(out SimulationRun? run, out DeviceError? error)) throw new IOException(error.Message);
            using (run)
            {
                Configure(near, "ns-delay-a", "10.198.1.1/24", "10.198.2.0/24", "10.198.1.2");
                Configure(far, "ns-delay-b", "10.198.2.1/24", "10.198.1.0/24", "10.198.2.2");
                using var cancellation = new CancellationTokenSource();
                Task<RunSummary> running = Task.Factory.StartNew(() => run.Run(cancellation.Token), TaskCreationOptions.LongRunning);
                // The first seconds are not measured: code is still being compiled.
                Measure(near, far, Math.Min(3, seconds), perSecond);
                DelayMeasurement measured = Measure(near, far, seconds, perSecond);
                cancellation.Cancel();
                running.GetAwaiter().GetResult();
                return measured;
            }
        }
        finally
        {
            Tool.Run("ip", "netns", "del", near);
            Tool.Run("ip", "netns", "del", far);
        }
    }

    public void WriteText(TextWriter output)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"delay: {Sent:#,0} datagrams through a link of {DelayMilliseconds} ms between two TUN devices, {Sent - Received} lost"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  error of the delay: median {MedianMicroseconds:0.0} us, 99 % within {P99Microseconds:0.0} us, at most {MostMicroseconds:0.0} us"));
    }

    public void WriteJson(Stream stream)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("name", "delay");
        json.WriteNumber("sent", Sent);
        json.WriteNumber("received", Received);
        json.WriteNumber("error_median_us", MedianMicroseconds);
        json.WriteNumber("error_p99_us", P99Microseconds);
        json.WriteNumber("error_max_us", MostMicroseconds);
        json.WriteEndObject();
        json.Flush();
        stream.WriteByte((byte)'\n');
    }

    private static DelayMeasurement Measure(string near, string far, double seconds, int perSecond)
    {
        using Process receiver = Tool.StartSelfIn(far, "bench-peer", "delay-receive", Tool.Number(Port), Tool.Number(DelayMilliseconds));
        receiver.StandardOutput.ReadLine();
        using Process sender = Tool.StartSelfIn(near, "bench-peer", "delay-send", "10.198.2.1", Tool.Number(Port), Tool.Number(seconds), Tool.Number(perSecond));
        double[] sent = Numbers(sender), seen = Numbers(receiver);
        return new DelayMeasurement((long)sent[0], (long)seen[0], seen[1], seen[2], seen[3]);
    }

    private static double[] Numbers(Process process)
    {
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new IOException($"an end of the measurement failed: {process.StandardError.ReadToEnd().Trim()}");
        return [.. output.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
    }

    private static void Configure(string space, string device, string address, string route, string via)
    {
        Tool.Run("ip", "-n", space, "addr", "add", address, "dev", device);
        Tool.Run("ip", "-n", space, "link", "set", device, "up");
        // Room for all that is sent while NetSim is kept off its processor for some milliseconds.
        Tool.Run("ip", "-n", space, "link", "set", device, "txqueuelen", "10000");
        Tool.Run("ip", "-n", space, "route", "add", route, "via", via);
    }

    private static TopologyPlan Plan(string near, string far)
    {
        var plan = new TopologyPlanBuilder("delay") { Time = new TimePlan(TimeMode.Real, 1, null) };
        int a = AddRouter(plan, "r1", 1, near, "ns-delay-a");
        int b = AddRouter(plan, "r2", 2, far, "ns-delay-b");
        var direction = DirectionPlan.Default with
        {
            Delay = Duration.FromMilliseconds((long)DelayMilliseconds),
        };
        plan.AddLink(a, b, new LinkSettings { AToB = direction, BToA = direction });
        return plan.Build();
    }

    private static int AddRouter(TopologyPlanBuilder plan, string name, byte subnet, string space, string device)
    {
        int node = plan.AddNode(name, NodeKind.Router);
        int tun = plan.AddInterface(node, "tun0", [new IpPrefix(IpAddress.FromIPv4(10, 198, subnet, 2), 24)]);
        int link = plan.AddInterface(node, "eth0", [new IpPrefix(IpAddress.FromIPv4(10, 198, 9, subnet), 24)]);
        plan.AddDevice(tun, DeviceKind.Tun, device, space: space);
        // Keeps the run going until it is told to end.
        plan.AddApplication(new DiscardPlan { NodeId = node });
        return link;
    }
}
