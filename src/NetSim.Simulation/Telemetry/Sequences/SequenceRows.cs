using System.Text;
using NetSim.Simulation.Running;
using NetSim.Simulation.Telemetry.Traces;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Tcp;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Telemetry.Sequences;

/// <summary>Puts what was kept into words. Sequence numbers are relative to the first of their side, so that a SYN has 0 and the first byte 1.</summary>
/// <param name="request">Whose packets.</param>
/// <param name="addresses">Names of nodes.</param>
internal sealed class SequenceRows(SequenceRequest request, NodeAddresses addresses)
{
    private readonly List<string> _participants = [];
    private readonly Dictionary<(IpEndpoint From, IpEndpoint To), Side> _sides = [];

    /// <summary>One direction of a connection.</summary>
    private sealed class Side
    {
        public required SequenceNumber First { get; init; }

        /// <summary>As far as it has sent.</summary>
        public required SequenceNumber Next { get; set; }
    }

    public PacketSequence Of(SequenceList list)
    {
        var rows = new List<SequenceRow>();
        foreach (SequenceEntry entry in list.Entries) rows.Add(RowOf(entry));
        return new PacketSequence(request, _participants, rows, list.Total) { LastSent = list.LastSent };
    }

    private SequenceRow RowOf(SequenceEntry entry)
    {
        SequencePacket packet = entry.Packet;
        var row = new SequenceRow(ParticipantAt(packet.Source), ParticipantAt(packet.Destination), packet.IsTcp ? TextOf(packet) : packet.Text, entry.Place.Sent);
        if (entry.Journey is not { } journey) return row;
        (JourneyEnd end, _, Instant at) = journey.FindEnd();
        bool hasArrived = end is JourneyEnd.Delivered || (end == JourneyEnd.Consumed && !journey.IsUnderWay);
        return row with { Arrived = hasArrived ? at : null, Dropped = DropOf(journey) };
    }

    /// <summary>The first drop of any copy.</summary>
    private static string? DropOf(JourneyRecord journey)
    {
        JourneyStep? drop = JourneySpans.StepsOf(journey).Find(step => step.Drop is not null);
        if (drop is null) return null;
        string where = drop.Link is { } link ? $"{link.From} → {link.To}" : drop.Node;
        return $"{DropReasons.Name(drop.Drop!.Value)} at {where}";
    }

    private int ParticipantAt(IpEndpoint end)
    {
        string name = addresses.NameOf(end.Address);
        // Of a connection, its ends; else each node once, whatever its addresses.
        if (request.Flow > 0) name = name == end.Address.ToString() ? end.ToString() : $"{name} {end}";
        int index = _participants.IndexOf(name);
        if (index >= 0) return index;
        _participants.Add(name);
        return _participants.Count - 1;
    }

    private string TextOf(in SequencePacket packet)
    {
        Side mine = SideOf(packet.Source, packet.Destination, packet.Sequence);
        var text = new StringBuilder();
        text.Append(FlagsOf(packet.Flags));
        int first = packet.Sequence - mine.First;
        text.Append(packet.Length > 0 ? $" seq {first}:{first + packet.Length}" : $" seq {first}");
        if ((packet.Flags & TcpFlags.Ack) != 0)
            text.Append($" ack {packet.Acknowledgment - SideOf(packet.Destination, packet.Source, packet.Acknowledgment).First}");
        text.Append($" win {packet.Window}");
        if (packet.Mss is { } mss) text.Append($" mss {mss}");
        if (packet.Length > 0) text.Append($" len {packet.Length}");
        if (packet.SequenceLength > 0 && (packet.Sequence + packet.SequenceLength).IsBeforeOrAt(mine.Next)) text.Append(" again");
        mine.Next = SequenceNumber.Later(mine.Next, packet.Sequence + packet.SequenceLength);
        return text.ToString();
    }

    /// <summary>Of a side that has not been heard yet, what is known of it says where it begins.</summary>
    private Side SideOf(IpEndpoint from, IpEndpoint to, SequenceNumber seen)
    {
        if (!_sides.TryGetValue((from, to), out Side? side)) _sides.Add((from, to), side = new Side { First = seen, Next = seen });
        return side;
    }

    private static string FlagsOf(TcpFlags flags)
    {
        var names = new List<string>();
        foreach ((TcpFlags flag, string name) in (ReadOnlySpan<(TcpFlags, string)>)
            [(TcpFlags.Syn, "SYN"), (TcpFlags.Fin, "FIN"), (TcpFlags.Rst, "RST"), (TcpFlags.Psh, "PSH"), (TcpFlags.Ack, "ACK"), (TcpFlags.Urg, "URG"), (TcpFlags.Ece, "ECE"), (TcpFlags.Cwr, "CWR")])
            if ((flags & flag) != 0) names.Add(name);
        return names.Count == 0 ? "no flags" : string.Join(", ", names);
    }
}
