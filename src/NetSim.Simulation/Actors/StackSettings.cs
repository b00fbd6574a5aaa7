using NetSim.Stack.Sockets.Tcp;

namespace NetSim.Simulation.Actors;

/// <summary>What the sockets of a node start from.</summary>
/// <param name="Tcp">Settings of connections; the MTU and super-segments are those of the way out.</param>
/// <param name="Secret">Key of initial sequence numbers (RFC 6528): from the seed, or secret if real hosts are near.</param>
internal sealed record StackSettings(TcpSettings Tcp, UInt128 Secret);
