using System.Diagnostics.CodeAnalysis;
using NetSim.Devices.Filtering;
using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Buffers;
using NetSim.Wire.Filtering;

namespace NetSim.Simulation.Topology.Planning;

/// <summary>Packet filters are compiled while the file is checked, so that what is wrong in them is told with its place.</summary>
internal static class FilterPlanner
{
    /// <param name="draft">Hears what is wrong.</param>
    /// <param name="text">In tcpdump's syntax.</param>
    /// <param name="interfaceId">Where it will look.</param>
    /// <param name="filter">Compiled.</param>
    public static bool TryPlan(PlanDraft draft, Located<string> text, int interfaceId, [NotNullWhen(true)] out FilterPlan? filter)
    {
        filter = null;
        if (!HasCompiler(draft, text)) return false;
        if (FilterCompiler.TryCompile(text.Value, LinkTypeOf(draft.Builder.Interfaces[interfaceId]), out BpfProgram? program, out string? problem))
            filter = new FilterPlan(text.Value, program);
        else
            Report(draft, text, problem);
        return filter is not null;
    }

    /// <summary>The same for a filter that looks at all nodes.</summary>
    public static bool TryPlan(PlanDraft draft, Located<string> text, [NotNullWhen(true)] out PacketFilter? filter)
    {
        filter = null;
        if (!HasCompiler(draft, text)) return false;
        if (!PacketFilter.TryCompile(text.Value, out filter, out string? problem)) Report(draft, text, problem);
        return filter is not null;
    }

    private static bool HasCompiler(PlanDraft draft, Located<string> text)
    {
        if (FilterCompiler.IsThere) return true;
        draft.Diagnostics.Add(text.Place, DiagnosticCode.NoFilterCompiler,
            "packet filters are compiled by libpcap, which is not on this machine: install it (on Debian, apt install libpcap0.8)");
        return false;
    }

    private static void Report(PlanDraft draft, Located<string> text, string problem) =>
        draft.Diagnostics.Add(text.Place, DiagnosticCode.BadFilter, $"{Quoted.Text(text.Value)} is not a packet filter: {problem}");

    public static LinkType LinkTypeOf(in InterfacePlan port) =>
        port.Framing == Framing.Ethernet && port.Attachment != Attachment.Tun ? LinkType.Ethernet : LinkType.Raw;
}
