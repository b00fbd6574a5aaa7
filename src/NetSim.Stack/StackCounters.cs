using NetSim.Wire.Buffers;

namespace NetSim.Stack;

/// <summary>What a <see cref="HostStack"/> has done. Interfaces and TCP (<see cref="HostStack.Tcp"/>) count on their own.</summary>
public sealed class StackCounters
{
    private DropCounters _drops;

    /// <summary>Packets that interfaces handed up.</summary>
    public long ReceivedPackets { get; internal set; }

    /// <summary>Received packets that went on to another node.</summary>
    public long ForwardedPackets { get; internal set; }

    /// <summary>Packets for this node, after reassembly; a broken checksum or a missing socket may still end their way.</summary>
    public long LocalPackets { get; internal set; }

    /// <summary>Packets handed to a socket, copies for raw sockets included.</summary>
    public long DeliveredPackets { get; internal set; }

    /// <summary>Packets that sockets of this node asked to send.</summary>
    public long SentPackets { get; internal set; }

    /// <summary>Packets put together from fragments.</summary>
    public long ReassembledPackets { get; internal set; }

    /// <summary>Fragments that packets were cut into here.</summary>
    public long FragmentsMade { get; internal set; }

    /// <summary>Echo requests answered.</summary>
    public long EchoReplies { get; internal set; }

    public long IcmpErrorsSent { get; internal set; }

    /// <summary>ICMP errors not sent because the rate limit was reached.</summary>
    public long IcmpErrorsSuppressed { get; internal set; }

    public ref DropCounters Drops => ref _drops;

    /// <summary>All numbers at one moment.</summary>
    public StackSnapshot Snapshot() => new()
    {
        ReceivedPackets = ReceivedPackets,
        ForwardedPackets = ForwardedPackets,
        LocalPackets = LocalPackets,
        DeliveredPackets = DeliveredPackets,
        SentPackets = SentPackets,
        ReassembledPackets = ReassembledPackets,
        FragmentsMade = FragmentsMade,
        EchoReplies = EchoReplies,
        IcmpErrorsSent = IcmpErrorsSent,
        IcmpErrorsSuppressed = IcmpErrorsSuppressed,
        Drops = Drops.Snapshot(),
    };
}

/// <summary>A copy of <see cref="StackCounters"/>.</summary>
public sealed record StackSnapshot
{
    public long ReceivedPackets { get; init; }
    public long ForwardedPackets { get; init; }
    public long LocalPackets { get; init; }
    public long DeliveredPackets { get; init; }
    public long SentPackets { get; init; }
    public long ReassembledPackets { get; init; }
    public long FragmentsMade { get; init; }
    public long EchoReplies { get; init; }
    public long IcmpErrorsSent { get; init; }
    public long IcmpErrorsSuppressed { get; init; }

    /// <summary>Indexed by <see cref="DropReason"/>.</summary>
    public required long[] Drops { get; init; }
}
