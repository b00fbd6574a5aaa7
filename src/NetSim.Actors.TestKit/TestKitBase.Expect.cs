using Xunit;

namespace NetSim.Actors.Testing;

/// <summary>The next message must be such and such.</summary>
public abstract partial class TestKitBase
{
    public T ExpectMsg<T>(TimeSpan? duration = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect<T>(duration, hint, static (_, _) => { }, cancellationToken);

    public T ExpectMsg<T>(T message, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect<T>(timeout, hint, (actual, _) => Assert.Equal(message, actual), cancellationToken);

    public T ExpectMsg<T>(Predicate<T> isMessage, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect<T>(timeout, hint, (actual, _) => Check(isMessage(actual), actual, hint), cancellationToken);

    public T ExpectMsg<T>(Action<T> assert, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect<T>(timeout, hint, (actual, _) => assert(actual), cancellationToken);

    public T ExpectMsg<T>(
        Func<T, IActorRef, bool> isMessageAndSender, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect<T>(timeout, hint, (actual, sender) => Check(isMessageAndSender(actual, sender), actual, hint), cancellationToken);

    public T ExpectMsg<T>(
        Action<T, IActorRef> assertMessageAndSender, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect(timeout, hint, assertMessageAndSender, cancellationToken);

    public T ExpectMsg<T>(
        T expected, Func<T, T, bool> comparer, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect<T>(timeout, hint, (actual, _) => Check(comparer(expected, actual), actual, hint), cancellationToken);

    public Terminated ExpectTerminated(IActorRef target, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect<Terminated>(timeout, hint, (actual, _) => Assert.True(target.Equals(actual.ActorRef), $"Expected the end of {target}, got {actual}. {hint}"), cancellationToken);

    public T ExpectMsgFrom<T>(IActorRef sender, TimeSpan? duration = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect<T>(duration, hint, (_, from) => CheckSender(sender, from, hint), cancellationToken);

    public T ExpectMsgFrom<T>(IActorRef sender, T message, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        ExpectMsgFrom<T>(sender, actual => Assert.Equal(message, actual), timeout, hint, cancellationToken);

    public T ExpectMsgFrom<T>(
        IActorRef sender, Predicate<T> isMessage, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        ExpectMsgFrom<T>(sender, actual => Check(isMessage(actual), actual, hint), timeout, hint, cancellationToken);

    public T ExpectMsgFrom<T>(
        Predicate<IActorRef> isSender, Predicate<T> isMessage, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect<T>(
            timeout,
            hint,
            (actual, from) =>
            {
                Assert.True(isSender(from), $"The sender {from} does not match. {hint}");
                Check(isMessage(actual), actual, hint);
            },
            cancellationToken);

    public T ExpectMsgFrom<T>(
        IActorRef sender, Action<T> assertMessage, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        ExpectMsgFrom(from => CheckSender(sender, from, hint), assertMessage, timeout, hint, cancellationToken);

    public T ExpectMsgFrom<T>(
        Action<IActorRef> assertSender, Action<T> assertMessage, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect<T>(
            timeout,
            hint,
            (actual, from) =>
            {
                assertSender(from);
                assertMessage(actual);
            },
            cancellationToken);

    public T ExpectMsgAnyOf<T>(IEnumerable<T> messages, CancellationToken cancellationToken = default)
    {
        T[] wanted = [.. messages];
        return Expect<T>(null, null, (actual, _) => Check(wanted.Contains(actual), actual, "one of " + string.Join(", ", wanted)), cancellationToken);
    }

    public IReadOnlyCollection<T> ExpectMsgAllOf<T>(params T[] messages) => ExpectMsgAllOf(RemainingOrDefault, messages);

    public IReadOnlyCollection<T> ExpectMsgAllOf<T>(IReadOnlyCollection<T> messages, CancellationToken cancellationToken = default) =>
        ExpectMsgAllOf(RemainingOrDefault, messages, cancellationToken);

    public IReadOnlyCollection<T> ExpectMsgAllOf<T>(TimeSpan max, params T[] messages) => ExpectMsgAllOf(max, messages, CancellationToken.None);

    /// <summary>The next so many messages are these, in any order.</summary>
    public IReadOnlyCollection<T> ExpectMsgAllOf<T>(TimeSpan max, IReadOnlyCollection<T> messages, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var missing = messages.ToList();
        IReadOnlyCollection<object> received = ReceiveN(messages.Count, max, cancellationToken);
        var unexpected = received.Where(one => one is not T typed || !missing.Remove(typed)).ToList();
        if (missing.Count > 0 || unexpected.Count > 0)
            Assert.Fail($"Not found: [{string.Join(", ", missing)}], unexpected: [{string.Join(", ", unexpected)}]");
        return [.. received.Cast<T>()];
    }

    public void ExpectNoMsg(CancellationToken cancellationToken = default) => ExpectNoMsg(RemainingOrDefault, cancellationToken);

    public void ExpectNoMsg(int milliseconds, CancellationToken cancellationToken = default) =>
        ExpectNoMsg(TimeSpan.FromMilliseconds(milliseconds), cancellationToken);

    public void ExpectNoMsg(TimeSpan duration, CancellationToken cancellationToken = default)
    {
        if (!WaitForMessage(duration, isExpected: false, cancellationToken)) return;
        _last = _mailbox.TryTake();
        Assert.Fail($"Received a message of type {_last!.Message.GetType()} instead of none within {duration}: {_last.Message} from {_last.Sender}");
    }

    private static void Check(bool fits, object? actual, string? hint) =>
        Assert.True(fits, $"Got a message of the expected type, but it did not fit: {actual}. {hint}");

    private static void CheckSender(IActorRef expected, IActorRef actual, string? hint) =>
        Assert.True(expected.Equals(actual), $"Sender does not match. Expected: {expected}, but found {actual}. {hint}");

    private T Expect<T>(TimeSpan? timeout, string? hint, Action<T, IActorRef> check, CancellationToken cancellationToken)
    {
        TimeSpan limit = RemainingOrDilated(timeout);
        Received? received = TryReceive(limit, cancellationToken);
        if (received is null) Assert.Fail($"Failed: Timeout {limit} while waiting for a message of type {typeof(T)}. {hint}");
        if (received.Message is not T typed)
        {
            Assert.Fail($"Failed: Expected a message of type {typeof(T)}, but received {received.Message} (type {received.Message.GetType()}) from {received.Sender}. {hint}");
            throw new System.Diagnostics.UnreachableException();
        }

        check(typed, received.Sender);
        return typed;
    }
}
