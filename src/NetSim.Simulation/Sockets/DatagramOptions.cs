namespace NetSim.Simulation.Sockets;

/// <summary>To a UDP socket: how its datagrams are sent from now on; what is null stays as it is.</summary>
/// <param name="TimeToLive">TTL or hop limit to one destination.</param>
/// <param name="GroupTimeToLive">TTL or hop limit to groups, which is 1 at first.</param>
/// <param name="Interface">Index of the only interface to send and receive by.</param>
/// <param name="LeastTimeToLive">What comes with less was not sent by a neighbour, and is dropped (RFC 5082).</param>
/// <param name="Dscp">0–63.</param>
public sealed record DatagramOptions(
    byte? TimeToLive = null, byte? GroupTimeToLive = null, int? Interface = null, byte? LeastTimeToLive = null, byte? Dscp = null);
