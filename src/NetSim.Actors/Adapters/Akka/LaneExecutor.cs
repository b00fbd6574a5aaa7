using Akka.Configuration;
using Akka.Dispatch;

namespace NetSim.Actors.Adapters;

/// <summary>Named in the dispatchers' configuration; finds its loop through the scheduler of the same system.</summary>
public sealed class LaneExecutorConfigurator(Config config, IDispatcherPrerequisites prerequisites)
    : ExecutorServiceConfigurator(config, prerequisites)
{
    public override ExecutorService Produce(string id) => new LaneExecutor(id, ((LaneScheduler)Prerequisites.Scheduler).Loop);

    private sealed class LaneExecutor(string id, LaneLoop loop) : ExecutorService(id)
    {
        public override void Execute(IRunnable run) => loop.Execute(run);

        public override void Shutdown()
        {
        }
    }
}
