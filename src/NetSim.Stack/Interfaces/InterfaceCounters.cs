using NetSim.Wire.Buffers;

namespace NetSim.Stack.Interfaces;

/// <summary>
/// Everything that an interface has seen. Nothing gets lost:
/// received = delivered + handled + dropped on receipt, and given to send = sent + dropped on sending + waiting for resolution.
/// </summary>
public sealed class InterfaceCounters
{
    /// <summary>Frames that came from the link, dropped ones included.</summary>
    public long ReceivedPackets { get; internal set; }

    /// <summary>Bytes of those frames, link-layer header included.</summary>
    public long ReceivedBytes { get; internal set; }

    /// <summary>Frames whose content went up to the stack.</summary>
    public long DeliveredPackets { get; internal set; }

    /// <summary>Frames that ended here as they should: ARP and neighbour discovery.</summary>
    public long HandledPackets { get; internal set; }

    /// <summary>Frames given to the link, the interface's own ARP and neighbour discovery included.</summary>
    public long SentPackets { get; internal set; }

    /// <summary>Bytes of those frames, link-layer header included.</summary>
    public long SentBytes { get; internal set; }

    /// <summary>Another station claimed one of this interface's addresses (RFC 5227 2.4).</summary>
    public long AddressConflicts { get; internal set; }

    /// <summary>Drops on the way up.</summary>
    public DropCounters ReceiveDrops { get; } = new();

    /// <summary>Drops on the way down.</summary>
    public DropCounters SendDrops { get; } = new();

    /// <summary>All numbers at one moment.</summary>
    public InterfaceSnapshot Snapshot() => new(
        ReceivedPackets, ReceivedBytes, DeliveredPackets, HandledPackets, SentPackets, SentBytes, AddressConflicts,
        ReceiveDrops.Snapshot(), SendDrops.Snapshot());
}

/// <summary>A copy of <see cref="InterfaceCounters"/>; the arrays are indexed by <see cref="DropReason"/>.</summary>
public sealed record InterfaceSnapshot(
    long ReceivedPackets,
    long ReceivedBytes,
    long DeliveredPackets,
    long HandledPackets,
    long SentPackets,
    long SentBytes,
    long AddressConflicts,
    long[] ReceiveDrops,
    long[] SendDrops);
