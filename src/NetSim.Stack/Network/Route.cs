using NetSim.Stack.Interfaces;
using NetSim.Wire.Addresses;

namespace NetSim.Stack.Network;

/// <summary>What is done with a packet that a route matches.</summary>
public enum RouteKind : byte
{
    /// <summary>It goes out by the route's interface.</summary>
    Unicast,

    /// <summary>It is for this node: one of its own addresses.</summary>
    Local,

    /// <summary>It is for everybody on the subnet of the route's interface.</summary>
    Broadcast,
}

/// <summary>Who put a route into the table.</summary>
public enum RouteOrigin : byte
{
    /// <summary>Follows from an interface's address, and goes with it.</summary>
    Connected,

    /// <summary>The operator, or a routing protocol.</summary>
    Static,

    /// <summary>A router's advertisement (RFC 4861 6.3.4).</summary>
    Advertised,

    /// <summary>A router that knew a better way (RFC 4861 section 8, RFC 1122 3.2.2.2).</summary>
    Redirected,
}

/// <summary>One line of a <see cref="RoutingTable"/>, and of one table only.</summary>
public sealed class Route
{
    // Apart, since together they would be padded: there are several routes for each interface of a network.
    private readonly IpAddress _network;
    private readonly byte _length;

    /// <summary>The host bits are cleared on the way in.</summary>
    public required IpPrefix Destination
    {
        get => new(_network, _length);
        init => (_network, _length) = (value.Network.Address, (byte)value.Length);
    }

    public required NetworkInterface Interface { get; init; }

    /// <summary>The router to send through; <see langword="default"/> (::) if the destination is on the link.</summary>
    public IpAddress Gateway { get; init; }

    /// <summary>Of several routes to one prefix the least is taken whose interface can send; of equals the older one.</summary>
    public int Metric { get; init; }

    /// <summary>The source address to prefer; <see langword="default"/> if any of the interface's will do.</summary>
    public IpAddress Source { get; init; }

    public RouteKind Kind { get; internal init; } = RouteKind.Unicast;

    public RouteOrigin Origin { get; internal init; } = RouteOrigin.Static;

    /// <summary>Where the packet goes next: the gateway, or on the link the destination itself.</summary>
    internal IpAddress NextHop(IpAddress destination) => HasGateway ? Gateway : destination;

    internal bool HasGateway => Gateway != default;

    /// <summary>An address of this node stays its own while the interface is down; a way out does not stay one.</summary>
    internal bool IsUsable => Kind != RouteKind.Unicast || Interface.CanSend;

    /// <summary>
    /// What to try if this route cannot be used: the next best to the same prefix, then the best to the next shorter prefix.
    /// </summary>
    internal Route? Fallback { get; set; }

    public override string ToString() => HasGateway
        ? $"{Destination} via {Gateway} dev {Interface.Name} metric {Metric}"
        : $"{Destination} dev {Interface.Name} metric {Metric}";
}
