using System.Diagnostics.CodeAnalysis;
using NetSim.Wire.Ip;
using NetSim.Wire.Time;

namespace NetSim.Stack.Sockets.Tcp.Opening;

/// <summary>
/// The half-open connections of a listener: bounded, found by a keyed hash, the oldest first to go. Those with the same number
/// of retransmissions wait equally long, so a list for each number is in the order of its deadlines.
/// </summary>
internal sealed class SynQueue
{
    /// <summary>After the fifth, 63 seconds in all, the SYN was not meant (RFC 4987).</summary>
    public const int MostRetransmissions = 5;

    private readonly int _limit;
    private readonly Duration _timeout;
    private readonly Dictionary<SocketKey, HalfOpenConnection> _byKey;
    private readonly HalfOpenConnection?[] _first = new HalfOpenConnection?[MostRetransmissions + 1];
    private readonly HalfOpenConnection?[] _last = new HalfOpenConnection?[MostRetransmissions + 1];
    private HalfOpenConnection? _spare;

    public SynQueue(int limit, Duration timeout, ConnectionSecrets secrets)
    {
        _limit = limit;
        _timeout = timeout;
        _byKey = new Dictionary<SocketKey, HalfOpenConnection>(new SocketKeyComparer(secrets.Key));
    }

    public int Count => _byKey.Count;

    public bool IsFull => _byKey.Count >= _limit;

    public Instant NextDeadline
    {
        get
        {
            Instant next = Instant.MaxValue;
            for (int i = 0; i <= MostRetransmissions; i++)
            {
                if (_first[i] is { } first) next = Instant.Min(next, first.DueAt);
            }
            return next;
        }
    }

    public bool TryFind(in SocketKey key, [NotNullWhen(true)] out HalfOpenConnection? half) => _byKey.TryGetValue(key, out half);

    /// <summary>A new one, whose SYN-ACK goes out now; the caller has made room and fills in the rest.</summary>
    public HalfOpenConnection Add(Instant now, in SocketKey key)
    {
        HalfOpenConnection half = _spare ?? new HalfOpenConnection();
        _spare = half.Next;
        half.Next = null;
        half.Local = key.Local;
        half.Remote = key.Remote;
        half.IsCookie = false;
        half.Since = now;
        half.Retransmissions = 0;
        half.ChallengesSent = 0;
        _byKey.Add(key, half);
        Schedule(now, half);
        return half;
    }

    public void Remove(HalfOpenConnection half)
    {
        Unlink(half);
        _byKey.Remove(new SocketKey(IpProtocol.Tcp, half.Local, half.Remote));
        half.Next = _spare;
        _spare = half;
    }

    /// <summary>The one that has waited longest: it has been retransmitted most.</summary>
    public void RemoveOldest()
    {
        for (int i = MostRetransmissions; i >= 0; i--)
        {
            if (_first[i] is not { } oldest) continue;
            Remove(oldest);
            return;
        }
    }

    /// <summary>
    /// One whose SYN-ACK must be sent again, which counts as sent now. Those that have waited long enough are removed on the way.
    /// </summary>
    public bool TryTakeDue(Instant now, [NotNullWhen(true)] out HalfOpenConnection? half)
    {
        for (int i = 0; i <= MostRetransmissions; i++)
        {
            while (_first[i] is { } first && first.DueAt <= now)
            {
                if (i == MostRetransmissions)
                {
                    Remove(first);
                    continue;
                }
                Unlink(first);
                first.Retransmissions++;
                Schedule(now, first);
                half = first;
                return true;
            }
        }
        half = null;
        return false;
    }

    public void Clear()
    {
        _byKey.Clear();
        Array.Clear(_first);
        Array.Clear(_last);
    }

    private void Schedule(Instant now, HalfOpenConnection half)
    {
        int list = half.Retransmissions;
        half.SentAt = now;
        half.DueAt = now + new Duration(_timeout.Nanoseconds << list);
        half.Previous = _last[list];
        half.Next = null;
        if (_last[list] is { } last) last.Next = half;
        else _first[list] = half;
        _last[list] = half;
    }

    private void Unlink(HalfOpenConnection half)
    {
        int list = half.Retransmissions;
        if (half.Previous is { } previous) previous.Next = half.Next;
        else _first[list] = half.Next;
        if (half.Next is { } next) next.Previous = half.Previous;
        else _last[list] = half.Previous;
        half.Previous = half.Next = null;
    }
}
