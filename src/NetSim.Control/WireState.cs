using NetSim.Simulation.Running;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Ip;
using NetSim.Wire.Time;

namespace NetSim.Control;

/// <summary>What is on the links of a network at one instant of its run.</summary>
/// <param name="TimeS">Simulated seconds since the start.</param>
/// <param name="Packets">Those that leave first, in that order.</param>
/// <param name="LeftOut">How many more there are.</param>
public sealed record WireState(double TimeS, IReadOnlyList<PacketStatus> Packets, int LeftOut)
{
    private const int MostPackets = 500;

    internal static WireState Of(SimulationRun run)
    {
        (IReadOnlyList<PacketUnderWay> packets, int total) = run.ReadPacketsUnderWay(MostPackets);
        return new WireState(run.Now.TotalSeconds, [.. packets.Select(one => PacketStatus.Of(run.Plan, one))], total - packets.Count);
    }
}

/// <summary>A packet that was given to a link and has not come out of it.</summary>
/// <param name="Link">The name of the link.</param>
/// <param name="From">The end that has sent it: a or b.</param>
/// <param name="DepartureS">When its first bit leaves, in simulated seconds since the start: it waits until then. Of a link whose delay varies, as if it did not.</param>
/// <param name="ArrivalS">When its last bit is at the far end.</param>
/// <param name="Bytes">The whole frame.</param>
/// <param name="Protocol">tcp, udp, icmp or other.</param>
/// <param name="Text">The packet in one line.</param>
public sealed record PacketStatus(string Link, string From, double DepartureS, double ArrivalS, int Bytes, string Protocol, string Text)
{
    internal static PacketStatus Of(TopologyPlan plan, PacketUnderWay one) => new(
        plan.LinkName(one.LinkId),
        one.From == LinkEnd.A ? "a" : "b",
        new Duration(one.Departure.Nanoseconds).TotalSeconds,
        new Duration(one.Arrival.Nanoseconds).TotalSeconds,
        one.Length,
        one.Protocol switch
        {
            IpProtocol.Tcp => "tcp",
            IpProtocol.Udp => "udp",
            IpProtocol.Icmp or IpProtocol.Icmpv6 => "icmp",
            _ => "other",
        },
        one.Text);
}
