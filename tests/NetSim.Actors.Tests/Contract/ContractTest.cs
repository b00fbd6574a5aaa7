namespace NetSim.Actors.Tests.Contract;

/// <summary>
/// What both runtimes must show. These sources know only the common API; they run on the virtual clock by default and on Akka.NET
/// with UseAkka=true, so times are short but not tight.
/// </summary>
public abstract class ContractTest : TestKit
{
    private protected static readonly TimeSpan Short = TimeSpan.FromMilliseconds(150);

    private protected ContractTest()
    {
    }

    private protected ContractTest(ActorSystem system)
        : base(system)
    {
    }

    /// <summary>The next steps that the probe was told are these, and then there is silence.</summary>
    private protected static void ExpectTrace(TestProbe probe, string steps)
    {
        string[] expected = steps.Split(' ');
        var seen = new List<object?>();
        while (seen.Count < expected.Length)
        {
            object? next = probe.ReceiveOne(TimeSpan.FromSeconds(3));
            if (next is null) break;
            seen.Add(next);
        }

        Assert.Equal(steps, string.Join(' ', seen));
        probe.ExpectNoMsg(Short);
    }

    private protected static Props Traced(IActorRef probe) => Props.Create(() => new Traced(probe));

    private protected static Props Acting(Action<object, IUntypedActorContext> act, SupervisorStrategy? strategy = null) =>
        Props.Create(() => new Acting(act, strategy));

    /// <summary>Lets the actors go on until the task is over, then hands it out.</summary>
    private protected Task<T> Over<T>(Task<T> task)
    {
        AwaitCondition(() => task.IsCompleted, TimeSpan.FromSeconds(5));
        return task;
    }
}
