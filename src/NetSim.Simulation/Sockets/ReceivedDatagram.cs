using NetSim.Wire.Addresses;

namespace NetSim.Simulation.Sockets;

/// <summary>A datagram that has come.</summary>
/// <param name="Data">The payload; of a raw socket what its options say.</param>
/// <param name="Remote">Who sent it.</param>
/// <param name="Local">Where to: one of the node's addresses, or a group.</param>
public readonly record struct ReceivedDatagram(ReadOnlyMemory<byte> Data, IpEndpoint Remote, IpEndpoint Local);
