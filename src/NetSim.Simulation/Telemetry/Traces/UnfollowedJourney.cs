using NetSim.Wire.Buffers;

namespace NetSim.Simulation.Telemetry.Traces;

/// <summary>Marks a packet that the sample did not choose, so that the next node does not ask again.</summary>
internal sealed class UnfollowedJourney : PacketJourney
{
    public static readonly UnfollowedJourney Instance = new();

    public override PacketJourney Fork() => this;

    public override void OnDropped(DropReason reason)
    {
    }

    public override void OnReturned()
    {
    }
}
