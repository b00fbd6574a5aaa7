using NetSim.Wire.Addresses;
using NetSim.Wire.Ip;
using NetSim.Wire.Tcp;
using NetSim.Wire.Time;

namespace NetSim.Stack.Network.Tracking;

/// <summary>Both ends of a conversation, the lesser one first, so that both directions have one key.</summary>
internal readonly record struct ConnectionKey(IpProtocol Protocol, IpEndpoint Low, IpEndpoint High)
{
    public static ConnectionKey Of(in Flow flow)
    {
        int order = flow.Source.Address.CompareTo(flow.Destination.Address);
        bool isLow = order < 0 || order == 0 && flow.Source.Port <= flow.Destination.Port;
        return isLow ? new(flow.Protocol, flow.Source, flow.Destination) : new(flow.Protocol, flow.Destination, flow.Source);
    }
}

/// <summary>What decides how long a silent conversation is remembered.</summary>
internal enum ConnectionClass : byte
{
    TcpEstablished,
    TcpTransitory,
    Udp,
    Icmp,
}

/// <summary>One conversation that is followed. Its addresses are those of the inside: before translation on the way out, after it on the way in.</summary>
internal sealed class Connection
{
    public const int Classes = 4;

    private bool _hasOriginatorEnded;
    private bool _hasReplierEnded;
    private TcpPhase _phase;

    private enum TcpPhase : byte
    {
        /// <summary>A SYN went one way.</summary>
        Opening,

        /// <summary>One came back.</summary>
        Answered,
        Established,

        /// <summary>Both have sent FIN.</summary>
        Closing,

        /// <summary>A RST was seen, which may be forged (RFC 7857 section 2.2).</summary>
        Reset,
    }

    public ConnectionKey Key { get; private set; }

    /// <summary>Who began.</summary>
    public IpEndpoint Originator { get; private set; }

    /// <summary>A packet has gone the other way.</summary>
    public bool HasReply { get; private set; }

    public ConnectionClass Class { get; private set; }

    public Instant Deadline { get; set; }

    public Connection? Older { get; set; }

    public Connection? Younger { get; set; }

    /// <summary>What translates it, at most one for each of its ends.</summary>
    public PortMapping? FirstMapping { get; private set; }

    public PortMapping? SecondMapping { get; private set; }

    /// <summary>Begins anew: the objects are used again and again.</summary>
    public void Begin(in ConnectionKey key, in Flow flow)
    {
        (Key, Originator, HasReply) = (key, flow.Source, false);
        (FirstMapping, SecondMapping) = (null, null);
        Open(flow);
    }

    public bool IsReply(in Flow flow) => flow.Source != Originator;

    /// <summary>Keeps the mapping as long as it lasts itself.</summary>
    public void Hold(PortMapping mapping)
    {
        if (ReferenceEquals(FirstMapping, mapping) || ReferenceEquals(SecondMapping, mapping)) return;
        if (FirstMapping is null) FirstMapping = mapping;
        else if (SecondMapping is null) SecondMapping = mapping;
        else return;
        mapping.Holders++;
    }

    /// <summary>Learns of a packet that passes.</summary>
    public void Observe(in Flow flow)
    {
        bool isReply = IsReply(flow);
        HasReply |= isReply;
        if (flow.Kind == FlowKind.Segment) OnSegment(flow, isReply);
    }

    /// <summary>A segment in the middle of a connection begins one only for the node itself, whose sockets know what they do.</summary>
    private void Open(in Flow flow)
    {
        (_hasOriginatorEnded, _hasReplierEnded) = (false, false);
        _phase = (flow.Flags & TcpFlags.Syn) != 0 ? TcpPhase.Opening : TcpPhase.Established;
        Class = flow.Kind switch
        {
            FlowKind.Segment => _phase == TcpPhase.Opening ? ConnectionClass.TcpTransitory : ConnectionClass.TcpEstablished,
            FlowKind.Query or FlowKind.Answer => ConnectionClass.Icmp,
            _ => ConnectionClass.Udp,
        };
    }

    /// <summary>RFC 5382 REQ-2 and REQ-5, RFC 7857 section 2: which of the two times counts.</summary>
    private void OnSegment(in Flow flow, bool isReply)
    {
        TcpFlags flags = flow.Flags;
        if ((flags & TcpFlags.Rst) != 0)
        {
            if (_phase != TcpPhase.Closing) _phase = TcpPhase.Reset;
        }
        else if (flow.IsOpening && _phase is TcpPhase.Closing or TcpPhase.Reset)
        {
            (Originator, HasReply) = (flow.Source, false);
            Open(flow);
        }
        else
        {
            if (_phase == TcpPhase.Opening && isReply && (flags & TcpFlags.Syn) != 0) _phase = TcpPhase.Answered;
            else if (_phase == TcpPhase.Answered && !isReply && (flags & TcpFlags.Ack) != 0) _phase = TcpPhase.Established;
            else if (_phase == TcpPhase.Reset) _phase = TcpPhase.Established;
            if ((flags & TcpFlags.Fin) != 0) End(isReply);
        }
        Class = _phase == TcpPhase.Established ? ConnectionClass.TcpEstablished : ConnectionClass.TcpTransitory;
    }

    private void End(bool isReply)
    {
        _hasReplierEnded |= isReply;
        _hasOriginatorEnded |= !isReply;
        if (_hasReplierEnded && _hasOriginatorEnded) _phase = TcpPhase.Closing;
    }
}
