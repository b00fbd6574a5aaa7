using NetSim.Devices;
using NetSim.Devices.Commands;
using NetSim.Simulation.Actors;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Applications.Exec;

/// <summary>
/// A program of this machine: started when those before it on its node have ended or are ready, looked at every now and then until it has
/// ended. In the replay of a run it does nothing: what the programs have sent is on record.
/// </summary>
internal sealed class ExecActor(ExecPlan plan, ExecRecord record, ApplicationContext context) : UntypedActor
{
    private static readonly Duration Pause = Duration.FromMilliseconds(10);

    private HostCommand? _process;

    protected override void PreStart()
    {
        if (context.Node.Namespaces is not null) Look();
    }

    protected override void OnReceive(object message)
    {
        if (message is Deadline) Look();
        else Unhandled(message);
    }

    protected override void PostStop()
    {
        record.LetsOthersStart = true;
        _process?.Terminate();
    }

    private void Look()
    {
        if (_process is null && MayStart()) Start();
        record.LetsOthersStart |= _process is not null && (plan.WaitForPort is { } port ? _process.IsListenedTo(port) : plan.Background);
        if (record.Error is not null || _process?.HasEnded == true) End();
        else ApplicationContext.TellAt(ApplicationContext.Now + Pause, Self, Deadline.Instance);
    }

    /// <summary>The programs of a node run in the order of the file.</summary>
    private bool MayStart()
    {
        foreach (ApplicationPlan before in context.Node.Wiring.Plan.ApplicationsOf(plan.NodeId))
        {
            if (ReferenceEquals(before, plan)) return true;
            if (context.Node.RecordOf(before) is ExecRecord { LetsOthersStart: false }) return false;
        }
        return true;
    }

    private void Start()
    {
        if (context.Node.Namespaces!.Start(plan.NodeId, plan.Words).TryGet(out _process, out DeviceError? error)) record.Process = _process;
        else record.Error = error.Message;
    }

    private void End()
    {
        record.LetsOthersStart = true;
        Context.Parent.Tell(ApplicationDone.Instance, Self);
    }
}
