using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using NetSim.Devices.Filtering;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Buffers;

namespace NetSim.Simulation.Telemetry.Sequences;

/// <summary>Whose packets are wanted, in the order in which they were sent: those of one TCP connection, or what a packet filter matches where it is made.</summary>
public sealed class SequenceRequest
{
    private const string FlowKey = "flow=";

    private readonly PacketFilter? _filter;

    private SequenceRequest(string text, int flow, PacketFilter? filter) => (Text, Flow, _filter) = (text, flow, filter);

    /// <summary>As it was asked for.</summary>
    public string Text { get; }

    /// <summary>The number of the connection in the order in which they were opened, from 1; 0 of a filter.</summary>
    public int Flow { get; }

    /// <param name="text"><c>flow=1</c>, or a filter in tcpdump's syntax.</param>
    /// <param name="request">What it means.</param>
    /// <param name="problem">What is wrong with it, as a sentence.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out SequenceRequest? request, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        (request, problem) = (null, null);
        if (text.StartsWith(FlowKey, StringComparison.Ordinal))
        {
            bool isNumber = int.TryParse(text[FlowKey.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out int flow) && flow > 0;
            if (isNumber) request = new SequenceRequest(text, flow, null);
            else problem = $"'{text}': connections are numbered from 1 in the order in which they were opened: flow=1";
            return isNumber;
        }
        if (!FilterCompiler.IsThere)
        {
            problem = "packet filters are compiled by libpcap, which is not on this machine: install it (on Debian, apt install libpcap0.8), or say flow=N";
            return false;
        }
        if (string.IsNullOrWhiteSpace(text))
        {
            problem = "say flow=N, or a packet filter as for tcpdump";
            return false;
        }
        if (PacketFilter.TryCompile(text, out PacketFilter? filter, out string? why)) request = new SequenceRequest(text, 0, filter);
        else problem = $"'{text}' is neither flow=N nor a packet filter: {why}";
        return request is not null;
    }

    internal bool Matches(ReadOnlySpan<byte> bytes, LinkType link) => _filter is not null && _filter.Matches(bytes, link);
}
