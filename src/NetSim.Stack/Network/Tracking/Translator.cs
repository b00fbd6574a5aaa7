using NetSim.Stack.Interfaces;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Icmp;
using NetSim.Wire.Ip;
using NetSim.Wire.Ipv4;

namespace NetSim.Stack.Network.Tracking;

/// <summary>
/// Network address and port translation of IPv4 (RFC 3022; behaviour of RFC 4787, RFC 5382, RFC 5508): destinations on the way in, sources
/// on the way out, and what ICMP errors quote both ways.
/// </summary>
internal sealed class Translator
{
    private readonly IpLayer _ip;
    private readonly TranslationOptions _options;

    public Translator(IpLayer ip, TranslationOptions options)
    {
        (_ip, _options, Mappings) = (ip, options, new PortMappings(ip.Random, IsOfRouter));
        foreach (PortForward forward in options.Forwards) Mappings.AddStatic(forward);
    }

    public PortMappings Mappings { get; }

    public int Outside => _options.Outside;

    /// <summary>Whether a socket of the router has a local end; null: it has none.</summary>
    public Func<IpProtocol, IpEndpoint, bool>? IsBound { get; set; }

    /// <summary>What all share; unspecified while the interface has none.</summary>
    public IpAddress OuterAddress
    {
        get
        {
            NetworkInterface port = _ip.Interfaces[Outside];
            return port.Addresses.TryFindFor(IpAddress.AnyIPv4, out IpAddress address) ? address : IpAddress.AnyIPv4;
        }
    }

    /// <summary>Whether a packet from outside may use the mapping (RFC 4787 REQ-8, RFC 5382 REQ-3).</summary>
    public bool LetsIn(PortMapping mapping, in Flow flow, ConnectionTable connections)
    {
        if (mapping.IsStatic || _options.Filtering == NatFiltering.EndpointIndependent) return true;
        return connections.Find(flow with { Destination = mapping.Inner }) is not null;
    }

    /// <summary>The mapping that a packet to the outside address comes in by. Echo requests are for the router itself.</summary>
    public PortMapping? FindInbound(in Flow flow) =>
        flow.Kind is FlowKind.Segment or FlowKind.Datagram or FlowKind.Answer
            ? Mappings.FindPort(flow.Protocol, flow.Destination.Port)
            : null;

    /// <summary>The mapping that a packet goes out by, made if need be.</summary>
    public PortMapping? MapSource(in Flow flow) =>
        flow.Kind is FlowKind.Segment or FlowKind.Datagram or FlowKind.Query ? Mappings.Map(flow.Protocol, flow.Source) : null;

    /// <summary>What comes to a port at which the router itself has a socket is for the router, and no inner end may have it.</summary>
    private bool IsOfRouter(IpProtocol protocol, IpAddress inner, ushort port) =>
        IsBound is { } isBound && isBound(protocol, new IpEndpoint(OuterAddress, port)) && !_ip.IsOwn(inner);

    /// <summary>The router has opened a socket since an inner end was given the port: whom the inner end does not speak with speaks to the router.</summary>
    public bool IsShadowed(PortMapping mapping) => !mapping.IsStatic && IsOfRouter(mapping.Protocol, mapping.Inner.Address, mapping.Port);

    /// <summary>What the router says by such a port needs no mapping: it has the outside address and the port that it is known by.</summary>
    public bool SpeaksForItself(in Flow flow) =>
        flow.Source.Address == OuterAddress && Mappings.FindPort(flow.Protocol, flow.Source.Port) is { } mapping && mapping.Inner != flow.Source && IsShadowed(mapping);

    public void RewriteSource(Packet packet, in Flow flow, PortMapping mapping)
    {
        var outer = new IpEndpoint(OuterAddress, mapping.Port);
        if (flow.Source != outer) EndRewriter.Rewrite(packet, flow, FlowEnd.Source, outer);
    }

    public static void RewriteDestination(Packet packet, in Flow flow, PortMapping mapping)
    {
        if (flow.Destination != mapping.Inner) EndRewriter.Rewrite(packet, flow, FlowEnd.Destination, mapping.Inner);
    }

    /// <summary>RFC 5508 REQ-3: an error goes nowhere whose own checksum is wrong, or that of the IP header which it quotes (a).</summary>
    public static bool IsIntact(Packet error, in Flow flow)
    {
        Span<byte> message = error.Bytes[flow.TransportOffset..];
        if (error.Checksum == ChecksumState.Complete && !IcmpHeader.IsChecksumValid(message)) return false;
        Span<byte> quote = message[IcmpHeader.Length..];
        return quote.IsEmpty || quote[0] >> 4 != 4 || Ipv4Header.IsChecksumValid(quote);
    }

    /// <summary>RFC 5508 REQ-4: an error about a packet that went out by a mapping goes to who sent it, and quotes what was sent.</summary>
    public bool TryTranslateErrorIn(Packet error, in Flow flow)
    {
        if (!TryReadQuote(error, flow, out Flow quoted) || quoted.Source.Address != flow.Destination.Address) return false;
        if (Mappings.FindPort(quoted.Protocol, quoted.Source.Port) is not { } mapping) return false;
        if (mapping.Inner.Address == flow.Destination.Address) return true;
        EndRewriter.RewriteQuoted(error, flow.TransportOffset, quoted, (FlowEnd.Source, mapping.Inner));
        EndRewriter.FinishError(error, flow.TransportOffset);
        EndRewriter.Rewrite(error, flow, FlowEnd.Destination, mapping.Inner);
        return true;
    }

    /// <summary>RFC 5508 REQ-5: an error about a packet that came in by a mapping quotes what came, and is from the outside address.</summary>
    public bool TryTranslateErrorOut(Packet error, in Flow flow)
    {
        if (!TryReadQuote(error, flow, out Flow quoted)) return false;
        if (Mappings.FindInner(quoted.Protocol, quoted.Destination) is not { } mapping) return false;
        IpAddress outer = OuterAddress;
        EndRewriter.RewriteQuoted(error, flow.TransportOffset, quoted, (FlowEnd.Destination, new IpEndpoint(outer, mapping.Port)));
        EndRewriter.FinishError(error, flow.TransportOffset);
        if (flow.Source.Address != outer) EndRewriter.Rewrite(error, flow, FlowEnd.Source, new IpEndpoint(outer, 0));
        return true;
    }

    /// <summary>
    /// A packet that was translated on its way out comes back, since nobody took it: it becomes what it was, so that its sender can be told.
    /// </summary>
    public void Restore(Packet packet)
    {
        if (packet.Ingress == Packet.NoInterface || !Flow.TryRead(packet.Bytes, out Flow flow)) return;
        if (flow.Source.Address != OuterAddress || Mappings.FindPort(flow.Protocol, flow.Source.Port) is not { } mapping) return;
        if (flow.Source != mapping.Inner) EndRewriter.Rewrite(packet, flow, FlowEnd.Source, mapping.Inner);
    }

    public static bool TryReadQuote(Packet error, in Flow flow, out Flow quoted) =>
        Flow.TryReadQuoted(error.Bytes[(flow.TransportOffset + IcmpHeader.Length)..], out quoted);
}
