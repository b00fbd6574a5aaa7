namespace NetSim.Simulation.Applications.Services;

/// <summary>RFC 863 over TCP: takes everything, says nothing, and closes when the peer does.</summary>
internal sealed class DiscardConnectionActor(IActorRef socket, ServiceRecord record) : TakingConnectionActor(socket, record)
{
    protected override void Take(ReadOnlySpan<byte> bytes)
    {
    }
}
