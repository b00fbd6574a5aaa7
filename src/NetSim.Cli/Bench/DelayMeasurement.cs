using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using NetSim.Devices;
using NetSim.Simulation.Running;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Addresses;
using NetSim.Wire.Capture;
using NetSim.Wire.Time;

namespace NetSim.Cli.Bench;

/// <summary>
/// How true the delay of a simulated link is for real programs: datagrams from one network namespace go through a TUN device, two routers joined by a
/// link of 10 ms, and another TUN device to a second namespace, where the time of arrival is compared with that of sending.
/// </summary>
internal sealed record DelayMeasurement(long Sent, long Received, double MedianMicroseconds, double P99Microseconds, double MostMicroseconds)
{
    private const int Port = 5002;
    private const double DelayMilliseconds = 10;

    /// <summary>The second namespace's end of its device.</summary>
    private const string Destination = "10.198.2.1";

    /// <summary>Where a file costs no disk.</summary>
    private const string SharedMemory = "/dev/shm";

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

    /// <summary>
    /// When datagrams arrive is what the kernel says, by tcpdump: how long a program then waits for a processor is not the link's doing. Nothing is
    /// read meanwhile, and tcpdump takes what time is left: a sender that loses its processor between its stamp and the kernel would be taken for the link.
    /// </summary>
    private static DelayMeasurement Measure(string near, string far, double seconds, int perSecond)
    {
        string file = Path.Combine(Directory.Exists(SharedMemory) ? SharedMemory : Path.GetTempPath(), far + ".pcap");
        try
        {
            long sent = SendCaptured(near, far, file, seconds, perSecond);
            List<double> errors = ErrorsOf(file);
            if (errors.Count == 0) throw new IOException("no datagram has arrived");
            errors.Sort();
            return new DelayMeasurement(sent, errors.Count, errors[errors.Count / 2], errors[(int)(errors.Count * 0.99)], errors[^1]);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Returns how many were sent.</summary>
    private static long SendCaptured(string near, string far, string file, double seconds, int perSecond)
    {
        using Process capture = Tool.Start(
            "ip", "netns", "exec", far, "timeout", "--signal=INT", Tool.Number(seconds + 2), "nice", "-n", "19", "tcpdump", "-i", "ns-delay-b", "-n",
            "-s", Tool.Number(DelayPeer.PacketLength), "-B", "65536", "--time-stamp-precision=nano", "-w", file, $"udp port {Port}");
        // Its first words are that it listens.
        if (capture.StandardError.ReadLine() is not { } listening || !listening.Contains("listening", StringComparison.Ordinal))
            throw new IOException($"tcpdump is needed, and does not run: {capture.StandardError.ReadToEnd().Trim()}");
        Task<string> lastWords = capture.StandardError.ReadToEndAsync();
        using Process holder = Tool.StartSelfIn(far, "bench-peer", "delay-hold", Tool.Number(Port), Tool.Number(seconds + 2));
        if (holder.StandardOutput.ReadLine() is null) throw new IOException($"port {Port} cannot be held: {holder.StandardError.ReadToEnd().Trim()}");
        using Process sender = Tool.StartSelfIn(near, "bench-peer", "delay-send", Destination, Tool.Number(Port), Tool.Number(seconds), Tool.Number(perSecond));
        string sent = sender.StandardOutput.ReadToEnd();
        sender.WaitForExit();
        if (sender.ExitCode != 0) throw new IOException($"the sender failed: {sender.StandardError.ReadToEnd().Trim()}");
        capture.WaitForExit();
        holder.WaitForExit();
        if (!lastWords.Result.Contains("\n0 packets dropped by kernel", StringComparison.Ordinal)) throw new IOException($"tcpdump has missed some: {lastWords.Result.Trim()}");
        return long.Parse(sent, CultureInfo.InvariantCulture);
    }

    /// <summary>By how many microseconds each datagram's delay was not that of the link.</summary>
    private static List<double> ErrorsOf(string file)
    {
        var errors = new List<double>(1 << 20);
        using FileStream stream = File.OpenRead(file);
        var reader = new PcapReader(stream);
        while (reader.TryRead(out CaptureRecord record))
        {
            long delay = record.Time.Nanoseconds - DelayPeer.SentAt(record.Bytes);
            errors.Add(Math.Abs(delay - DelayMilliseconds * 1e6) / 1e3);
        }
        return errors;
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
