using NetSim.Wire.Buffers;

namespace NetSim.Stack.Interfaces;

/// <summary>
/// Everything that an interface has seen. Nothing gets lost:
/// received = delivered + handled + dropped on receipt, and given to send = sent + dropped on sending + waiting for resolution.
/// </summary>
public struct InterfaceCounters
{
    private DropCounters _receiveDrops;
    private DropCounters _sendDrops;

    /// <summary>Frames that came from the link, dropped ones included.</summary>
    public long ReceivedPackets { readonly get; internal set; }

    /// <summary>Bytes of those frames, link-layer header included.</summary>
    public long ReceivedBytes { readonly get; internal set; }

    /// <summary>Frames whose content went up to the stack.</summary>
    public long DeliveredPackets { readonly get; internal set; }

    /// <summary>Frames that ended here as they should: ARP, neighbour discovery, what a packet socket keeps from the stack.</summary>
    public long HandledPackets { readonly get; internal set; }

    /// <summary>Frames given to the link, the interface's own ARP and neighbour discovery included.</summary>
    public long SentPackets { readonly get; internal set; }

    /// <summary>Bytes of those frames, link-layer header included.</summary>
    public long SentBytes { readonly get; internal set; }

    /// <summary>Another station claimed one of this interface's addresses (RFC 5227 2.4).</summary>
    public long AddressConflicts { readonly get; internal set; }

    /// <summary>Drops on the way up.</summary>
    public readonly DropCounters ReceiveDrops => _receiveDrops;

    /// <summary>Drops on the way down.</summary>
    public readonly DropCounters SendDrops => _sendDrops;

    /// <summary>All numbers at one moment.</summary>
    public readonly InterfaceSnapshot Snapshot() => new(
        ReceivedPackets, ReceivedBytes, DeliveredPackets, HandledPackets, SentPackets, SentBytes, AddressConflicts,
        ReceiveDrops.Snapshot(), SendDrops.Snapshot());

    internal void DropReceived(Packet packet, DropReason reason) => _receiveDrops.Drop(packet, reason);

    internal void DropSent(Packet packet, DropReason reason) => _sendDrops.Drop(packet, reason);

    /// <summary>A packet that goes back to the stack: dropped, but not gone.</summary>
    internal void CountSendDrop(Packet packet, DropReason reason) => _sendDrops.Count(packet, reason);
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
