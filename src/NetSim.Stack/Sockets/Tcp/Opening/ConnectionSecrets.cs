using NetSim.Wire.Addresses;
using NetSim.Wire.Tcp;
using NetSim.Wire.Time;

namespace NetSim.Stack.Sockets.Tcp.Opening;

/// <summary>
/// What outsiders must not be able to guess about a connection: initial sequence numbers (RFC 6528: a clock of 4 microseconds and a keyed
/// hash of addresses and ports) and timestamp offsets (RFC 7323 section 7.1).
/// </summary>
internal sealed class ConnectionSecrets(UInt128 key)
{
    private const long NanosecondsPerTick = 4_000;

    /// <summary>Also for the tables in which connections are looked up.</summary>
    public KeyedHash Key { get; } = new((ulong)key, (ulong)(key >> 64));

    /// <summary>For the same addresses and ports it only moves forward, 250,000 a second (RFC 9293 MUST-8, MUST-9).</summary>
    public SequenceNumber InitialSequence(Instant now, IpEndpoint local, IpEndpoint remote) =>
        new((uint)(now.Nanoseconds / NanosecondsPerTick) + (uint)Hash(local, remote));

    public uint TimestampOffset(IpEndpoint local, IpEndpoint remote) => (uint)(Hash(local, remote) >> 32);

    public ulong Hash(IpEndpoint local, IpEndpoint remote) =>
        Key.Hash(local.Address.High, local.Address.Low, remote.Address.High, remote.Address.Low, (ulong)local.Port << 16 | remote.Port);
}
