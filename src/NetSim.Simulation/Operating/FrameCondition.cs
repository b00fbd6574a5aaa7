using NetSim.Actors.Lanes;
using NetSim.Simulation.Actors;
using NetSim.Wire.Buffers;
using NetSim.Wire.Filtering;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Operating;

/// <summary>Counts the frames of an interface, and tells the simulation once, over the control plane, when there were enough.</summary>
/// <param name="id">The event that waits.</param>
/// <param name="frames">How many are enough.</param>
/// <param name="filter">Which of them count; null: all.</param>
internal sealed class FrameCondition(int id, int frames, BpfProgram? filter = null) : IFrameTap
{
    private int _seen;

    /// <summary>Who waits.</summary>
    public IActorRef Owner { get; set; } = ActorRefs.Nobody;

    public void OnFrame(Instant now, Packet frame, FrameDirection direction)
    {
        if (_seen == frames || filter?.Matches(frame.Bytes) == false || ++_seen < frames) return;
        Lane.Current.TellAt((now + ControlPlane.Latency).Nanoseconds, Owner, new ConditionHolds(id), Owner);
    }
}

/// <summary>To the simulation: what an event waits for has happened.</summary>
internal sealed record ConditionHolds(int Event);
