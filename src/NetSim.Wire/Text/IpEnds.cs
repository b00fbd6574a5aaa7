using NetSim.Wire.Addresses;

namespace NetSim.Wire.Text;

/// <summary>Between whom a packet goes.</summary>
internal readonly record struct IpEnds(IpAddress Source, IpAddress Destination)
{
    public bool AreIPv6 => Source.IsIPv6;

    public IpEndpoint SourceAt(ushort port) => new(Source, port);

    public IpEndpoint DestinationAt(ushort port) => new(Destination, port);
}
