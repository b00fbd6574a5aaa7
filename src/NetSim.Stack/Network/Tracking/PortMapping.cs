using NetSim.Wire.Addresses;
using NetSim.Wire.Ip;

namespace NetSim.Stack.Network.Tracking;

/// <summary>An inner end and its port at the outside address: the same one whomever it speaks to (RFC 4787 REQ-1).</summary>
internal sealed class PortMapping
{
    public IpProtocol Protocol { get; private set; }

    public IpEndpoint Inner { get; private set; }

    /// <summary>Of ICMP the identifier.</summary>
    public ushort Port { get; private set; }

    /// <summary>From the operator; it never ends.</summary>
    public bool IsStatic { get; private set; }

    /// <summary>Conversations that use it: it ends with the last.</summary>
    public int Holders { get; set; }

    public PortMapping? Next { get; set; }

    /// <summary>Begins anew: the objects are used again and again.</summary>
    public PortMapping Begin(IpProtocol protocol, IpEndpoint inner, ushort port, bool isStatic)
    {
        (Protocol, Inner, Port, IsStatic, Holders, Next) = (protocol, inner, port, isStatic, 0, null);
        return this;
    }
}
