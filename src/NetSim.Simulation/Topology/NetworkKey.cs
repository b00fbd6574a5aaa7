using NetSim.Wire.Addresses;

namespace NetSim.Simulation.Topology;

/// <summary>
/// What is looked up while a plan is made: an address or a prefix, of the whole network or of one segment or switch. One type for
/// all tables, since every further one would have to be compiled before the first packet.
/// </summary>
internal readonly struct NetworkKey : IEquatable<NetworkKey>
{
    private const int Everywhere = -1;
    private const int WholeAddress = -1;
    private const int Mac = -2;

    private readonly int _scope;
    private readonly int _length;
    private readonly IpAddress _address;

    private NetworkKey(int scope, IpAddress address, int length) => (_scope, _address, _length) = (scope, address, length);

    public static NetworkKey Of(IpAddress address) => new(Everywhere, address, WholeAddress);

    public static NetworkKey Of(IpPrefix prefix) => new(Everywhere, prefix.Address, prefix.Length);

    public static NetworkKey Of(int scope, IpAddress address) => new(scope, address, WholeAddress);

    public static NetworkKey Of(int scope, IpPrefix prefix) => new(scope, prefix.Address, prefix.Length);

    public static NetworkKey Of(int scope, MacAddress mac) => new(scope, new IpAddress(0, mac.Value), Mac);

    public bool Equals(NetworkKey other) => _scope == other._scope && _length == other._length && _address == other._address;

    public override bool Equals(object? obj) => obj is NetworkKey other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(_scope, _length, _address.High, _address.Low);
}
