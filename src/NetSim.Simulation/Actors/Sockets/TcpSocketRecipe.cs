using NetSim.Stack.Sockets.Tcp;

namespace NetSim.Simulation.Actors.Sockets;

/// <summary>What the actor of a connection is made of.</summary>
/// <param name="core">In CLOSED for an active open, else established.</param>
/// <param name="flow">What is kept of the connection for the summary.</param>
/// <param name="stack">Where its packets go.</param>
/// <param name="listener">Who accepted it; null for an active open.</param>
/// <param name="handler">Who asked for an active open; null until <see cref="TcpRegister"/> comes.</param>
internal sealed class TcpSocketRecipe(TcpConnection core, TcpFlow flow, IActorRef stack, IActorRef? listener, IActorRef? handler) : Recipe
{
    /// <summary>Of an active open: written before the SYN.</summary>
    public ReadOnlyMemory<byte> First { get; init; }

    public override ActorBase Produce() => new TcpSocketActor(core, flow, stack, listener, handler, First);
}
