using NetSim.Wire.Time;

namespace NetSim.Stack.Sockets.Tcp.Sending;

/// <summary>What a sender needs only when something was lost or is asked for that is rare, so that an idle one stays small.</summary>
internal sealed class SenderExtras
{
    /// <summary>Made with the first SACK block.</summary>
    public SackScoreboard? Scoreboard;

    /// <summary>Made with the first loss.</summary>
    public ProportionalRate? Rate;

    /// <summary>Made when the first black hole is suspected.</summary>
    public PathMtuSearch? Search;

    /// <summary>Null if packets go out as they may.</summary>
    public Pacing? Pacing;

    /// <summary>Null unless ECN is agreed.</summary>
    public EcnResponse? Ecn;

    public SenderFigures Figures { get; } = new();

    /// <summary>User time-out where the settings have none.</summary>
    public Duration? AgreedUserTimeout;

    /// <summary>SND.UNA when the retransmission timer expired last.</summary>
    public long TimedOutAt = long.MinValue;

    /// <summary>SND.UP.</summary>
    public long UrgentEnd = long.MinValue;

    /// <summary>What lies before it was uncorked.</summary>
    public long UncorkedEnd = long.MinValue;

    /// <summary>Most bytes that ride on the first SYN.</summary>
    public int SynDataLimit;
}
