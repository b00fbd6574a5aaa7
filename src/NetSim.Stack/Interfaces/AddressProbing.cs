using NetSim.Wire.Addresses;
using NetSim.Wire.Time;

namespace NetSim.Stack.Interfaces;

/// <summary>
/// Asks the link whether somebody has an address before the interface takes it: duplicate address detection for IPv6 (RFC 4862 5.4),
/// address conflict detection for IPv4 (RFC 5227 2.1 to 2.3). Until it is certain the address is none of the interface's.
/// </summary>
internal sealed class AddressProbing(NetworkInterface port, RandomGenerator random)
{
    /// <summary>RFC 4862 5.1: DupAddrDetectTransmits.</summary>
    private const int SolicitationsIPv6 = 1;

    /// <summary>RFC 5227 1.1: PROBE_NUM.</summary>
    private const int ProbesIPv4 = 3;

    /// <summary>MAX_RTR_SOLICITATION_DELAY for IPv6 (RFC 4862 5.4.2), PROBE_WAIT for IPv4: so that not all begin at once.</summary>
    private static readonly Duration LongestDelay = Duration.FromSeconds(1);

    /// <summary>RetransTimer of IPv6, PROBE_MIN of IPv4.</summary>
    private static readonly Duration Interval = Duration.FromSeconds(1);

    /// <summary>RFC 5227 1.1: ANNOUNCE_WAIT and ANNOUNCE_INTERVAL.</summary>
    private static readonly Duration AnnounceInterval = Duration.FromSeconds(2);

    private readonly List<Candidate> _candidates = [];
    private readonly List<(IpAddress Address, Instant Due)> _announcements = [];

    public Instant NextDeadline
    {
        get
        {
            Instant next = Instant.MaxValue;
            if (!port.CanSend) return next;
            foreach (Candidate candidate in _candidates) next = Instant.Min(next, candidate.Due);
            foreach ((_, Instant due) in _announcements) next = Instant.Min(next, due);
            return next;
        }
    }

    /// <summary>Tries the address as soon as the link is there.</summary>
    public void Begin(IpPrefix prefix) => _candidates.Add(new Candidate(prefix));

    /// <summary>Gives a candidate up.</summary>
    /// <returns>False if the address is none.</returns>
    public bool Remove(IpAddress address)
    {
        Candidate? candidate = Find(address);
        if (candidate is null) return false;
        Withdraw(candidate);
        return _candidates.Remove(candidate);
    }

    public bool IsTentative(IpAddress address) => Find(address) is { IsRefused: false };

    public bool IsKnown(IpAddress address) => Find(address) is not null;

    /// <summary>Somebody has the address, or tries it as well.</summary>
    /// <returns>False if it is no candidate.</returns>
    public bool OnConflict(IpAddress address)
    {
        if (Find(address) is not { IsRefused: false } candidate) return false;
        Withdraw(candidate);
        candidate.IsRefused = true;
        candidate.Due = Instant.MaxValue;
        return true;
    }

    /// <summary>What was not certain when the link went is tried anew when it comes back.</summary>
    public void OnDown()
    {
        _announcements.Clear();
        foreach (Candidate candidate in _candidates)
        {
            if (candidate.IsRefused) continue;
            Withdraw(candidate);
            (candidate.Due, candidate.Sent, candidate.IsNew) = (Instant.Zero, 0, true);
        }
    }

    public void OnDeadline(Instant now)
    {
        if (!port.CanSend) return;
        for (int i = 0; i < _candidates.Count; i++)
        {
            Candidate candidate = _candidates[i];
            if (candidate.Due > now) continue;
            if (candidate.IsNew) Delay(now, candidate);
            else if (candidate.Sent < ProbesOf(candidate)) SendProbe(now, candidate);
            else
            {
                _candidates.RemoveAt(i--);
                Take(now, candidate);
            }
        }
        for (int i = 0; i < _announcements.Count; i++)
        {
            (IpAddress address, Instant due) = _announcements[i];
            if (due > now) continue;
            _announcements.RemoveAt(i--);
            if (port.Addresses.Contains(address)) ArpProtocol.Announce(port, address);
        }
    }

    public void AddTo(List<AddressSnapshot> snapshot)
    {
        foreach (Candidate candidate in _candidates)
            snapshot.Add(new AddressSnapshot(candidate.Prefix, candidate.IsRefused ? AddressState.Duplicate : AddressState.Tentative));
    }

    private static int ProbesOf(Candidate candidate) => candidate.Prefix.Address.IsIPv4 ? ProbesIPv4 : SolicitationsIPv6;

    private void Delay(Instant now, Candidate candidate)
    {
        candidate.IsNew = false;
        candidate.Due = now + LongestDelay * random.Next(1001) / 1000;
    }

    private void SendProbe(Instant now, Candidate candidate)
    {
        IpAddress address = candidate.Prefix.Address;
        candidate.Sent++;
        if (address.IsIPv6)
        {
            // RFC 4862 5.4.2: who does not listen to the group would not hear of the other one.
            if (!candidate.IsListening) port.JoinGroup(now, address.SolicitedNode);
            candidate.IsListening = true;
            NeighbourDiscovery.Probe(port, address);
            candidate.Due = now + Interval;
            return;
        }
        ArpProtocol.Probe(port, address);
        // RFC 5227 2.1.1: one to two seconds between probes.
        candidate.Due = now + (candidate.Sent < ProbesIPv4 ? Interval * (1000 + random.Next(1001)) / 1000 : AnnounceInterval);
    }

    private void Take(Instant now, Candidate candidate)
    {
        port.Assign(now, candidate.Prefix);
        if (!candidate.Prefix.Address.IsIPv4) return;
        ArpProtocol.Announce(port, candidate.Prefix.Address);
        _announcements.Add((candidate.Prefix.Address, now + AnnounceInterval));
    }

    private void Withdraw(Candidate candidate)
    {
        if (candidate.IsListening) port.LeaveGroupSoon(candidate.Prefix.Address.SolicitedNode);
        candidate.IsListening = false;
    }

    private Candidate? Find(IpAddress address)
    {
        foreach (Candidate candidate in _candidates)
        {
            if (candidate.Prefix.Address == address) return candidate;
        }
        return null;
    }

    private sealed class Candidate(IpPrefix prefix)
    {
        public IpPrefix Prefix => prefix;
        public Instant Due { get; set; }
        public int Sent { get; set; }
        public bool IsNew { get; set; } = true;
        public bool IsListening { get; set; }
        public bool IsRefused { get; set; }
    }
}
