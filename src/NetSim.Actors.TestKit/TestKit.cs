using NetSim.Actors.Lanes;
using Xunit.Abstractions;

namespace NetSim.Actors.Testing;

/// <summary>
/// The base of an xunit test class. Without a system of yours it makes one on the virtual clock, and ends it with the test.
/// </summary>
public class TestKit : TestKitBase, IDisposable
{
    public TestKit(ActorSystem? system = null, ITestOutputHelper? output = null)
        : base(system ?? LaneSystem.CreateVirtual("test").System, "testActor1") =>
        Sys.EventStream.Subscribe<LogEvent>(((ExtendedActorSystem)Sys).SystemActorOf(Props.Create(() => new LogSink(output)), "testLog"));

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void AfterAll()
    {
    }

    protected virtual void Dispose(bool disposing)
    {
        if (!disposing) return;
        AfterAll();
        Shutdown();
    }

    /// <summary>Tests make actors fail on purpose: their log goes to the test's output, not to the console.</summary>
    private sealed class LogSink(ITestOutputHelper? output) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            try
            {
                output?.WriteLine(message.ToString());
            }
            catch (InvalidOperationException)
            {
                // The test is over and takes no more output.
            }
        }
    }
}
