using System.Diagnostics;
using NetSim.Simulation.Actors;
using NetSim.Simulation.Actors.Sockets;
using NetSim.Simulation.Determinism;
using NetSim.Simulation.Telemetry.Sequences;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Tcp;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Telemetry.Traces;

/// <summary>What the actors of one node tell of packets and flows. A node that nobody traces has none, which is all that its actors look at.</summary>
internal sealed class NodeTracer(RunTracer run, NodeState node)
{
    private readonly FlowNumbers _packets = new();
    private readonly Dictionary<(IpEndpoint Client, IpEndpoint Server), ulong> _connections = [];
    private readonly Dictionary<(IpEndpoint Local, IpEndpoint Remote), FlowTrace> _openFlows = [];
    private readonly List<EchoTrace> _openEchoes = [];
    private readonly PacketSampling? _sampling = run.SamplingOf(node.Id);
    private SentSegments? _segments;
    private ulong _echoes;

    public RunTracer Run { get; } = run;

    public string Name { get; } = node.Name;

    public Instant Now => node.Now;

    /// <summary>The order of the node's group.</summary>
    public int Order => node.Order;

    /// <summary>Hands on a span that this node has opened and described.</summary>
    /// <param name="span">The activity.</param>
    /// <param name="record">What it was opened from.</param>
    public void Tell(Activity span, in SpanRecord record) => Run.Tell(span, new SpanPlace(Now, Order, record.Trace, record.Number), node.Lane);

    /// <summary>A frame came from a link or a device.</summary>
    public void OnArrival(Packet frame, LinkType link)
    {
        if (frame.Journey is Journey journey) journey.OnArrival(this);
        else OnMade(frame, link);
    }

    /// <summary>A packet is about to be sent; if nobody has asked before, this is where it was made.</summary>
    public void OnMade(Packet packet, LinkType link)
    {
        if (packet.Journey is null && Run.FollowsPackets) Follow(packet, link, (null, null));
    }

    /// <summary>A packet that came from no interface: a socket has made it, or a tunnel, by putting another one into it.</summary>
    public void OnSent(Packet packet)
    {
        if (packet.Encapsulations == 0 || packet.Journey is null) OnMade(packet, LinkType.Raw);
        else if (packet.Journey is UnfollowedJourney unfollowed) packet.Journey = unfollowed.Carrier;
        else if (packet.Journey is Journey { Record: not null } carried) Follow(packet, LinkType.Raw, (null, carried));
    }

    /// <summary>A packet that came in has been made into its own answer: one way ends, another begins.</summary>
    public void OnAnswer(Packet packet)
    {
        JourneyRecord? answered = (packet.Journey as Journey)?.Record;
        OnDelivered(packet);
        // What it carried has ended with it.
        packet.Journey?.OnReturned();
        packet.Journey = null;
        if (Run.FollowsPackets) Follow(packet, LinkType.Raw, (answered, null));
    }

    /// <summary>A packet reached a socket, or the end of a tunnel. What the socket does with it is no longer its way; what comes out of a tunnel goes on.</summary>
    public static void OnDelivered(Packet packet)
    {
        if (packet.Journey is Journey journey)
        {
            journey.OnDelivered();
            packet.Journey = journey.Release();
            return;
        }
        packet.Journey = (packet.Journey as UnfollowedJourney)?.Carried;
    }

    /// <summary>All copies of a packet have come to their end, the last of them here.</summary>
    public void OnJourneyEnded(JourneyRecord record) => Run.OnJourneyEnded(record, node.Lane);

    /// <summary>A connection begins.</summary>
    /// <param name="client">The end that opened it.</param>
    /// <param name="server">The other one.</param>
    /// <param name="role">Which of them is at this node.</param>
    /// <param name="since">When the first SYN went or came.</param>
    public FlowTrace? OpenFlow(IpEndpoint client, IpEndpoint server, ActivityKind role, Instant since)
    {
        if (!Run.FollowsFlows) return null;
        _connections.TryGetValue((client, server), out ulong number);
        _connections[(client, server)] = number + 1;
        var flow = new FlowTrace(this, TraceIdentity.Of(Run.Seed, FlowSubject(client, server), number), role, since);
        _openFlows[role == ActivityKind.Client ? (client, server) : (server, client)] = flow;
        return flow;
    }

    /// <summary>What is sent between these ends from now on belongs to no connection, or to another.</summary>
    public void OnFlowClosed(IpEndpoint local, IpEndpoint remote) => _openFlows.Remove((local, remote));

    public EchoTrace? OpenEcho(IpAddress target)
    {
        if (!Run.FollowsFlows) return null;
        ulong subject = StableHash.Of(Name, StableHash.Of("echo"));
        var echo = new EchoTrace(this, TraceIdentity.Of(Run.Seed, subject, _echoes++), target);
        _openEchoes.Add(echo);
        return echo;
    }

    public void OnEchoClosed(EchoTrace echo) => _openEchoes.Remove(echo);

    /// <summary>The run is over: tells of flows that are not.</summary>
    public void OnRunEnded()
    {
        foreach (TcpFlow flow in node.Flows) flow.Trace?.OnRunEnded(flow, Now);
        foreach (EchoTrace echo in _openEchoes.ToArray()) echo.Close();
    }

    private void Follow(Packet packet, LinkType link, (JourneyRecord? Answered, Journey? Carried) other)
    {
        PacketIdentity identity = PacketIdentity.Of(packet.Bytes, link);
        ulong flow = identity.FlowHash;
        ulong number = _packets.Next(flow);
        FlowTrace? connection = _openFlows.Count > 0 ? _openFlows.GetValueOrDefault(identity.Ends) : null;
        // Who has asked by name to see this connection sees its packets.
        ActivityContext request = connection?.Request ?? other.Carried?.Record?.Under ?? default;
        // What carries a packet is told of with it.
        bool isSampled = Run.TellsPackets && (request != default || other.Carried is { Record.IsSampled: true } || (_sampling is not null && _sampling.Chooses(Now, flow, number, packet, link)));
        SequenceEntry? entry = Run.Sequence?.Begin(new SequencePlace(Now, Order, flow, number), packet.Bytes, link);
        if (!isSampled && entry is null && !Run.TellsDrops && other.Carried is null)
        {
            packet.Journey = UnfollowedJourney.Instance;
            return;
        }
        ulong subject = StableHash.Mix(flow + (ulong)Order);
        var record = new JourneyRecord(this)
        {
            Trace = TraceIdentity.Of(Run.Seed, subject, number),
            Packet = identity,
            Number = number,
            Start = Now,
            IsSampled = isSampled,
            Under = request,
            Flow = connection,
            Answers = other.Answered,
            Carries = other.Carried?.Record,
        };
        if (entry is not null) entry.Journey = record;
        if (identity.TryGetSegment(out SequenceNumber sequence, out int length)) record.Repeats = (_segments ??= new SentSegments()).Add(record, flow, sequence, length);
        Journey journey = record.Open(this);
        if (other.Carried is { } carried) journey.Carry(carried);
        packet.Journey = journey;
    }

    private static ulong FlowSubject(IpEndpoint client, IpEndpoint server)
    {
        ulong hash = StableHash.Mix(client.Address.High ^ StableHash.Of("tcp")) ^ client.Address.Low;
        hash = StableHash.Mix(hash) ^ server.Address.High;
        hash = StableHash.Mix(hash) ^ server.Address.Low;
        return StableHash.Mix(hash ^ ((ulong)client.Port << 16 | server.Port));
    }
}
