using NetSim.Wire.Addresses;
using NetSim.Wire.Multicast;
using NetSim.Wire.Time;

namespace NetSim.Stack.Interfaces;

/// <summary>
/// The listener's part of IGMPv3 (RFC 3376 section 5) and MLDv2 (RFC 3810 section 6), for listeners to all sources: what was joined and
/// left is told at once and once more, and queries are answered. While a querier of an older version is there, its version is spoken
/// (RFC 3376 7.2.1, RFC 3810 8.2.1).
/// </summary>
internal sealed class GroupReporter(NetworkInterface port, RandomGenerator random)
{
    /// <summary>The robustness variable: each change is told so often.</summary>
    private const int Robustness = 2;

    /// <summary>RFC 3376 8.11, RFC 3810 9.11: the longest time between two reports of one change.</summary>
    private static readonly Duration UnsolicitedInterval = Duration.FromSeconds(1);

    /// <summary>RFC 3376 8.12, RFC 3810 9.12: robustness times query interval (125 s) plus the longest response time.</summary>
    private static readonly Duration OlderQuerierTimeout = Duration.FromSeconds(260);

    private readonly List<(GroupRecord Record, int Left)> _changes = [];
    private readonly List<(IpAddress Group, Instant Due)> _asked = [];
    private readonly List<GroupRecord> _outgoing = [];
    private Instant _nextChange = Instant.MaxValue;
    private Instant _answerIPv4 = Instant.MaxValue;
    private Instant _answerIPv6 = Instant.MaxValue;
    private Instant _olderIPv4Until;
    private Instant _olderIPv6Until;

    public Instant NextDeadline
    {
        get
        {
            Instant next = Instant.Min(_nextChange, Instant.Min(_answerIPv4, _answerIPv6));
            foreach ((_, Instant due) in _asked) next = Instant.Min(next, due);
            return next;
        }
    }

    /// <summary>RFC 3376 section 5, RFC 3810 section 6: all hosts, all nodes and what stays on the node are never reported.</summary>
    public static bool IsReported(IpAddress group) =>
        group != LinkLayerMapping.AllHosts && group != LinkLayerMapping.AllNodes && (group.IsIPv4 || (group.High >> 48 & 0xF) > 1);

    /// <summary>The interface listens to the group from now on.</summary>
    public void OnJoined(Instant now, IpAddress group) => OnChange(now, new GroupRecord(GroupRecordType.ChangeToExcludeMode, group));

    /// <summary>The interface listens to the group no longer.</summary>
    public void OnLeft(Instant now, IpAddress group) => OnChange(now, new GroupRecord(GroupRecordType.ChangeToIncludeMode, group));

    /// <summary>The same, told at the next deadline.</summary>
    public void OnLeft(IpAddress group)
    {
        if (!IsReported(group) || !port.CanSend) return;
        Replace(new GroupRecord(GroupRecordType.ChangeToIncludeMode, group));
        _nextChange = Instant.Zero;
    }

    /// <summary>The link is new: whoever listens there for reports has heard of nothing yet.</summary>
    public void OnUp(Instant now)
    {
        _changes.Clear();
        foreach (IpAddress group in port.Addresses.JoinedGroups())
        {
            if (IsReported(group)) _changes.Add((new GroupRecord(GroupRecordType.ChangeToExcludeMode, group), Robustness));
        }
        // Not all at once when the power comes back.
        if (_changes.Count > 0) _nextChange = now + Draw(UnsolicitedInterval);
    }

    public void OnDown()
    {
        _changes.Clear();
        _asked.Clear();
        _nextChange = _answerIPv4 = _answerIPv6 = Instant.MaxValue;
    }

    /// <summary>RFC 3376 5.2, RFC 3810 6.2: the answer comes at a random time within what the query allows.</summary>
    public void OnQuery(Instant now, AddressFamily family, in GroupQuery query)
    {
        if (query.Version == QuerierVersion.Older) OlderUntil(family) = now + OlderQuerierTimeout;
        Instant due = now + Draw(query.MaxResponseTime);
        ref Instant general = ref family == AddressFamily.IPv4 ? ref _answerIPv4 : ref _answerIPv6;
        if (general <= due) return;
        if (query.Group is not { } group)
        {
            general = due;
            return;
        }
        if (!port.IsMember(group) || !IsReported(group)) return;
        for (int i = 0; i < _asked.Count; i++)
        {
            if (_asked[i].Group != group) continue;
            _asked[i] = (group, Instant.Min(due, _asked[i].Due));
            return;
        }
        _asked.Add((group, due));
    }

    public void OnDeadline(Instant now)
    {
        if (_nextChange <= now) SendChanges(now);
        if (_answerIPv4 <= now) AnswerAll(now, AddressFamily.IPv4, ref _answerIPv4);
        if (_answerIPv6 <= now) AnswerAll(now, AddressFamily.IPv6, ref _answerIPv6);
        for (int i = 0; i < _asked.Count; i++)
        {
            (IpAddress group, Instant due) = _asked[i];
            if (due > now) continue;
            _asked.RemoveAt(i--);
            if (port.IsMember(group)) Send(now, group.Family, [new GroupRecord(GroupRecordType.ModeIsExclude, group)]);
        }
    }

    private void OnChange(Instant now, GroupRecord record)
    {
        if (!IsReported(record.Group)) return;
        // Not yet up: all of it is told then.
        if (!port.CanSend) return;
        Replace(record);
        SendChanges(now);
    }

    /// <summary>What was to be told of the group before is out of date.</summary>
    private void Replace(GroupRecord record)
    {
        for (int i = _changes.Count - 1; i >= 0; i--)
        {
            if (_changes[i].Record.Group == record.Group) _changes.RemoveAt(i);
        }
        _changes.Add((record, Robustness));
    }

    /// <summary>All changes that were not told often enough, in one message of each family.</summary>
    private void SendChanges(Instant now)
    {
        SendChanges(now, AddressFamily.IPv4);
        SendChanges(now, AddressFamily.IPv6);
        for (int i = _changes.Count - 1; i >= 0; i--)
        {
            (GroupRecord record, int left) = _changes[i];
            if (left > 1) _changes[i] = (record, left - 1);
            else _changes.RemoveAt(i);
        }
        _nextChange = _changes.Count == 0 ? Instant.MaxValue : now + Draw(UnsolicitedInterval);
    }

    private void SendChanges(Instant now, AddressFamily family)
    {
        _outgoing.Clear();
        foreach ((GroupRecord record, _) in _changes)
        {
            if (record.Group.Family == family) _outgoing.Add(record);
        }
        Send(now, family, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_outgoing));
    }

    private void AnswerAll(Instant now, AddressFamily family, ref Instant due)
    {
        due = Instant.MaxValue;
        _outgoing.Clear();
        foreach (IpAddress group in port.ListenedGroups())
        {
            if (group.Family == family && IsReported(group)) _outgoing.Add(new GroupRecord(GroupRecordType.ModeIsExclude, group));
        }
        Send(now, family, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_outgoing));
    }

    private void Send(Instant now, AddressFamily family, ReadOnlySpan<GroupRecord> records)
    {
        if (records.IsEmpty) return;
        if (now < OlderUntil(family)) GroupMessages.SendOlder(port, records);
        else GroupMessages.Send(port, family, records);
    }

    private ref Instant OlderUntil(AddressFamily family) => ref family == AddressFamily.IPv4 ? ref _olderIPv4Until : ref _olderIPv6Until;

    private Duration Draw(Duration most) => most * random.Next(1001) / 1000;
}
