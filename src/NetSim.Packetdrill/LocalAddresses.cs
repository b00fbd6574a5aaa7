using NetSim.Wire.Addresses;

namespace NetSim.Packetdrill;

/// <summary>The addresses of the host if the flags name none: those that packetdrill takes by default for the side under test.</summary>
internal static class LocalAddresses
{
    public static readonly IReadOnlyList<IpAddress> Default = [IpAddress.Parse("192.168.0.1"), IpAddress.Parse("fd3d:fa7b:d17d::1")];

    /// <summary>No subnet: the script answers for everybody, so nobody is on the link and no address is a broadcast.</summary>
    public static IpPrefix WithPrefix(IpAddress address) => new(address, address.BitLength);
}
