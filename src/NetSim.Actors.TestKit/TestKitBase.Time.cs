using NetSim.Actors.Lanes;
using Xunit;

namespace NetSim.Actors.Testing;

/// <summary>Letting time pass, on either clock.</summary>
public abstract partial class TestKitBase
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>How long (of real time) a test on the virtual clock waits for other threads before it calls an expectation failed.</summary>
    private static readonly TimeSpan PatienceWithThreads = TimeSpan.FromSeconds(2);

    public void Within(TimeSpan max, Action action, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        Within(TimeSpan.Zero, max, action, hint: null, epsilonValue, cancellationToken);

    public void Within(
        TimeSpan min, TimeSpan max, Action action, string? hint = null, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(action);
        Within(
            min,
            max,
            () =>
            {
                action();
                return true;
            },
            hint,
            epsilonValue,
            cancellationToken);
    }

    public T Within<T>(TimeSpan max, Func<T> function, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        Within(TimeSpan.Zero, max, function, hint: null, epsilonValue, cancellationToken);

    /// <summary>Fails unless <paramref name="function"/> takes between <paramref name="min"/> and <paramref name="max"/>; expectations inside wait no longer.</summary>
    public T Within<T>(
        TimeSpan min, TimeSpan max, Func<T> function, string? hint = null, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(function);
        TimeSpan start = Now;
        TimeSpan? outer = _deadline;
        TimeSpan left = outer is { } end ? end - start : max;
        if (left < min) Assert.Fail($"Required min time {min} not possible, only {left} left. {hint}");
        _deadline = start + Min(max, left);
        T result;
        try
        {
            result = function();
        }
        finally
        {
            _deadline = outer;
        }

        TimeSpan took = Now - start;
        if (took < min) Assert.Fail($"Failed: Block took {took}, should have taken at least {min}. {hint}");
        if (took > max + (epsilonValue ?? TimeSpan.Zero)) Assert.Fail($"Failed: Block took {took}, exceeding {max}. {hint}");
        return result;
    }

    /// <summary>Repeats <paramref name="assertion"/> until it holds; at the limit lets its exception through.</summary>
    public void AwaitAssert(Action assertion, TimeSpan? duration = null, TimeSpan? interval = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(assertion);
        TimeSpan deadline = Now + RemainingOrDilated(duration);
        while (true)
        {
            try
            {
                assertion();
                return;
            }
            catch (Exception) when (Now < deadline)
            {
                Pass(Min(interval ?? PollInterval, deadline - Now), cancellationToken);
            }
        }
    }

    public void AwaitCondition(Func<bool> conditionIsFulfilled, CancellationToken cancellationToken = default) =>
        AwaitCondition(conditionIsFulfilled, max: null, interval: null, message: null, cancellationToken);

    public void AwaitCondition(Func<bool> conditionIsFulfilled, TimeSpan? max, CancellationToken cancellationToken = default) =>
        AwaitCondition(conditionIsFulfilled, max, interval: null, message: null, cancellationToken);

    public void AwaitCondition(Func<bool> conditionIsFulfilled, TimeSpan? max, string message, CancellationToken cancellationToken = default) =>
        AwaitCondition(conditionIsFulfilled, max, interval: null, message, cancellationToken);

    public void AwaitCondition(
        Func<bool> conditionIsFulfilled, TimeSpan? max, TimeSpan? interval, string? message = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(conditionIsFulfilled);
        TimeSpan limit = RemainingOrDilated(max);
        if (!Await(limit, interval ?? PollInterval, conditionIsFulfilled, cancellationToken))
            Assert.Fail($"Timeout {limit} expired while waiting for condition. {message}");
    }

    private bool Await(TimeSpan limit, TimeSpan interval, Func<bool> condition, CancellationToken cancellationToken)
    {
        if (_lanes.Clock == ClockKind.Virtual) return AdvanceUntil(limit, condition, cancellationToken);
        TimeSpan deadline = Now + limit;
        while (!condition())
        {
            if (Now >= deadline) return false;
            Pass(Min(interval, deadline - Now), cancellationToken);
        }

        return true;
    }

    /// <summary>Virtual clock: on to the limit or the moment at which the condition holds. True: it does.</summary>
    private bool AdvanceUntil(TimeSpan limit, Func<bool> condition, CancellationToken cancellationToken)
    {
        Advance(limit, condition);
        DateTime giveUp = DateTime.UtcNow + PatienceWithThreads;
        // On a busy machine what was handed to the pool before may not have had its turn by then.
        Task turn = Task.Run(static () => { }, cancellationToken);
        while (!condition() && (DateTime.UtcNow < giveUp || !turn.IsCompleted))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Thread.Sleep(1);
            Advance(TimeSpan.Zero, condition);
        }

        return condition();
    }

    /// <param name="time">Not at all if it is below zero, as it is when a deadline has just passed.</param>
    private void Pass(TimeSpan time, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_lanes.Clock == ClockKind.Virtual) Advance(time, () => false);
        else cancellationToken.WaitHandle.WaitOne(Max(time, TimeSpan.Zero));
    }

    private void Advance(TimeSpan time, Func<bool> isEnough)
    {
        if (_lanes.Clock == ClockKind.Virtual) _lanes.RunUntil(_lanes.Now + time.Ticks * 100, isEnough);
    }
}
