using NetSim.Wire.Buffers;

namespace NetSim.Simulation.Telemetry.Traces;

/// <summary>Marks a packet that the sample did not choose, so that the next node does not ask again.</summary>
/// <param name="carried">What comes out of it at the end of a tunnel; null if nothing.</param>
internal sealed class UnfollowedJourney(UnfollowedJourney? carried) : PacketJourney
{
    public static readonly UnfollowedJourney Instance = new(null);

    private UnfollowedJourney? _carrier;

    public UnfollowedJourney? Carried { get; } = carried;

    /// <summary>The same in a tunnel. Two lanes may both make one, and either will do.</summary>
    public UnfollowedJourney Carrier => _carrier ??= new UnfollowedJourney(this);

    public override PacketJourney Fork() => this;

    public override void OnDropped(DropReason reason)
    {
    }

    public override void OnReturned()
    {
    }
}
