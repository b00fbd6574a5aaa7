using NetSim.Wire.Stp;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Switching.SpanningTree;

/// <summary>What a port does in its role (IEEE 802.1D-2004 17.29 to 17.31), and what it sends (17.26).</summary>
internal sealed partial class SpanningTreeBridge
{
    /// <summary>17.20.6: FwdDelay.</summary>
    private Duration ForwardDelay => Span(_rootTimes.ForwardDelay);

    private Duration HelloTime => Span(_rootTimes.HelloTime);

    /// <summary>17.20.5: forwardDelay. Who speaks the rapid protocol has told of anything that stands against it within a hello.</summary>
    private Duration ForwardDelayOf(TreePort port) => port.SendRstp ? HelloTime : ForwardDelay;

    /// <summary>Whether all other ports are synchronised, or are the root port.</summary>
    private bool AreOthersSynced(TreePort except)
    {
        foreach (TreePort port in _ports)
        {
            if (port == except || port.Role == PortRole.Root) continue;
            if (port.Role != port.SelectedRole || port.UpdtInfo || !port.Synced) return false;
        }
        return true;
    }

    private bool HaveOthersLeftRoot(TreePort except)
    {
        foreach (TreePort port in _ports)
            if (port != except && port.RrWhile > _now) return false;
        return true;
    }

    private bool Move(TreePort port)
    {
        bool isNew = port.Role != port.SelectedRole;
        if (isNew) Enter(port);
        bool moved = port.Role switch
        {
            PortRole.Root => MoveRoot(port),
            PortRole.Designated => MoveDesignated(port),
            PortRole.Disabled => false,
            _ => MoveBlocked(port),
        };
        return isNew || moved;
    }

    private void Enter(TreePort port)
    {
        // What was held as long as the role lasted runs from now.
        if (port.Role == PortRole.Root) port.RrWhile = _now + ForwardDelay;
        if (port.Role == PortRole.Backup) port.RbWhile = _now + HelloTime + HelloTime;
        if (port.Role is PortRole.Alternate or PortRole.Backup) port.FdWhile = _now + ForwardDelayOf(port);
        if (port.Role == PortRole.Disabled) port.FdWhile = _now + Span(_rootTimes.MaxAge);
        port.Role = port.SelectedRole;
        switch (port.Role)
        {
            case PortRole.Root:
                port.RrWhile = TreePort.Held;
                break;
            case PortRole.Alternate or PortRole.Backup or PortRole.Disabled:
                port.Learn = port.Forward = false;
                port.FdWhile = TreePort.Held;
                (port.Synced, port.Sync, port.ReRoot) = (true, false, false);
                port.RrWhile = default;
                if (port.Role == PortRole.Backup) port.RbWhile = TreePort.Held;
                break;
        }
    }

    private bool MoveRoot(TreePort port)
    {
        if (port.Proposed && !port.Agree)
        {
            SyncOthers(port);
            port.Proposed = false;
            return true;
        }
        if ((!port.Agree && AreOthersSynced(port)) || (port.Proposed && port.Agree))
        {
            (port.Proposed, port.Sync, port.Agree, port.NewInfo) = (false, false, true, true);
            return true;
        }
        if (!port.Forward && !port.ReRoot)
        {
            foreach (TreePort other in _ports) other.ReRoot = true;
            return true;
        }
        if (port.ReRoot && port.Forward)
        {
            port.ReRoot = false;
            return true;
        }
        bool mayPass = _now >= port.FdWhile || (_now >= port.RbWhile && HaveOthersLeftRoot(port));
        return mayPass && Pass(port);
    }

    private bool MoveDesignated(TreePort port)
    {
        if (port.Proposing && !port.OperEdge && port.SendRstp && _now >= port.EdgeDelayWhile)
        {
            // 17.25: nobody answers, so nobody is there who could.
            port.OperEdge = true;
            return true;
        }
        if (!port.Forward && !port.Agreed && !port.Proposing && !port.OperEdge)
        {
            (port.Proposing, port.NewInfo) = (true, true);
            if (port.EdgeDelayWhile <= _now) port.EdgeDelayWhile = _now + MigrateTime;
            return true;
        }
        bool syncs = (!port.Learn && !port.Forward && !port.Synced) || (port.Agreed && !port.Synced) || (port.OperEdge && !port.Synced) || (port.Sync && port.Synced);
        if (syncs)
        {
            port.RrWhile = default;
            (port.Synced, port.Sync) = (true, false);
            return true;
        }
        bool isRetired = port.ReRoot && _now >= port.RrWhile;
        if (isRetired)
        {
            port.ReRoot = false;
            return true;
        }
        // A dispute begins the delay again even of a port that discards: whoever disputes does so with every hello.
        bool isUnsafe = (port.Sync && !port.Synced) || (port.ReRoot && _now < port.RrWhile);
        if (port.Disputed || (isUnsafe && !port.OperEdge && (port.Learn || port.Forward)))
        {
            port.Learn = port.Forward = port.Disputed = false;
            port.FdWhile = _now + ForwardDelayOf(port);
            return true;
        }
        bool mayPass = (_now >= port.FdWhile || port.Agreed || port.OperEdge) && !port.ReRoot && !port.Sync;
        return mayPass && Pass(port);
    }

    private bool MoveBlocked(TreePort port)
    {
        if (port.Proposed && !port.Agree)
        {
            SyncOthers(port);
            port.Proposed = false;
            return true;
        }
        if ((!port.Agree && AreOthersSynced(port)) || (port.Proposed && port.Agree))
        {
            (port.Proposed, port.Agree, port.NewInfo) = (false, true, true);
            return true;
        }
        if (!port.Sync && !port.ReRoot && port.Synced) return false;
        (port.Sync, port.ReRoot, port.Synced) = (false, false, true);
        return true;
    }

    /// <summary>To learning, and from learning on to forwarding: at once with an agreement, else after the forward delay each.</summary>
    private bool Pass(TreePort port)
    {
        if (port.Forward) return false;
        if (!port.Learn)
        {
            port.Learn = true;
            port.FdWhile = _now + ForwardDelayOf(port);
            return true;
        }
        port.Forward = true;
        port.FdWhile = default;
        if (port.Role == PortRole.Designated) port.Agreed = port.SendRstp;
        return true;
    }

    private void SyncOthers(TreePort port)
    {
        foreach (TreePort other in _ports)
            if (other != port) other.Sync = true;
    }

    /// <summary>17.31: a port that begins to forward is a change, which all bridges hear of and forget what they have learnt.</summary>
    private bool ChangeTopology(TreePort port)
    {
        bool isActive = port.Role is PortRole.Root or PortRole.Designated && port.Forward && !port.OperEdge;
        if (!isActive)
        {
            if (port.IsTcActive) port.FdbFlush |= !port.OperEdge;
            (port.IsTcActive, port.RcvdTc, port.RcvdTcn, port.RcvdTcAck, port.TcProp) = (false, false, false, false, false);
            if (!port.OperEdge) port.TcWhile = default;
            return false;
        }
        if (!port.IsTcActive)
        {
            port.IsTcActive = true;
            TopologyChanges++;
            BeginTc(port);
            port.NewInfo = true;
            TellOthers(port);
            return true;
        }
        if (port.RcvdTcn || port.RcvdTc)
        {
            if (port.RcvdTcn)
            {
                BeginTc(port);
                port.TcAck = port.Role == PortRole.Designated;
            }
            port.RcvdTcn = port.RcvdTc = false;
            TellOthers(port);
            return true;
        }
        if (port.RcvdTcAck)
        {
            port.RcvdTcAck = false;
            port.TcWhile = default;
        }
        if (!port.TcProp) return false;
        port.TcProp = false;
        port.FdbFlush = true;
        BeginTc(port);
        return true;
    }

    private void TellOthers(TreePort port)
    {
        foreach (TreePort other in _ports)
            if (other != port) other.TcProp = true;
    }

    /// <summary>17.21.7: newTcWhile.</summary>
    private void BeginTc(TreePort port)
    {
        if (port.TcWhile > _now) return;
        port.TcWhile = port.SendRstp ? _now + HelloTime + Second : _now + Span(_rootTimes.MaxAge + _rootTimes.ForwardDelay);
        port.NewInfo |= port.SendRstp;
    }

    /// <summary>17.26: at most six BPDUs at once, and one more in each second.</summary>
    private void Transmit(int index)
    {
        TreePort port = _ports[index];
        if (!port.IsEnabled || port.Role == PortRole.Disabled) return;
        if (_now >= port.HelloWhen)
        {
            port.HelloWhen = _now + HelloTime;
            port.NewInfo |= port.Role == PortRole.Designated || (port.Role == PortRole.Root && port.TcWhile > _now);
        }
        for (; port.TxCount > 0 && _now >= port.TxDecrement; port.TxDecrement += Second) port.TxCount--;
        if (!port.NewInfo || port.TxCount >= TxHoldCount || _now < port.SpeakWhen) return;
        if (port.TxCount++ == 0) port.TxDecrement = _now + Second;
        port.NewInfo = false;
        if (port.SendRstp) _out.Enqueue((index, Message(port, BpduType.Rapid, RapidFlags(port))));
        else if (port.Role == PortRole.Root) _out.Enqueue((index, new Bpdu { Type = BpduType.TopologyChange }));
        else if (port.Role == PortRole.Designated) _out.Enqueue((index, Message(port, BpduType.Configuration, OldFlags(port))));
        port.TcAck = false;
    }

    private Bpdu Message(TreePort port, BpduType type, BpduFlags flags) => new()
    {
        Type = type,
        Flags = flags,
        Root = port.DesignatedPriority.Root,
        RootPathCost = port.DesignatedPriority.Cost,
        Bridge = _id,
        Port = port.Id,
        MessageAge = _rootTimes.MessageAge,
        MaxAge = _rootTimes.MaxAge,
        HelloTime = _rootTimes.HelloTime,
        ForwardDelay = _rootTimes.ForwardDelay,
    };

    private BpduFlags RapidFlags(TreePort port)
    {
        BpduFlags flags = port.Role switch
        {
            PortRole.Root => BpduFlags.RootRole,
            PortRole.Designated => BpduFlags.DesignatedRole,
            _ => BpduFlags.AlternateRole,
        };
        if (port.TcWhile > _now) flags |= BpduFlags.TopologyChange;
        if (port.Role == PortRole.Designated && port.Proposing) flags |= BpduFlags.Proposal;
        if (port.Role != PortRole.Designated && port.Agree) flags |= BpduFlags.Agreement;
        if (port.Learn) flags |= BpduFlags.Learning;
        return port.Forward ? flags | BpduFlags.Forwarding : flags;
    }

    private BpduFlags OldFlags(TreePort port) =>
        (port.TcWhile > _now ? BpduFlags.TopologyChange : BpduFlags.None) | (port.TcAck ? BpduFlags.TopologyChangeAcknowledgment : BpduFlags.None);
}
