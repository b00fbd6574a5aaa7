namespace NetSim.Actors.Tests.Contract;

public class QuestionTests : ContractTest
{
    public QuestionTests()
    {
    }

    /// <summary>On a clock of the caller's choice.</summary>
    protected QuestionTests(ActorSystem system)
        : base(system)
    {
    }

    [Fact]
    public async Task The_first_message_to_the_asker_is_the_answer()
    {
        IActorRef actor = Answering("yes");

        Assert.Equal("yes", await Over(actor.Ask<string>("well?", TimeSpan.FromSeconds(3))));
    }

    [Fact]
    public async Task No_answer_in_time_is_an_error()
    {
        IActorRef silent = Sys.ActorOf(Acting((_, _) => { }));

        await Assert.ThrowsAsync<AskTimeoutException>(() => Over(silent.Ask<string>("well?", Short)));
    }

    [Fact]
    public async Task An_answer_of_another_type_is_an_error()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Over(Answering(42).Ask<string>("well?", TimeSpan.FromSeconds(3))));
    }

    [Fact]
    public async Task A_failure_as_an_answer_is_thrown()
    {
        IActorRef actor = Answering(new Status.Failure(new FormatException("no")));

        await Assert.ThrowsAsync<FormatException>(() => Over(actor.Ask<string>("well?", TimeSpan.FromSeconds(3))));
    }

    [Fact]
    public async Task A_question_can_be_cancelled()
    {
        IActorRef silent = Sys.ActorOf(Acting((_, _) => { }));
        using var cancellation = new CancellationTokenSource();
        Task<object> answer = silent.Ask("well?", cancellation.Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Over(answer));
    }

    [Fact]
    public async Task The_question_may_be_made_with_the_asker_in_it()
    {
        IActorRef actor = Sys.ActorOf(Acting((message, context) => ((IActorRef)message).Tell("found you", context.Self)));

        Assert.Equal("found you", await Over(actor.Ask<string>(asker => asker, TimeSpan.FromSeconds(3), CancellationToken.None)));
    }

    [Fact]
    public void PipeTo_tells_the_result()
    {
        var source = new TaskCompletionSource<string>();
        _ = source.Task.PipeTo(TestActor);

        source.SetResult("done");

        ExpectMsg("done");
    }

    [Fact]
    public void PipeTo_tells_a_failure()
    {
        var source = new TaskCompletionSource<string>();
        _ = source.Task.PipeTo(TestActor);

        source.SetException(new FormatException("no"));

        Assert.IsType<FormatException>(ExpectMsg<Status.Failure>().Cause);
    }

    [Fact]
    public void PipeTo_may_translate_the_result_and_name_a_sender()
    {
        TestProbe sender = CreateTestProbe();

        _ = Task.FromResult(21).PipeTo(TestActor, sender.Ref, success: n => n * 2);

        ExpectMsgFrom(sender.Ref, 42);
    }

    private IActorRef Answering(object answer) => Sys.ActorOf(Acting((_, context) => context.Sender.Tell(answer, context.Self)));
}
