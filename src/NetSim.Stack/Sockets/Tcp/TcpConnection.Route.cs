using NetSim.Stack.Sockets.Tcp.Opening;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ipv4;

namespace NetSim.Stack.Sockets.Tcp;

/// <summary>Source routes (RFC 9293 3.9.2.1).</summary>
public sealed partial class TcpConnection
{
    /// <summary>The routers by which segments go: those of the settings (MUST-51), or the way back of the peer's (MUST-53).</summary>
    public SourceRoute? Route
    {
        get => _extras?.Route;
        private set => Extras.Route = value;
    }

    /// <summary>A passive open follows the peer, unless its own application has said how to go (MUST-52).</summary>
    private bool MayHaveRoute(Packet packet) =>
        packet.TransportOffset > Ipv4Header.MinLength && _header.IsIPv4 && IsPassive && Settings.SourceRoute is null;

    /// <summary>SHLD-24: of several ways the last one counts.</summary>
    private void TakeRoute(Packet packet)
    {
        SourceRoute? route = SourceRoute.OfReturn(packet.Bytes, Route);
        if (route is null || ReferenceEquals(route, Route)) return;
        Route = route;
        if (_sender.IsOpen) _sender.ReduceSegmentSize(SegmentSizeFor(_peerMss));
    }

    private void AdoptRoute(HalfOpenConnection half)
    {
        if (half.Route is { } route) Route = route;
    }
}
