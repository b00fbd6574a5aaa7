using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Stp;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Switching.SpanningTree;

/// <summary>
/// The rapid spanning tree protocol of one switch (IEEE 802.1D-2004 clause 17), as a core: BPDUs and the states of ports come in with their time, BPDUs go out, and each
/// port is told whether to learn and to forward. Every port is taken to be on a point-to-point link; a bridge that speaks only the old protocol is spoken to in it.
/// </summary>
internal sealed partial class SpanningTreeBridge
{
    private const int TxHoldCount = 6;
    private const int UnitsPerSecond = 256;

    private static readonly Duration MigrateTime = Duration.FromSeconds(3), Second = Duration.FromSeconds(1);

    /// <summary>The two ends of a cable come up one after the other: what is said before both are would be lost, and the next hello is seconds away.</summary>
    private static readonly Duration SilenceAtStart = Duration.FromMilliseconds(10);

    private readonly ulong _id;
    private readonly TreePort[] _ports;
    private readonly TreeTimes _ownTimes;
    private readonly Queue<(int Port, Bpdu Bpdu)> _out = new();
    private PriorityVector _rootPriority;
    private TreeTimes _rootTimes;
    private int _rootPort = -1;
    private bool _reselect = true;
    private Instant _now;

    /// <param name="id">Priority in the upper 16 bits, address in the lower 48.</param>
    /// <param name="plan">Its times.</param>
    /// <param name="ports">By index.</param>
    public SpanningTreeBridge(ulong id, SpanningTreePlan plan, TreePort[] ports)
    {
        (_id, _ports) = (id, ports);
        _ownTimes = new TreeTimes(0, Units(plan.MaxAge), Units(plan.HelloTime), Units(plan.ForwardDelay));
        (_rootPriority, _rootTimes) = (new PriorityVector(id, 0, id, 0), _ownTimes);
    }

    public ulong Root => _rootPriority.Root;

    public uint RootPathCost => _rootPriority.Cost;

    /// <summary>−1 of the root.</summary>
    public int RootPort => _rootPort;

    public PortRole RoleOf(int port) => _ports[port].Role;

    public PortState StateOf(int port) => _ports[port] switch
    {
        { Forward: true } => PortState.Forwarding,
        { Learn: true } => PortState.Learning,
        _ => PortState.Discarding,
    };

    /// <summary>Times that the tree has changed here.</summary>
    public long TopologyChanges { get; private set; }

    /// <summary>Null: nothing is to be done until something comes in.</summary>
    public Instant? NextDeadline
    {
        get
        {
            Instant next = TreePort.Held;
            foreach (TreePort port in _ports)
                if (port.IsEnabled) next = Instant.Min(next, port.NextAfter(_now));
            return next == TreePort.Held ? null : next;
        }
    }

    public void SetPort(Instant now, int index, OperState state)
    {
        TreePort port = _ports[index];
        bool isEnabled = state == OperState.Up;
        if (port.IsEnabled == isEnabled) return;
        port.IsEnabled = isEnabled;
        port.OperEdge = port.Edge == EdgePort.Stated;
        port.SendRstp = true;
        port.MdelayWhile = port.EdgeDelayWhile = now + MigrateTime;
        (port.Proposed, port.Proposing, port.Agree, port.Agreed, port.Disputed) = (false, false, false, false, false);
        port.InfoIs = isEnabled ? InfoSource.Aged : InfoSource.Disabled;
        port.HelloWhen = now + Span(_ownTimes.HelloTime);
        port.SpeakWhen = now + SilenceAtStart;
        (port.TxCount, port.NewInfo) = (0, false);
        _reselect = true;
        Settle(now);
    }

    /// <summary>The link of a port is faster or slower from now on.</summary>
    public void SetCost(Instant now, int index, uint cost)
    {
        _ports[index].Cost = cost;
        _reselect = true;
        Settle(now);
    }

    public void OnBpdu(Instant now, int index, in Bpdu bpdu)
    {
        _now = now;
        TreePort port = _ports[index];
        if (!port.IsEnabled) return;
        // 17.25, 17.24: whoever speaks is a bridge; and if it speaks the old protocol for longer than a moment, it is answered in it.
        port.OperEdge = false;
        port.EdgeDelayWhile = now + MigrateTime;
        bool isRapid = bpdu.Type == BpduType.Rapid;
        if (isRapid != port.SendRstp && now >= port.MdelayWhile)
        {
            port.SendRstp = isRapid;
            port.MdelayWhile = now + MigrateTime;
        }
        Receive(port, bpdu);
        Settle(now);
    }

    public void OnDeadline(Instant now) => Settle(now);

    /// <summary>The next BPDU that goes out.</summary>
    public bool TryTake(out int port, out Bpdu bpdu)
    {
        bool isAny = _out.TryDequeue(out (int Port, Bpdu Bpdu) next);
        (port, bpdu) = next;
        return isAny;
    }

    /// <summary>Whether what is known to be behind a port is to be forgotten now.</summary>
    public bool TakeFlush(int port)
    {
        bool flush = _ports[port].FdbFlush;
        _ports[port].FdbFlush = false;
        return flush;
    }

    internal static Duration Span(int units) => new(units * 1_000_000_000L / UnitsPerSecond);

    private static ushort Units(Duration span) => (ushort)(span.Nanoseconds * UnitsPerSecond / 1_000_000_000L);

    /// <summary>17.21: all state machines, round and round until none of them has anything to do.</summary>
    private void Settle(Instant now)
    {
        _now = now;
        foreach (TreePort port in _ports)
            if (port.InfoIs == InfoSource.Received && now >= port.RcvdInfoWhile && !port.UpdtInfo)
            {
                port.InfoIs = InfoSource.Aged;
                _reselect = true;
            }
        bool isMoving = true;
        for (int round = 0; isMoving && round < 1000; round++)
        {
            isMoving = _reselect;
            if (_reselect) SelectRoles();
            for (int i = 0; i < _ports.Length; i++)
            {
                if (_ports[i].UpdtInfo) isMoving |= UpdateInfo(_ports[i]);
                isMoving |= Move(_ports[i]);
                isMoving |= ChangeTopology(_ports[i]);
            }
        }
        for (int i = 0; i < _ports.Length; i++) Transmit(i);
    }

    /// <summary>17.27: the port receive and the port information state machine.</summary>
    private void Receive(TreePort port, in Bpdu bpdu)
    {
        if (bpdu.Type == BpduType.TopologyChange)
        {
            port.RcvdTcn = true;
            return;
        }
        BpduFlags role = bpdu.Flags & BpduFlags.DesignatedRole;
        bool isDesignated = bpdu.Type == BpduType.Configuration || role == BpduFlags.DesignatedRole;
        PriorityVector message = port.MessagePriority(bpdu);
        var times = new TreeTimes(bpdu.MessageAge, bpdu.MaxAge, bpdu.HelloTime, bpdu.ForwardDelay);
        if (isDesignated && (message.IsSuperiorTo(port.Priority) || (message == port.Priority && port.InfoIs == InfoSource.Received && times != port.Times)))
        {
            port.Agreed = port.Proposing = false;
            RecordProposal(port, bpdu);
            SetTcFlags(port, bpdu);
            port.Agree = port.Agree && port.InfoIs == InfoSource.Received && !port.Priority.IsBetterThan(message);
            RecordAgreement(port, bpdu);
            port.Synced = port.Synced && port.Agreed;
            (port.Priority, port.Times) = (message, times);
            KeepInfo(port);
            port.InfoIs = InfoSource.Received;
            port.UpdtInfo = false;
            _reselect = true;
        }
        else if (isDesignated && message == port.Priority && port.InfoIs == InfoSource.Received)
        {
            RecordProposal(port, bpdu);
            SetTcFlags(port, bpdu);
            RecordAgreement(port, bpdu);
            KeepInfo(port);
        }
        else if (isDesignated && bpdu.Type == BpduType.Rapid && (bpdu.Flags & BpduFlags.Learning) != 0)
        {
            // It does not hear us, or believes otherwise: better none of the two forwards.
            port.Disputed = port.Role == PortRole.Designated;
            port.Agreed = false;
        }
        else if (!isDesignated && !message.IsBetterThan(port.Priority))
        {
            RecordAgreement(port, bpdu);
            SetTcFlags(port, bpdu);
        }
    }

    private static void RecordProposal(TreePort port, in Bpdu bpdu) => port.Proposed |= bpdu.Type == BpduType.Rapid && (bpdu.Flags & BpduFlags.Proposal) != 0;

    private static void RecordAgreement(TreePort port, in Bpdu bpdu)
    {
        port.Agreed = bpdu.Type == BpduType.Rapid && (bpdu.Flags & BpduFlags.Agreement) != 0;
        if (port.Agreed) port.Proposing = false;
    }

    private static void SetTcFlags(TreePort port, in Bpdu bpdu)
    {
        port.RcvdTc |= (bpdu.Flags & BpduFlags.TopologyChange) != 0;
        port.RcvdTcAck |= bpdu.Type == BpduType.Configuration && (bpdu.Flags & BpduFlags.TopologyChangeAcknowledgment) != 0;
    }

    /// <summary>17.21.23: three hellos, unless the message has come too far.</summary>
    private void KeepInfo(TreePort port) => port.RcvdInfoWhile =
        port.Times.MessageAge + UnitsPerSecond <= port.Times.MaxAge ? _now + Span(3 * port.Times.HelloTime) : _now;

    /// <summary>17.21.25: who is the root, which way leads to it, and what follows for each port.</summary>
    private void SelectRoles()
    {
        _reselect = false;
        (_rootPriority, _rootTimes, _rootPort) = (new PriorityVector(_id, 0, _id, 0), _ownTimes, -1);
        ushort receivedBy = 0;
        for (int i = 0; i < _ports.Length; i++)
        {
            TreePort port = _ports[i];
            if (port.InfoIs != InfoSource.Received || port.Priority.Bridge == _id) continue;
            PriorityVector path = port.Priority with { Cost = (uint)Math.Min((ulong)port.Priority.Cost + port.Cost, uint.MaxValue) };
            int order = path.CompareTo(_rootPriority);
            if (order > 0 || (order == 0 && port.Id > receivedBy)) continue;
            (_rootPriority, _rootPort, receivedBy) = (path, i, port.Id);
            _rootTimes = port.Times with { MessageAge = (ushort)(port.Times.MessageAge + UnitsPerSecond), HelloTime = _ownTimes.HelloTime };
        }
        for (int i = 0; i < _ports.Length; i++) Select(_ports[i], i == _rootPort);
    }

    private void Select(TreePort port, bool isRootPort)
    {
        port.DesignatedPriority = new PriorityVector(_rootPriority.Root, _rootPriority.Cost, _id, port.Id);
        port.UpdtInfo = false;
        switch (port.InfoIs)
        {
            case InfoSource.Disabled:
                port.SelectedRole = PortRole.Disabled;
                break;
            case InfoSource.Aged:
                (port.SelectedRole, port.UpdtInfo) = (PortRole.Designated, true);
                break;
            case InfoSource.Mine:
                port.SelectedRole = PortRole.Designated;
                port.UpdtInfo = port.Priority != port.DesignatedPriority || port.Times != _rootTimes;
                break;
            case InfoSource.Received when isRootPort:
                port.SelectedRole = PortRole.Root;
                break;
            case InfoSource.Received when port.DesignatedPriority.IsBetterThan(port.Priority):
                (port.SelectedRole, port.UpdtInfo) = (PortRole.Designated, true);
                break;
            default:
                port.SelectedRole = port.Priority.Bridge == _id ? PortRole.Backup : PortRole.Alternate;
                break;
        }
    }

    /// <summary>17.27: UPDATE. From now on the port says what this bridge believes.</summary>
    private bool UpdateInfo(TreePort port)
    {
        port.Proposing = port.Proposed = false;
        port.Agreed = port.Agreed && port.InfoIs == InfoSource.Mine && !port.Priority.IsBetterThan(port.DesignatedPriority);
        port.Synced = port.Synced && port.Agreed;
        (port.Priority, port.Times) = (port.DesignatedPriority, _rootTimes);
        port.UpdtInfo = false;
        port.InfoIs = InfoSource.Mine;
        port.NewInfo = true;
        return true;
    }
}
