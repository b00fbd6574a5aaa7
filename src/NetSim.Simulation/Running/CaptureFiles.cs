using NetSim.Simulation.Actors;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Buffers;
using NetSim.Wire.Capture;
using NetSim.Wire.Filtering;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Running;

/// <summary>
/// The capture files of a run: those that the file asks for, and one for every interface if the user does. One that cannot be written on
/// ends where it is; the run goes on, since what it simulates does not hang on who looks.
/// </summary>
internal sealed class CaptureFiles : IDisposable
{
    private readonly List<CaptureTap> _files = [];
    private readonly Dictionary<int, IFrameTap> _taps = [];
    private readonly IRunObserver _observer;
    private SharedCapture? _shared;

    private CaptureFiles(IRunObserver observer) => _observer = observer;

    /// <summary>No file is written.</summary>
    public static CaptureFiles None => new(NoObserver.Instance);

    public IReadOnlyDictionary<int, IFrameTap> Taps => _taps;

    /// <summary>Opens all of them, before anything runs: a folder that cannot be written is better known early.</summary>
    /// <param name="plan">The network.</param>
    /// <param name="options">Whether the user wants a file of each interface, or one of all, beside those that the plan asks for.</param>
    /// <param name="epoch">Instant zero, in nanoseconds since 1970; 0 in virtual time.</param>
    /// <param name="observer">Hears of a file that could not be written on.</param>
    /// <exception cref="IOException">A file cannot be made.</exception>
    public static CaptureFiles Open(TopologyPlan plan, RunOptions options, long epoch, IRunObserver observer)
    {
        var files = new CaptureFiles(observer);
        try
        {
            foreach (CapturePlan capture in plan.Captures) files.Add(plan, capture.InterfaceId, capture.File.FullPath, epoch, capture.Filter);
            if (options.CaptureFolder is { } folder) files.AddEach(plan, folder, epoch);
            if (options.CaptureFile is { } path) files.AddShared(plan, path, epoch);
            return files;
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    /// <summary>Lets somebody else look on at an interface, too.</summary>
    public void Add(int interfaceId, IFrameTap tap) =>
        _taps[interfaceId] = FrameTaps.Join(_taps.GetValueOrDefault(interfaceId), tap);

    /// <summary>Ends all files. What comes after is no part of the run, and in none of them.</summary>
    public void Close()
    {
        foreach (CaptureTap file in _files) file.Close();
        if (_shared is not { } shared) return;
        _shared = null;
        using (shared)
        {
            try
            {
                shared.Finish();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                _observer.OnCaptureBroken(shared.Path, e.Message);
            }
        }
    }

    public void Dispose() => Close();

    private void AddEach(TopologyPlan plan, string folder, long epoch)
    {
        MakeFolder(folder);
        for (int id = 0; id < plan.Interfaces.Length; id++)
            Add(plan, id, Path.Combine(folder, plan.EndpointName(id).Replace(':', '-') + ".pcapng"), epoch);
    }

    private void AddShared(TopologyPlan plan, string path, long epoch)
    {
        var shared = _shared = new SharedCapture(path, OpenFile(path));
        MakeFolder(shared.Folder);
        for (int id = 0; id < plan.Interfaces.Length; id++) Add(plan, id, shared.NextPart(), epoch);
    }

    private static void MakeFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            string reason = File.Exists(folder) ? "there is a file of that name" : e.Message;
            throw new IOException($"cannot make the folder '{folder}' for captures: {reason}", e);
        }
    }

    private void Add(TopologyPlan plan, int interfaceId, string path, long epoch, FilterPlan? filter = null)
    {
        var section = new CaptureSection { Application = "NetSim" };
        var writer = new PcapngWriter(OpenFile(path), section) { Epoch = epoch };
        var file = new CaptureTap(writer, path, _observer, filter?.Program);
        _files.Add(file);
        InterfacePlan port = plan.Interfaces[interfaceId];
        bool isEthernet = port.Framing == Framing.Ethernet && port.Attachment != Attachment.Tun;
        writer.AddInterface(new CaptureInterface
        {
            LinkType = isEthernet ? LinkType.Ethernet : LinkType.Raw,
            Name = plan.EndpointName(interfaceId),
            Description = DescriptionOf(plan, port),
        });
        Add(interfaceId, file);
    }

    /// <summary>What it is plugged into.</summary>
    private static string DescriptionOf(TopologyPlan plan, in InterfacePlan port)
    {
        if (port.Attachment == Attachment.None) return "";
        if (port.Attachment == Attachment.Vlan) return $"VLAN {plan.Vlans[port.AttachedTo].Vlan} of {plan.EndpointName(plan.Vlans[port.AttachedTo].LinkId)}";
        if (port.Attachment != Attachment.Link) return $"device {plan.Devices[port.AttachedTo].Name}";
        ref readonly LinkPlan link = ref plan.Links.ItemRef(port.AttachedTo);
        return $"link {plan.LinkName(link.Id)} to {plan.EndpointName(link.A == port.Id ? link.B : link.A)}";
    }

    private static FileStream OpenFile(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"cannot write the capture '{path}': {e.Message}", e);
        }
    }

    /// <summary>Each has a pool of its own: an interface's frames are seen on its lane only, but two files never share.</summary>
    private sealed class CaptureTap(PcapngWriter writer, string path, IRunObserver observer, BpfProgram? filter) : IFrameTap
    {
        private readonly CaptureRecorder _recorder = new(writer, new RecyclingPacketPool()) { Filter = filter };
        private bool _isOver;

        public void OnFrame(Instant now, Packet frame, FrameDirection direction)
        {
            if (_isOver) return;
            try
            {
                _recorder.Record(0, now, frame, direction == FrameDirection.Receive ? CaptureDirection.Inbound : CaptureDirection.Outbound);
            }
            catch (IOException e)
            {
                Break(e);
            }
        }

        public void Close()
        {
            if (_isOver) return;
            try
            {
                writer.Dispose();
                _isOver = true;
            }
            catch (IOException e)
            {
                Break(e);
            }
        }

        private void Break(IOException cause)
        {
            _isOver = true;
            observer.OnCaptureBroken(path, cause.Message);
            try
            {
                writer.Dispose();
            }
            catch (IOException)
            {
                // It still cannot be written on, which has just been told.
            }
        }
    }
}
