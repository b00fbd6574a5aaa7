using NetSim.Wire.Time;

namespace NetSim.Stack.Sockets.Tcp.Sending;

/// <summary>What RACK knows only after a retransmission or the report of a duplicate.</summary>
internal sealed class RackHistory
{
    public RetransmissionLog Resent = new();

    /// <summary>RACK.reo_wnd_mult.</summary>
    public int Multiplier = 1;

    /// <summary>RACK.reo_wnd_persist.</summary>
    public int RecoveriesLeft;

    /// <summary>RACK.dsack_round.</summary>
    public long DuplicateRoundEnd = long.MinValue;

    /// <summary>When the last retransmission that was found lost had been sent.</summary>
    public Instant LostSentAt;

    public bool IsSpent(long una) => Resent.IsEmpty && Multiplier == 1 && RecoveriesLeft == 0 && DuplicateRoundEnd <= una;
}
