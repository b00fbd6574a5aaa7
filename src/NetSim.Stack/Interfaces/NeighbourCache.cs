using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Stack.Interfaces;

/// <summary>What a <see cref="NeighbourCache"/> asks of its interface.</summary>
internal interface INeighbourCacheOwner
{
    /// <summary>Ask for the neighbour's link-layer address: everybody if it is incomplete, itself if it is being probed.</summary>
    void Solicit(Neighbour neighbour);

    /// <summary>The neighbour is known now: send the packet that waited.</summary>
    void Release(Packet packet, Neighbour neighbour);

    /// <summary>The neighbour did not answer: the packet cannot be sent.</summary>
    void GiveUp(Packet packet);

    /// <summary>The neighbour did not answer, and is forgotten.</summary>
    void OnFailed(Neighbour neighbour);

    /// <summary>The packet lost its place in the queue.</summary>
    void Refuse(Packet packet, DropReason reason);
}

/// <summary>
/// Who lives on the link and how far that is certain: the conceptual neighbour cache of RFC 4861 section 7.3, for ARP as for
/// neighbour discovery (ARP alone has no rule for finding out that an entry has become wrong, RFC 1122 2.3.2.1).
/// </summary>
internal sealed class NeighbourCache(NeighbourOptions options, RandomGenerator random, INeighbourCacheOwner owner)
{
    private readonly Dictionary<IpAddress, Neighbour> _byAddress = [];
    private readonly List<Neighbour> _all = [];
    private NeighbourTimers _solicited;
    private NeighbourTimers _delayed;
    private Neighbour? _lastFound;
    private int _incomplete;
    private int _permanent;
    private int _waiting;

    public int Count => _all.Count;

    public Instant? NextDeadline
    {
        get
        {
            Instant earliest = Instant.Min(_solicited.Earliest, _delayed.Earliest);
            return earliest == Instant.MaxValue ? null : earliest;
        }
    }

    public Neighbour? Find(IpAddress address)
    {
        Neighbour? last = _lastFound;
        if (last is not null && last.Address == address) return last;
        if (!_byAddress.TryGetValue(address, out Neighbour? found)) return null;
        return _lastFound = found;
    }

    /// <summary>May a packet go to the neighbour as it is known? Using a stale entry starts its verification (RFC 4861 7.3.3).</summary>
    public bool IsUsable(Instant now, Neighbour neighbour)
    {
        if (now < neighbour.UsableUntil) return true;
        switch (neighbour.State)
        {
            case NeighbourState.Incomplete:
                return false;
            case NeighbourState.Reachable or NeighbourState.Stale:
                Enter(neighbour, NeighbourState.Delay, Instant.MaxValue);
                _delayed.Add(neighbour, now + options.DelayFirstProbe);
                return true;
            default:
                return true;
        }
    }

    /// <summary>Keeps the packet until its next hop is known, asking for it if nobody has yet.</summary>
    public void Wait(Instant now, Packet packet)
    {
        Neighbour neighbour = Find(packet.NextHop) ?? StartResolution(now, packet.NextHop);
        neighbour.LastUsed = now;
        if (neighbour.Waiting.Count >= options.MaxWaiting || _waiting >= options.MaxWaitingInAll)
        {
            if (!neighbour.Waiting.TryDequeue(out Packet? oldest))
            {
                owner.Refuse(packet, DropReason.NeighbourQueueFull);
                return;
            }
            _waiting--;
            owner.Refuse(oldest, DropReason.NeighbourQueueFull);
        }
        neighbour.Waiting.Enqueue(packet);
        _waiting++;
    }

    /// <summary>The neighbour spoke to us, which says where it is, not that it hears us: stale (RFC 4861 7.2.3).</summary>
    public Neighbour Learn(Instant now, IpAddress address, MacAddress mac)
    {
        Neighbour? neighbour = Find(address);
        if (neighbour is null)
        {
            MakeRoom();
            neighbour = Insert(now, address, NeighbourState.Stale);
            neighbour.Mac = mac;
            return neighbour;
        }
        Refresh(neighbour, mac);
        return neighbour;
    }

    /// <summary>
    /// Something heard of a neighbour that is known already: a changed address is taken over and verified at its next use.
    /// </summary>
    public void Refresh(Neighbour neighbour, MacAddress mac)
    {
        if (neighbour.State == NeighbourState.Permanent) return;
        bool wasIncomplete = neighbour.State == NeighbourState.Incomplete;
        if (!wasIncomplete && neighbour.Mac == mac) return;
        neighbour.Mac = mac;
        Enter(neighbour, NeighbourState.Stale, Instant.Zero);
        if (wasIncomplete) ReleaseWaiting(neighbour);
    }

    /// <summary>The neighbour answered us: reachable.</summary>
    public void Confirm(Instant now, Neighbour neighbour, MacAddress mac)
    {
        if (neighbour.State == NeighbourState.Permanent) return;
        bool wasIncomplete = neighbour.State == NeighbourState.Incomplete;
        neighbour.Mac = mac;
        Enter(neighbour, NeighbourState.Reachable, now + DrawReachableTime());
        if (wasIncomplete) ReleaseWaiting(neighbour);
    }

    /// <summary>
    /// Doubt: the entry may be used, and is verified when it is (RFC 4861 7.2.5, an advertisement that may not override).
    /// </summary>
    public void Suspect(Neighbour neighbour)
    {
        if (neighbour.State == NeighbourState.Reachable) Enter(neighbour, NeighbourState.Stale, Instant.Zero);
    }

    /// <summary>An entry of the operator's.</summary>
    public void SetPermanent(IpAddress address, MacAddress mac)
    {
        Neighbour neighbour = Find(address) ?? Insert(Instant.Zero, address, NeighbourState.Permanent);
        bool wasIncomplete = neighbour.State == NeighbourState.Incomplete;
        neighbour.Mac = mac;
        Enter(neighbour, NeighbourState.Permanent, Instant.MaxValue);
        if (wasIncomplete) ReleaseWaiting(neighbour);
    }

    public bool Remove(IpAddress address)
    {
        Neighbour? neighbour = Find(address);
        if (neighbour is null) return false;
        Forget(neighbour, DropReason.NeighbourUnreachable);
        return true;
    }

    /// <summary>The link is gone: forget all that was heard on it.</summary>
    public void Clear(DropReason reason)
    {
        for (int i = _all.Count - 1; i >= 0; i--)
        {
            if (_all[i].State != NeighbourState.Permanent) Forget(_all[i], reason);
        }
    }

    public void OnDeadline(Instant now)
    {
        while (_delayed.First is { } delayed && delayed.Deadline <= now)
        {
            Enter(delayed, NeighbourState.Probe, Instant.MaxValue);
            SolicitAgain(now, delayed);
        }
        while (_solicited.First is { } silent && silent.Deadline <= now)
        {
            _solicited.Remove(silent);
            if (silent.Solicitations < options.MaxSolicitations) SolicitAgain(now, silent);
            else Fail(silent);
        }
    }

    public NeighbourSnapshot[] Snapshot()
    {
        var copy = new NeighbourSnapshot[_all.Count];
        for (int i = 0; i < copy.Length; i++)
        {
            Neighbour entry = _all[i];
            copy[i] = new NeighbourSnapshot(entry.Address, entry.Mac, entry.State, entry.IsRouter);
        }
        return copy;
    }

    private Neighbour StartResolution(Instant now, IpAddress address)
    {
        if (_incomplete >= options.MaxIncomplete) ForgetOldestIncomplete();
        MakeRoom();
        Neighbour neighbour = Insert(now, address, NeighbourState.Incomplete);
        SolicitAgain(now, neighbour);
        return neighbour;
    }

    private void SolicitAgain(Instant now, Neighbour neighbour)
    {
        neighbour.Solicitations++;
        _solicited.Add(neighbour, now + options.RetransmitTimer);
        owner.Solicit(neighbour);
    }

    /// <summary>RFC 4861 7.2.2 and 7.3.3: no answer. The entry goes, and what waited cannot be sent.</summary>
    private void Fail(Neighbour neighbour)
    {
        Detach(neighbour);
        while (neighbour.Waiting.TryDequeue(out Packet? packet))
        {
            _waiting--;
            owner.GiveUp(packet);
        }
        owner.OnFailed(neighbour);
    }

    private void ReleaseWaiting(Neighbour neighbour)
    {
        while (neighbour.Waiting.TryDequeue(out Packet? packet))
        {
            _waiting--;
            owner.Release(packet, neighbour);
        }
    }

    private void Forget(Neighbour neighbour, DropReason reason)
    {
        StopTimer(neighbour);
        Detach(neighbour);
        while (neighbour.Waiting.TryDequeue(out Packet? packet))
        {
            _waiting--;
            owner.Refuse(packet, reason);
        }
    }

    private void MakeRoom()
    {
        if (_all.Count - _permanent < options.MaxEntries) return;
        Neighbour? victim = null;
        foreach (Neighbour candidate in _all)
        {
            if (candidate.State is NeighbourState.Permanent or NeighbourState.Incomplete) continue;
            if (victim is null || candidate.LastUsed < victim.LastUsed) victim = candidate;
        }
        if (victim is null) ForgetOldestIncomplete();
        else Forget(victim, DropReason.NeighbourQueueFull);
    }

    private void ForgetOldestIncomplete()
    {
        Neighbour? oldest = _solicited.First;
        while (oldest is not null && oldest.State != NeighbourState.Incomplete) oldest = oldest.LaterDeadline;
        if (oldest is not null) Forget(oldest, DropReason.NeighbourQueueFull);
    }

    private Neighbour Insert(Instant now, IpAddress address, NeighbourState state)
    {
        var neighbour = new Neighbour(address) { State = state, LastUsed = now, Slot = _all.Count };
        _all.Add(neighbour);
        _byAddress.Add(address, neighbour);
        Tally(state, 1);
        return neighbour;
    }

    private void Detach(Neighbour neighbour)
    {
        Tally(neighbour.State, -1);
        _byAddress.Remove(neighbour.Address);
        Neighbour last = _all[^1];
        last.Slot = neighbour.Slot;
        _all[neighbour.Slot] = last;
        _all.RemoveAt(_all.Count - 1);
        if (ReferenceEquals(_lastFound, neighbour)) _lastFound = null;
    }

    private void Enter(Neighbour neighbour, NeighbourState state, Instant usableUntil)
    {
        StopTimer(neighbour);
        Tally(neighbour.State, -1);
        Tally(state, 1);
        neighbour.State = state;
        neighbour.UsableUntil = usableUntil;
        neighbour.Solicitations = 0;
    }

    private void StopTimer(Neighbour neighbour)
    {
        if (neighbour.State == NeighbourState.Delay) _delayed.Remove(neighbour);
        else if (neighbour.State is NeighbourState.Incomplete or NeighbourState.Probe) _solicited.Remove(neighbour);
    }

    private void Tally(NeighbourState state, int change)
    {
        if (state == NeighbourState.Incomplete) _incomplete += change;
        else if (state == NeighbourState.Permanent) _permanent += change;
    }

    /// <summary>
    /// RFC 4861 6.3.2: uniform between MIN_RANDOM_FACTOR 0.5 and MAX_RANDOM_FACTOR 1.5, so that neighbours do not probe in step.
    /// </summary>
    private Duration DrawReachableTime() => options.ReachableTime * (500 + random.Next(1001)) / 1000;
}
