namespace NetSim.Actors.Tests.Contract;

public class AsyncHandlerTests : ContractTest
{
    public AsyncHandlerTests()
    {
    }

    /// <summary>On a clock of the caller's choice.</summary>
    protected AsyncHandlerTests(ActorSystem system)
        : base(system)
    {
    }

    [Fact]
    public void Other_messages_wait_until_the_handler_is_done()
    {
        var gate = new TaskCompletionSource();
        Task open = gate.Task;
        IActorRef actor = Sys.ActorOf(Props.Create(() => new Waiting(open)));

        actor.Tell("slow", TestActor);
        actor.Tell("fast", TestActor);
        ExpectMsg("slow begins");
        ExpectNoMsg(Short);
        gate.SetResult();

        ExpectMsg("slow ends");
        ExpectMsg("fast");
    }

    [Fact]
    public void The_sender_is_the_same_after_an_await()
    {
        TestProbe other = CreateTestProbe();
        var gate = new TaskCompletionSource();
        Task open = gate.Task;
        IActorRef actor = Sys.ActorOf(Props.Create(() => new Waiting(open)));

        actor.Tell("slow", other.Ref);
        actor.Tell("fast", TestActor);
        other.ExpectMsg("slow begins");
        gate.SetResult();

        other.ExpectMsg("slow ends");
        ExpectMsg("fast");
    }

    [Fact]
    public void What_is_thrown_after_an_await_goes_to_the_supervisor()
    {
        var gate = new TaskCompletionSource();
        Task open = gate.Task;
        IActorRef actor = Sys.ActorOf(Props.Create(() => new Waiting(open)));
        actor.Tell("fails", TestActor);
        actor.Tell("fast", TestActor);

        gate.SetResult();

        ExpectMsg("restarted by FormatException");
        ExpectMsg("fast");
    }

    [Fact]
    public void What_is_thrown_before_any_await_goes_to_the_supervisor()
    {
        IActorRef actor = Sys.ActorOf(Props.Create(() => new Waiting(Task.CompletedTask)));

        actor.Tell("fails", TestActor);

        ExpectMsg("restarted by FormatException");
    }

    private sealed class Waiting : ReceiveActor
    {
        private IActorRef _lastSender = ActorRefs.Nobody;

        public Waiting(Task gate)
        {
            ReceiveAsync<string>(m => m == "slow", async _ =>
            {
                Sender.Tell("slow begins", Self);
                await gate;
                Sender.Tell("slow ends", Self);
            });
            ReceiveAsync<string>(m => m == "fails", async _ =>
            {
                _lastSender = Sender;
                await gate;
                throw new FormatException("after the await");
            });
            Receive<string>(m => Sender.Tell(m, Self));
        }

        protected override void PreRestart(Exception reason, object? message) => _lastSender.Tell($"restarted by {reason.GetType().Name}", Self);
    }
}
