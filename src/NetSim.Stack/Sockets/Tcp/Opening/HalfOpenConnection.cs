using NetSim.Wire.Addresses;
using NetSim.Wire.Tcp;
using NetSim.Wire.Time;

namespace NetSim.Stack.Sockets.Tcp.Opening;

/// <summary>
/// A passive open between SYN and ACK: what must be kept of it, and no more (RFC 4987 3.4, the SYN cache). Becomes a connection when the
/// ACK comes.
/// </summary>
internal sealed class HalfOpenConnection
{
    public IpEndpoint Local { get; set; }

    public IpEndpoint Remote { get; set; }

    /// <summary>ISS.</summary>
    public SequenceNumber InitialSequence { get; set; }

    /// <summary>IRS.</summary>
    public SequenceNumber PeerSequence { get; set; }

    public TcpOptions PeerOptions { get; set; }

    /// <summary>The SYN asked for ECN, and so did the SYN-ACK (RFC 3168 6.1.1).</summary>
    public bool UsesEcn { get; set; }

    /// <summary>Nobody remembers when its SYN-ACK was sent (<see cref="SynCookie"/>).</summary>
    public bool IsCookie { get; set; }

    /// <summary>The way back, if the SYN came by a source route.</summary>
    public SourceRoute? Route { get; set; }

    /// <summary>What the SYN said of the peer's user time-out, if that option is on.</summary>
    public Duration? PeerUserTimeout { get; set; }

    /// <summary>The SYN-ACK gives a cookie for the next time (RFC 7413).</summary>
    public bool WantsFastOpen { get; set; }

    public int PeerWindow { get; set; }

    /// <summary>The window in our SYN-ACK.</summary>
    public int OfferedWindow { get; set; }

    /// <summary>When the SYN came; of a cookie, when the ACK did.</summary>
    public Instant Since { get; set; }

    /// <summary>When the SYN-ACK was last sent.</summary>
    public Instant SentAt { get; set; }

    public Instant DueAt { get; set; }

    public int Retransmissions { get; set; }

    public int ChallengesSent { get; set; }

    /// <summary>Neighbours in the list of those with the same number of retransmissions.</summary>
    public HalfOpenConnection? Previous { get; set; }

    public HalfOpenConnection? Next { get; set; }
}
