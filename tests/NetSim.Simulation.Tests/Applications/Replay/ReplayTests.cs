using NetSim.Simulation.Applications.Replay;
using NetSim.Simulation.Running;
using NetSim.Simulation.Topology;
using NetSim.Testing;
using NetSim.Wire.Buffers;
using NetSim.Wire.Capture;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Tests.Applications.Replay;

public sealed class ReplayTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("netsim-replay-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Datagrams at 0, 10, 10 and 250 ms after an hour, the third stamped before the second.</summary>
    private void WriteCapture()
    {
        using FileStream file = File.Create(Path.Combine(_folder, "in.pcapng"));
        using var writer = new PcapngWriter(file, new CaptureSection());
        int port = writer.AddInterface(new CaptureInterface { LinkType = LinkType.Ethernet });
        (double Milliseconds, ushort Port)[] packets = [(0, 1001), (10, 1002), (4, 1003), (250, 1004)];
        foreach ((double milliseconds, ushort number) in packets)
        {
            byte[] frame = PacketBuilder.IPv4("10.0.0.1", "10.0.0.2").Udp(number, 9).Payload(100).Ethernet("02:00:00:00:00:0a", "02:00:00:00:00:0b").ToBytes();
            writer.Write(port, new Instant(3_600_000_000_000 + (long)(milliseconds * 1e6)), frame, CaptureDirection.Unknown);
        }
    }

    private (ReplayRecord Record, List<(double Milliseconds, byte[] Bytes)> Seen) Run(string replay)
    {
        WriteCapture();
        TopologyLoad load = ApplicationRun.Load(
            $"{{ replay: {{ file: in.pcapng, {replay} }} }}, {{ ping: {{ to: b, count: 1, start: 2 s }} }}", "{ discard: }", "delay: 5 ms",
            "capture: [ { interface: \"b:e\", file: out.pcapng } ]", _folder);
        RunSummary summary = ApplicationRun.Of(load);
        List<(double, byte[])> seen = [];
        using FileStream file = File.OpenRead(Path.Combine(_folder, "out.pcapng"));
        var reader = new PcapngReader(file);
        while (reader.TryRead(out CaptureRecord record))
            if (record.Bytes.Length == 142) seen.Add((record.Time.Nanoseconds / 1e6, record.Bytes.ToArray()));
        return (Assert.Single(summary.Applications.OfType<ReplayRecord>()), seen);
    }

    [Theory]
    [InlineData("speed: 1", 5d, 15d, 15d, 255d)]
    [InlineData("speed: 0.5, start: 100 ms", 105d, 125d, 125d, 605d)]
    [InlineData("speed: 10", 5d, 6d, 6d, 30d)]
    public void Frames_are_sent_byte_for_byte_at_their_own_distances(string replay, params double[] times)
    {
        (ReplayRecord record, List<(double Milliseconds, byte[] Bytes)> seen) = Run(replay);

        Assert.Equal((4L, 4L, 4L * 142, true), (record.Sent, record.Total, record.Bytes, record.IsDone));
        Assert.Equal(times, seen.Select(frame => frame.Milliseconds));
        Assert.Equal(
            Enumerable.Range(1001, 4).Select(port => PacketBuilder.IPv4("10.0.0.1", "10.0.0.2").Udp((ushort)port, 9).Payload(100).Ethernet("02:00:00:00:00:0a", "02:00:00:00:00:0b").ToBytes()),
            seen.Select(frame => frame.Bytes));
    }
}
