using System.Runtime.CompilerServices;

namespace NetSim.Actors.Dispatch;

/// <summary>What another thread posted: a message for now, or an event for later.</summary>
internal struct Post
{
    public EventKey Key;
    public Resident To;
    public object Message;
    public IActorRef? Sender;
    public bool IsEvent;

    /// <summary>In an <see cref="Outbox"/>: the window during which it was put there.</summary>
    public long Window;
}

internal enum Posted
{
    Accepted,

    /// <summary>The lane sleeps, and it is this caller who must wake it.</summary>
    ToASleeper,

    /// <summary>The lane has ended.</summary>
    Refused,
}

/// <summary>
/// The door between threads: many write, the lane reads. A lock and an array swap. Whether the lane sleeps is decided under the
/// same lock as whether there is mail, so a wake-up cannot get lost between the two (a store-load race that lock-free inboxes fall for).
/// </summary>
internal sealed class Inbox
{
    private readonly Lock _lock = new();
    private Post[] _filling = new Post[16];
    private Post[] _reading = new Post[16];
    private int _count;
    private bool _sleeping;
    private bool _closed;

    /// <summary>A hint that may be read without the lock; <see cref="TryFallAsleep"/> is what decides.</summary>
    public bool HasMail
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Volatile.Read(ref _count) != 0;
    }

    public Posted Add(in Post post)
    {
        lock (_lock)
        {
            if (_closed) return Posted.Refused;
            if (_count == _filling.Length) Array.Resize(ref _filling, _count * 2);
            _filling[_count] = post;
            Volatile.Write(ref _count, _count + 1);
            bool mustWake = _sleeping;
            _sleeping = false;
            return mustWake ? Posted.ToASleeper : Posted.Accepted;
        }
    }

    /// <summary>The lane has ended: what comes from now on is refused.</summary>
    public void Close()
    {
        lock (_lock) _closed = true;
    }

    /// <summary>The lane wants to sleep. False: mail has come meanwhile.</summary>
    public bool TryFallAsleep()
    {
        lock (_lock)
        {
            _sleeping = _count == 0;
            return _sleeping;
        }
    }

    public void StayAwake()
    {
        lock (_lock) _sleeping = false;
    }

    /// <summary>Takes all there is. The span is valid, and must be cleared by the caller, before the next call.</summary>
    public Span<Post> TakeAll()
    {
        lock (_lock)
        {
            int count = _count;
            Volatile.Write(ref _count, 0);
            (_filling, _reading) = (_reading, _filling);
            return _reading.AsSpan(0, count);
        }
    }
}
