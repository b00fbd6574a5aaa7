using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Ip;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Running;

/// <summary>A packet that has been given to a link and has not come out of it.</summary>
/// <param name="LinkId">In the plan.</param>
/// <param name="From">The end that has sent it.</param>
/// <param name="Departure">When its first bit leaves for the far end: in the future while it waits. Where dice decide about the delay, as if they had not.</param>
/// <param name="Arrival">When its last bit is at the far end.</param>
/// <param name="Length">The whole frame, in bytes.</param>
/// <param name="Protocol">What is in the IP packet; null: it is none (ARP, a bridge's own).</param>
/// <param name="Text">The packet in one line, much as tcpdump writes it.</param>
public sealed record PacketUnderWay(int LinkId, LinkEnd From, Instant Departure, Instant Arrival, int Length, IpProtocol? Protocol, string Text);
