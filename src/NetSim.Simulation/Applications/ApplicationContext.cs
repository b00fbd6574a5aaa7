using System.Globalization;
using NetSim.Actors.Lanes;
using NetSim.Simulation.Actors;
using NetSim.Simulation.Determinism;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Applications;

/// <summary>What an application has from its node: the stack to open sockets on, memory for datagrams, and the clock.</summary>
public sealed class ApplicationContext
{
    private readonly Action<string, Exception> _onPartFailed;

    internal ApplicationContext(IActorRef stack, NodeState node, Action<string, Exception> onPartFailed) =>
        (Stack, Node, _onPartFailed) = (stack, node, onPartFailed);

    public IActorRef Stack { get; }

    public PacketPool Pool => Node.Pool;

    internal NodeState Node { get; }

    /// <summary>The dice of one application of the node: one more application behind it shifts none of them. Each run of one that repeats has others.</summary>
    internal RandomStream DiceOf(ApplicationPlan plan)
    {
        int run = Node.RepetitionOf(plan)?.Run ?? 1;
        string place = string.Create(CultureInfo.InvariantCulture, $"apps/{plan.Id - Node.Plan.FirstApplication}");
        return Node.DiceOf(run == 1 ? place : string.Create(CultureInfo.InvariantCulture, $"{place}/{run}"));
    }

    /// <summary>One number, for whoever needs no more; what is constant needs no dice.</summary>
    internal long Draw(Distribution distribution, ApplicationPlan plan) =>
        distribution.Kind == DistributionKind.Constant ? distribution.Mean : distribution.Next(DiceOf(plan));

    /// <summary>A part of an application has failed (one connection of a server), and the application goes on without it.</summary>
    public void TellPartFailed(string part, Exception cause) => _onPartFailed(part, cause);

    public static Instant Now => new(Lane.Current.Now);

    /// <summary>Tells an application something at a time, exact to the nanosecond; what is no longer wanted then is ignored by it.</summary>
    public static void TellAt(Instant due, IActorRef application, object message) =>
        Lane.Current.TellAt(due.Nanoseconds, application, message, application);
}

/// <summary>To its node: an application has done all that it was told to do.</summary>
public sealed class ApplicationDone
{
    public static readonly ApplicationDone Instance = new();
}
