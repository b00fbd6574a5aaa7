using NetSim.Stack.Sockets.Tcp.Congestion;

namespace NetSim.Stack.Sockets.Tcp.Sending;

/// <summary>What a sender has only if its packets are spaced out in time.</summary>
/// <param name="control">Congestion control, if it goes by rates.</param>
internal sealed class Pacing(IRateControl? control)
{
    public Pacer Pacer { get; } = new();

    /// <summary>Null if the pace follows from window and round trip.</summary>
    public IRateControl? Control { get; } = control;

    /// <summary>What <see cref="Control"/> goes by.</summary>
    public DeliveryRate? Delivery { get; } = control is null ? null : new DeliveryRate();
}
