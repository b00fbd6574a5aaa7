using NetSim.Actors.Lanes;
using Xunit;

namespace NetSim.Actors.Testing;

/// <summary>Taking messages as they come.</summary>
public abstract partial class TestKitBase
{
    /// <summary>The next message, or null if none comes in time.</summary>
    public object? ReceiveOne(TimeSpan? max = null, CancellationToken cancellationToken = default)
    {
        WaitForMessage(RemainingOrDilated(max), isExpected: false, cancellationToken);
        _last = _mailbox.TryTake();
        return _last?.Message;
    }

    public IReadOnlyCollection<object> ReceiveN(int numberOfMessages, CancellationToken cancellationToken = default) =>
        ReceiveN(numberOfMessages, RemainingOrDefault, cancellationToken);

    public IReadOnlyCollection<object> ReceiveN(int numberOfMessages, TimeSpan max, CancellationToken cancellationToken = default)
    {
        TimeSpan deadline = Now + max;
        var messages = new List<object>();
        while (messages.Count < numberOfMessages)
        {
            Received? next = TryReceive(Max(deadline - Now, TimeSpan.Zero), cancellationToken);
            if (next is null) Assert.Fail($"Timeout ({max}) while expecting {numberOfMessages} messages. Only got {messages.Count} after {max}.");
            messages.Add(next.Message);
        }

        return messages;
    }

    /// <summary>Takes messages as long as <paramref name="filter"/> makes something of them; the first that it refuses stays.</summary>
    public IReadOnlyList<T> ReceiveWhile<T>(
        TimeSpan? max, Func<object, T?> filter, int msgs = int.MaxValue, CancellationToken cancellationToken = default)
        where T : class => ReceiveWhile(filter, max, idle: null, msgs, cancellationToken);

    public IReadOnlyList<T> ReceiveWhile<T>(
        Func<object, T?> filter, TimeSpan? max = null, TimeSpan? idle = null, int msgs = int.MaxValue, CancellationToken cancellationToken = default)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(filter);
        TimeSpan deadline = Now + RemainingOrDilated(max);
        var results = new List<T>();
        while (results.Count < msgs)
        {
            TimeSpan wait = Min(Max(deadline - Now, TimeSpan.Zero), idle ?? TimeSpan.MaxValue);
            if (!WaitForMessage(wait, isExpected: false, cancellationToken)) break;
            if (filter(_mailbox.TryPeek()!.Message) is not { } result) break;
            _last = _mailbox.TryTake();
            results.Add(result);
        }

        return results;
    }

    public object FishForMessage(Predicate<object> isMessage, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default) =>
        FishForMessage<object>(isMessage, max, hint, cancellationToken);

    /// <summary>Throws away what does not fit, until something does.</summary>
    public T FishForMessage<T>(Predicate<T> isMessage, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(isMessage);
        TimeSpan limit = RemainingOrDilated(max);
        TimeSpan deadline = Now + limit;
        while (true)
        {
            Received? next = TryReceive(Max(deadline - Now, TimeSpan.Zero), cancellationToken);
            if (next is null) Assert.Fail($"Timeout ({limit}) during fishForMessage, hint: {hint}");
            if (next.Message is T typed && isMessage(typed)) return typed;
        }
    }

    private Received? TryReceive(TimeSpan max, CancellationToken cancellationToken)
    {
        WaitForMessage(max, isExpected: true, cancellationToken);
        return _last = _mailbox.TryTake();
    }

    private bool WaitForMessage(TimeSpan max, bool isExpected, CancellationToken cancellationToken)
    {
        if (_lanes.Clock == ClockKind.Virtual)
        {
            if (isExpected) return AdvanceUntil(max, () => !_mailbox.IsEmpty, cancellationToken);
            Advance(max, () => !_mailbox.IsEmpty);
            return !_mailbox.IsEmpty;
        }

        TimeSpan deadline = Now + max;
        for (TimeSpan left = max; _mailbox.IsEmpty && left > TimeSpan.Zero; left = deadline - Now)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _mailbox.WaitForArrival(Min(left, PollInterval));
        }

        return !_mailbox.IsEmpty;
    }
}
