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
        if (!FilterCompiler.IsThere)
        {
            draft.Diagnostics.Add(text.Place, DiagnosticCode.NoFilterCompiler,
                "packet filters are compiled by libpcap, which is not on this machine: install it (on Debian, apt install libpcap0.8)");
            return false;
        }
        if (!FilterCompiler.TryCompile(text.Value, LinkTypeOf(draft.Builder.Interfaces[interfaceId]), out BpfProgram? program, out string? problem))
        {
            draft.Diagnostics.Add(text.Place, DiagnosticCode.BadFilter, $"{Quoted.Text(text.Value)} is not a packet filter: {problem}");
            return false;
        }
        filter = new FilterPlan(text.Value, program);
        return true;
    }

    public static LinkType LinkTypeOf(in InterfacePlan port) =>
        port.Framing == Framing.Ethernet && port.Attachment != Attachment.Tun ? LinkType.Ethernet : LinkType.Raw;
}
