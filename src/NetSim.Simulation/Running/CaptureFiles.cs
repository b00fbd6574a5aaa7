using NetSim.Simulation.Actors;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Buffers;
using NetSim.Wire.Capture;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Running;

/// <summary>The capture files of a run: those that the file asks for, and one for every interface if the user does.</summary>
internal sealed class CaptureFiles : IDisposable
{
    private readonly List<PcapngWriter> _writers = [];
    private readonly Dictionary<int, IFrameTap> _taps = [];

    public IReadOnlyDictionary<int, IFrameTap> Taps => _taps;

    /// <summary>Opens all of them, before anything runs: a folder that cannot be written is better known early.</summary>
    /// <param name="plan">The network.</param>
    /// <param name="folder">For one file of each interface; null for only those that the plan asks for.</param>
    /// <param name="epoch">Instant zero, in nanoseconds since 1970; 0 in virtual time.</param>
    /// <exception cref="IOException">A file cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor may it.</exception>
    public static CaptureFiles Open(TopologyPlan plan, string? folder, long epoch)
    {
        var files = new CaptureFiles();
        try
        {
            foreach (CapturePlan capture in plan.Captures) files.Add(plan, capture.InterfaceId, capture.File.FullPath, epoch);
            if (folder is null) return files;
            Directory.CreateDirectory(folder);
            for (int id = 0; id < plan.Interfaces.Length; id++)
            {
                string name = plan.EndpointName(id).Replace(':', '-') + ".pcapng";
                files.Add(plan, id, Path.Combine(folder, name), epoch);
            }
            return files;
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (PcapngWriter writer in _writers) writer.Dispose();
    }

    private void Add(TopologyPlan plan, int interfaceId, string path, long epoch)
    {
        var section = new CaptureSection { Application = "NetSim" };
        var writer = new PcapngWriter(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read), section) { Epoch = epoch };
        _writers.Add(writer);
        InterfacePlan port = plan.Interfaces[interfaceId];
        bool isEthernet = port.Framing == Framing.Ethernet && port.Attachment != Attachment.Tun;
        writer.AddInterface(new CaptureInterface
        {
            LinkType = isEthernet ? LinkType.Ethernet : LinkType.Raw,
            Name = plan.EndpointName(interfaceId),
        });
        var tap = new CaptureTap(writer);
        _taps[interfaceId] = _taps.TryGetValue(interfaceId, out IFrameTap? other) ? new TwoTaps(other, tap) : tap;
    }

    /// <summary>Each tap has a pool of its own: an interface's frames are seen on its lane only, but two files never share.</summary>
    private sealed class CaptureTap(PcapngWriter writer) : IFrameTap
    {
        private readonly CaptureRecorder _recorder = new(writer, new RecyclingPacketPool());

        public void OnFrame(Instant now, Packet frame, FrameDirection direction) =>
            _recorder.Record(0, now, frame, direction == FrameDirection.Receive ? CaptureDirection.Inbound : CaptureDirection.Outbound);
    }

    private sealed class TwoTaps(IFrameTap first, IFrameTap second) : IFrameTap
    {
        public void OnFrame(Instant now, Packet frame, FrameDirection direction)
        {
            first.OnFrame(now, frame, direction);
            second.OnFrame(now, frame, direction);
        }
    }
}
