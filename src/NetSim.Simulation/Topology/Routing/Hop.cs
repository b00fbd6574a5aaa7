using NetSim.Wire.Addresses;

namespace NetSim.Simulation.Topology.Routing;

/// <summary>A route in the making: the interface is still the one of the plan.</summary>
internal sealed record Hop(IpPrefix Destination, IpAddress Gateway, int Egress)
{
    /// <summary>By address, the shorter prefix first; several ways to one prefix by interface.</summary>
    public static int Compare(Hop a, Hop b)
    {
        int address = a.Destination.Address.CompareTo(b.Destination.Address);
        if (address != 0) return address;
        int length = a.Destination.Length.CompareTo(b.Destination.Length);
        return length != 0 ? length : a.Egress.CompareTo(b.Egress);
    }

    public bool IsSameWay(Hop other) => Egress == other.Egress && Gateway == other.Gateway;
}
