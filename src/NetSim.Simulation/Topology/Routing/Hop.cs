using NetSim.Wire.Addresses;

namespace NetSim.Simulation.Topology.Routing;

/// <summary>A route in the making: the interface is still the one of the plan.</summary>
internal readonly record struct Hop(IpPrefix Destination, IpAddress Gateway, int Egress) : IComparable<Hop>
{
    public int CompareTo(Hop other)
    {
        int address = Destination.Address.CompareTo(other.Destination.Address);
        return address != 0 ? address : Destination.Length.CompareTo(other.Destination.Length);
    }

    public bool IsSameWay(in Hop other) => Egress == other.Egress && Gateway == other.Gateway;
}
