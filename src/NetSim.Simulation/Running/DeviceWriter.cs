using NetSim.Devices.Tun;
using NetSim.Wire.Buffers;

namespace NetSim.Simulation.Running;

/// <summary>
/// Writes packets to a device of the host, as few at a time as it can: a super-segment is cut for a device that does not take one, and on the real clock
/// segments that follow one another and are due by now become one for a device that does: a write costs as much as forwarding five packets.
/// </summary>
internal sealed class DeviceWriter
{
    private readonly IHostDevice _device;
    private readonly PacketPool _pool;
    private readonly SegmentCoalescer? _coalescer;
    private bool _isFlushDue;

    public DeviceWriter(IHostDevice device, PacketPool pool)
    {
        (_device, _pool) = (device, pool);
        if (device.Waiter is not null && device.MaxSuperSegment > 0) _coalescer = new SegmentCoalescer(pool, device.LinkType);
    }

    /// <summary>At once, or before the lane next sleeps.</summary>
    public void Write(Packet packet)
    {
        if (packet.SegmentSize > 0 && _device.MaxSuperSegment == 0) WriteInPieces(packet);
        else if (_coalescer is null) WriteOne(packet);
        else if (!_coalescer.TryKeep(packet)) WriteBehindOthers(packet);
        else KeepBack();
    }

    /// <summary>What was kept back.</summary>
    public void Flush()
    {
        _isFlushDue = false;
        if (_coalescer is null) return;
        _coalescer.Finish();
        WriteDone();
    }

    private void KeepBack()
    {
        WriteDone();
        if (_isFlushDue) return;
        _isFlushDue = true;
        _device.Waiter!.FlushBeforeWait(this);
    }

    private void WriteBehindOthers(Packet packet)
    {
        WriteDone();
        WriteOne(packet);
    }

    private void WriteDone()
    {
        while (_coalescer!.TryTake(out Coalesced done)) WriteAndReturn(done);
    }

    private void WriteInPieces(Packet super)
    {
        if (!Segmentation.TryStart(super, _device.LinkType, out Segmentation cut))
        {
            _device.Drops.Drop(super, DropReason.Malformed);
            return;
        }
        while (cut.TryTake(_pool, out Packet? piece)) WriteOne(piece);
        super.Return();
    }

    private void WriteOne(Packet packet) => WriteAndReturn(new Coalesced(packet, 1, packet.Length));

    private void WriteAndReturn(in Coalesced coalesced)
    {
        TunWriteStatus status = _device.Write(coalesced);
        if (status != TunWriteStatus.Written)
        {
            DropReason reason = ReasonOf(status);
            _device.Drops.Count(coalesced.Packet, reason);
            for (int i = 1; i < coalesced.Count; i++) _device.Drops.Count(reason);
        }
        coalesced.Packet.Return();
    }

    private static DropReason ReasonOf(TunWriteStatus status) => status switch
    {
        TunWriteStatus.QueueFull => DropReason.QueueFull,
        TunWriteStatus.Refused => DropReason.NotSendable,
        _ => DropReason.HostDown,
    };
}
