using NetSim.Wire.Time;

namespace NetSim.Stack.Sockets.Tcp;

/// <summary>What only a connection keeps that asks its peer now and then if it is still there (RFC 9293 3.8.4).</summary>
internal sealed class KeepAlive(Instant heardAt, Instant due)
{
    /// <summary>When the peer's last segment came.</summary>
    public Instant LastHeard = heardAt;

    /// <summary>When to ask next; <see cref="Instant.MaxValue"/>: never again.</summary>
    public Instant Due = due;

    /// <summary>Probes that were not answered.</summary>
    public int Sent;

    /// <summary>A probe is the next thing out.</summary>
    public bool IsProbeDue;
}
