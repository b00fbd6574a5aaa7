using NetSim.Actors.Lanes;
using NetSim.Simulation.Links;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Buffers;
using NetSim.Wire.Checksums;
using NetSim.Wire.Ethernet;
using NetSim.Wire.Ip;
using NetSim.Wire.Ipv4;
using NetSim.Wire.Ipv6;
using NetSim.Wire.Text;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Running;

/// <summary>
/// Finds the packets on all wires. No link keeps a list of them: a packet under way is an event of its lane, told in the name of the link's
/// direction. So who looks pays, and nobody else.
/// </summary>
internal static class PacketsUnderWay
{
    private readonly record struct Found(int LinkId, LinkEnd From, Instant Departure, Instant Arrival, Packet Packet);

    /// <param name="parts">The network, which stands between two events.</param>
    /// <param name="lane">The one lane of a run that is looked into.</param>
    /// <param name="most">How many to describe: those that leave first.</param>
    /// <returns>They, in the order in which they leave, and how many there are in all.</returns>
    public static (IReadOnlyList<PacketUnderWay> Packets, int Total) Read(SimulationParts parts, Lane lane, int most)
    {
        List<Found> found = Find(parts, lane);
        found.Sort(static (one, other) => (one.Departure, one.Arrival, one.LinkId, one.From).CompareTo((other.Departure, other.Arrival, other.LinkId, other.From)));
        var pool = new RecyclingPacketPool();
        return ([.. found.Take(most).Select(one => Describe(parts, one, pool))], found.Count);
    }

    private static List<Found> Find(SimulationParts parts, Lane lane)
    {
        var directions = new Dictionary<IActorRef, (int LinkId, LinkEnd From, LinkDirection Core)>(parts.Links.Length * 2);
        for (int i = 0; i < parts.Links.Length; i++)
        {
            directions[parts.Links[i].AToBActor] = (i, LinkEnd.A, parts.Links[i].AToB);
            directions[parts.Links[i].BToAActor] = (i, LinkEnd.B, parts.Links[i].BToA);
        }
        var found = new List<Found>();
        foreach (WaitingTell one in lane.TellsWaiting)
        {
            if (one is not { Message: Packet packet, Sender: { } sender } || !directions.TryGetValue(sender, out var way)) continue;
            var arrival = new Instant(one.Due);
            found.Add(new Found(way.LinkId, way.From, DepartureOf(way.Core.Parameters, packet, LinkOf(parts, way.LinkId), arrival), arrival, packet));
        }
        return found;
    }

    private static Instant DepartureOf(LinkParameters link, Packet packet, LinkType type, Instant arrival)
    {
        int header = type == LinkType.Ethernet ? EthernetView.HeaderLength : 0;
        long sending = link.Rate == 0 ? 0 : (long)((Int128)link.BytesOnLink(packet.Length, packet.Length - header) * 8_000_000_000 / link.Rate);
        return arrival - link.Delay - new Duration(sending);
    }

    private static PacketUnderWay Describe(SimulationParts parts, Found one, PacketPool pool)
    {
        LinkType type = LinkOf(parts, one.LinkId);
        ReadOnlySpan<byte> bytes = one.Packet.Bytes;
        return new PacketUnderWay(one.LinkId, one.From, one.Departure, one.Arrival, bytes.Length, ProtocolOf(bytes, type), TextOf(one.Packet, type, pool));
    }

    /// <summary>As it would be on a wire, where no transport checksum is left for later.</summary>
    private static string TextOf(Packet packet, LinkType link, PacketPool pool)
    {
        if (packet.Checksum != ChecksumState.Partial) return PacketText.Describe(packet.Bytes, link);
        // No clone, which would be followed if the packet is.
        Packet copy = pool.Rent(packet.Length);
        packet.Bytes.CopyTo(copy.Append(packet.Length));
        copy.Checksum = ChecksumState.Partial;
        TransportChecksum.Complete(copy, link);
        string text = PacketText.Describe(copy.Bytes, link);
        copy.Return();
        return text;
    }

    private static IpProtocol? ProtocolOf(ReadOnlySpan<byte> bytes, LinkType link)
    {
        if (!LinkFraming.TryFindIp(bytes, link, out int at) || at >= bytes.Length) return null;
        if (Ipv4View.TryParse(bytes[at..], out Ipv4View four)) return four.Protocol;
        if (!Ipv6View.TryParse(bytes[at..], out Ipv6View six)) return null;
        Ipv6ExtensionHeaders chain = new(six);
        while (chain.MoveNext())
        {
        }
        return chain.End == Ipv6ChainEnd.UpperLayer ? chain.UpperProtocol : six.NextHeader;
    }

    private static LinkType LinkOf(SimulationParts parts, int link) => parts.Plan.Links[link].Framing == Framing.Ethernet ? LinkType.Ethernet : LinkType.Raw;
}
