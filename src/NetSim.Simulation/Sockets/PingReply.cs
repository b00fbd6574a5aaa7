using NetSim.Wire.Addresses;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Sockets;

/// <summary>What came of one echo request.</summary>
/// <param name="From">Who answered: the target, or who told of an error.</param>
/// <param name="RoundTripTime">Until the answer came.</param>
/// <param name="TimeToLive">With which the reply came; 0 of an error.</param>
/// <param name="Error">In words, such as <c>time to live exceeded</c>; null of a reply.</param>
public readonly record struct PingReply(IpAddress From, Duration RoundTripTime, int TimeToLive, string? Error);
