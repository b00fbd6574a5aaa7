using System.Diagnostics.CodeAnalysis;
using NetSim.Devices.Filtering;
using NetSim.Wire.Buffers;
using NetSim.Wire.Filtering;

namespace NetSim.Simulation.Topology.Plan;

/// <summary>A packet filter for whatever a node makes: frames and packets without a frame.</summary>
public sealed class PacketFilter
{
    private readonly BpfProgram _ofFrames;

    /// <summary>Null if only a frame can match.</summary>
    private readonly BpfProgram? _ofPackets;

    private PacketFilter(string text, BpfProgram ofFrames, BpfProgram? ofPackets) => (Text, _ofFrames, _ofPackets) = (text, ofFrames, ofPackets);

    /// <summary>In tcpdump's syntax.</summary>
    public string Text { get; }

    /// <param name="text">In tcpdump's syntax.</param>
    /// <param name="filter">Compiled.</param>
    /// <param name="problem">What is wrong with it, as the compiler says. <see cref="FilterCompiler.IsThere"/> must hold.</param>
    public static bool TryCompile(string text, [NotNullWhen(true)] out PacketFilter? filter, [NotNullWhen(false)] out string? problem)
    {
        // A filter of frames, such as "arp", matches no packet that has no frame, which the compiler takes for a mistake.
        FilterCompiler.TryCompile(text, LinkType.Raw, out BpfProgram? ofPackets, out _);
        filter = FilterCompiler.TryCompile(text, LinkType.Ethernet, out BpfProgram? ofFrames, out problem) ? new PacketFilter(text, ofFrames, ofPackets) : null;
        return filter is not null;
    }

    internal bool Matches(ReadOnlySpan<byte> bytes, LinkType link) => (link == LinkType.Ethernet ? _ofFrames : _ofPackets)?.Matches(bytes) ?? false;
}
