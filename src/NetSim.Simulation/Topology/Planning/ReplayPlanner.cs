using System.Globalization;
using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Buffers;
using NetSim.Wire.Capture;
using NetSim.Wire.Ethernet;

namespace NetSim.Simulation.Topology.Planning;

/// <summary>Capture files that applications send. They are read while the topology is checked, so that what is wrong in them is told with its place.</summary>
internal sealed class ReplayPlanner(PlanDraft draft, PathPlanner paths)
{
    /// <summary>Of a file: all of it is held in memory.</summary>
    private const long MostBytes = 1L << 30;

    public ReplayPlan? Plan(int node, ReplayDocument document)
    {
        bool hasInterface = TryFindInterface(node, document, out InterfacePlan port);
        if (document.File is not { } file || paths.Input(file) is not { } path || !hasInterface) return null;
        FilterPlan? filter = null;
        if (document.Filter is { } text && !FilterPlanner.TryPlan(draft, text, port.Id, out filter)) return null;
        if (Read(file, path, port, filter) is not { } frames) return null;
        var plan = new ReplayPlan { File = path, Interface = port.Index, InterfaceName = port.Name, Frames = frames, Speed = document.Speed, Filter = filter };
        draft.Replays.Add((file.Place, plan, port.Id));
        return plan;
    }

    private bool TryFindInterface(int node, ReplayDocument document, out InterfacePlan port)
    {
        port = default;
        NodePlan plan = draft.Builder.Nodes[node];
        if (document.Interface is null && plan.InterfaceCount == 1)
        {
            port = draft.Builder.Interfaces[plan.FirstInterface];
            return true;
        }
        List<string> known = [];
        foreach (InterfacePlan own in draft.Builder.Interfaces.Slice(plan.FirstInterface, plan.InterfaceCount)) known.Add(own.Name);
        if (document.Interface is not { } named)
        {
            if (known.Count > 1)
                draft.Diagnostics.AddAtKey(document.Place, DiagnosticCode.MissingKey, $"the key 'interface' is missing: {plan.Name} has {string.Join(", ", known)}");
            return false;
        }
        if (draft.TryFindInterface($"{plan.Name}:{named.Value}", out int id))
        {
            port = draft.Builder.Interfaces[id];
            return true;
        }
        draft.Diagnostics.Add(named.Place, DiagnosticCode.UnknownInterface,
            $"{plan.Name} has no interface {Quoted.Text(named.Value)}{Spelling.DidYouMean(named.Value, known)}");
        return false;
    }

    /// <returns>Null, and the reason is said.</returns>
    private CapturedFrames? Read(Located<string> file, PathPlan path, in InterfacePlan port, FilterPlan? filter)
    {
        try
        {
            using FileStream stream = new(path.FullPath, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (stream.Length > MostBytes)
            {
                draft.Diagnostics.Add(file.Place, DiagnosticCode.PathUnusable, $"{Quoted.Text(file.Value)} is larger than 1 GiB");
                return null;
            }
            return Read(file, new CaptureFile(stream), FilterPlanner.LinkTypeOf(port), filter);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            draft.Diagnostics.Add(file.Place, DiagnosticCode.PathUnusable, $"{Quoted.Text(file.Value)} cannot be read: {exception.Message}");
            return null;
        }
    }

    private CapturedFrames? Read(Located<string> file, CaptureFile capture, LinkType wanted, FilterPlan? filter)
    {
        var frames = new CapturedFrames();
        for (int number = 1; capture.TryRead(out CaptureRecord record, out LinkType link); number++)
        {
            if (CaptureFile.Usual(link) != wanted)
            {
                draft.Diagnostics.Add(file.Place, DiagnosticCode.OtherLinkType, string.Create(CultureInfo.InvariantCulture,
                    $"packet {number} of {Quoted.Text(file.Value)} has link type {(int)link}, and this interface sends {(wanted == LinkType.Ethernet ? "Ethernet frames (link type 1)" : "IP packets (link type 101)")}"));
                return null;
            }
            if (filter is not null && !filter.Program.Matches(record.Bytes)) continue;
            if (record.OriginalLength > record.Bytes.Length)
            {
                draft.Diagnostics.Add(file.Place, DiagnosticCode.FileMalformed, string.Create(CultureInfo.InvariantCulture,
                    $"packet {number} of {Quoted.Text(file.Value)} was cut when it was captured: {record.Bytes.Length} of {record.OriginalLength} bytes are there (capture without a snapshot length)"));
                return null;
            }
            frames.Add(record.Time, record.Bytes);
        }
        string? objection = capture.Problem ?? (frames.Count > 0 ? null : filter is null ? "it holds no packet" : "it holds no packet that the filter lets pass");
        if (objection is null) return frames;
        draft.Diagnostics.Add(file.Place, DiagnosticCode.FileMalformed, $"{Quoted.Text(file.Value)}: {objection}");
        return null;
    }

    /// <summary>Once links have said which MTU the interfaces have.</summary>
    public static void WarnOfLong(PlanDraft draft, TopologyPlan plan)
    {
        foreach ((Place place, ReplayPlan replay, int interfaceId) in draft.Replays)
        {
            InterfacePlan port = plan.Interfaces[interfaceId];
            int most = port.Mtu + (FilterPlanner.LinkTypeOf(port) == LinkType.Ethernet ? EthernetView.HeaderLength : 0);
            if (replay.Frames.Longest <= most) continue;
            draft.Diagnostics.Add(place, DiagnosticCode.LongerThanMtu, string.Create(CultureInfo.InvariantCulture,
                $"the longest packet of {Quoted.Text(replay.File.Text)} has {replay.Frames.Longest} bytes, and {draft.EndpointName(port.Id)} drops what has more than {most}: its MTU is {port.Mtu}"));
        }
    }
}
