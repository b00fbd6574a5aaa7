using NetSim.Wire.Ethernet;

namespace NetSim.Stack.Interfaces;

/// <summary>Which of the frames that arrive a packet socket gets.</summary>
public enum FrameAudience : byte
{
    /// <summary>Those to this interface and to groups that it listens to.</summary>
    ThisInterface,

    /// <summary>All that the link brings, whoever they are for.</summary>
    Everybody,

    /// <summary>None: the socket only sends.</summary>
    Nobody,
}

/// <summary>Who else gets the frames that a packet socket gets.</summary>
public enum FrameReach : byte
{
    /// <summary>packet(7): the stack sees them all the same.</summary>
    Shared,

    /// <summary>Nobody but packet sockets: for the stack they were never there.</summary>
    Exclusive,
}

/// <summary>What a packet socket is opened with.</summary>
public sealed record PacketSocketOptions
{
    /// <summary>Null: every type.</summary>
    public EtherType? Type { get; init; }

    public FrameAudience Audience { get; init; }

    public FrameReach Reach { get; init; }
}
