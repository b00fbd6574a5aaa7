using NetSim.Simulation.Actors;
using NetSim.Simulation.Capturing;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Buffers;
using NetSim.Wire.Capture;

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
            foreach (CapturePlan capture in plan.Captures) files.Add(plan, capture, epoch);
            if (options.CaptureFolder is { } folder) files.AddEach(plan, folder, options.CaptureRing, epoch);
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

    private void AddEach(TopologyPlan plan, string folder, CaptureRingPlan? ring, long epoch)
    {
        MakeFolder(folder);
        for (int id = 0; id < plan.Interfaces.Length; id++)
        {
            string path = Path.Combine(folder, plan.EndpointName(id).Replace(':', '-') + ".pcapng");
            Add(plan, new CapturePlan(id, new PathPlan(path, path)) { Ring = ring }, epoch);
        }
    }

    private void AddShared(TopologyPlan plan, string path, long epoch)
    {
        var shared = _shared = new SharedCapture(path, OpenFile(path, ring: null));
        MakeFolder(shared.Folder);
        for (int id = 0; id < plan.Interfaces.Length; id++)
        {
            string part = shared.NextPart();
            Add(plan, new CapturePlan(id, new PathPlan(part, part)), epoch);
        }
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

    private void Add(TopologyPlan plan, CapturePlan capture, long epoch)
    {
        (string path, int interfaceId) = (capture.File.FullPath, capture.InterfaceId);
        var section = new CaptureSection { Application = "NetSim" };
        RingFiles? ring = capture.Ring is { } kept ? new RingFiles(path, kept) : null;
        var writer = new PcapngWriter(OpenFile(path, ring), section) { Epoch = epoch, Rotation = ring?.Rotation };
        var file = new CaptureTap(writer, path, _observer, capture.Filter?.Program);
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
        if (port.Attachment == Attachment.Tunnel) return $"tunnel to {plan.Tunnels[port.AttachedTo].Options.Remote}";
        if (port.Attachment != Attachment.Link) return $"device {plan.Devices[port.AttachedTo].Name}";
        ref readonly LinkPlan link = ref plan.Links.ItemRef(port.AttachedTo);
        return $"link {plan.LinkName(link.Id)} to {plan.EndpointName(link.A == port.Id ? link.B : link.A)}";
    }

    private static Stream OpenFile(string path, RingFiles? ring)
    {
        try
        {
            return ring?.Open() ?? new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"cannot write the capture '{path}': {e.Message}", e);
        }
    }
}
