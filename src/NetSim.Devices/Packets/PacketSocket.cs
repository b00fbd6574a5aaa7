using System.Diagnostics.CodeAnalysis;
using Microsoft.Win32.SafeHandles;
using NetSim.Devices.Frames;
using NetSim.Devices.Namespaces;
using NetSim.Devices.Native;
using NetSim.Devices.Tun;
using NetSim.Wire.Buffers;

namespace NetSim.Devices.Packets;

/// <summary>
/// An existing interface of this machine, used beside the system (packet(7)): frames that arrive on it are read, and what is written leaves by it. The system goes on
/// using it, and neither its addresses nor its state are touched; what the system itself sends there is not read. Frames of VLANs are left to the system.
/// </summary>
public sealed class PacketSocket : IDevicePort
{
    private readonly FrameQueue _frames;

    internal PacketSocket(string name, SafeFileHandle handle)
    {
        (Name, Handle) = (name, handle);
        _frames = new FrameQueue(handle, LinkType.Ethernet) { HasVirtioHeader = true };
    }

    public string Name { get; }

    public LinkType LinkType => LinkType.Ethernet;

    public SafeFileHandle Handle { get; }

    public TunDeviceState State { get; private set; }

    public TunCounters Counters => _frames.Counters;

    /// <summary>The kernel cuts and completes for interfaces that cannot.</summary>
    public TunOffloads Offloads => TunOffloads.Checksum | TunOffloads.Tso4 | TunOffloads.Tso6;

    public static DeviceResult<PacketSocket> Open(PacketSocketOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!OperatingSystem.IsLinux()) return SystemErrors.Unsupported("packet sockets");
        return DeviceName.Check(options.Name) ?? NetworkNamespace.Run(options.Namespace, () => PacketSocketOpener.Open(options));
    }

    public bool TryRead(PacketPool pool, [NotNullWhen(true)] out Packet? packet)
    {
        ArgumentNullException.ThrowIfNull(pool);
        packet = null;
        // An error is that the interface has gone down, which its watcher tells; it is told once.
        return State == TunDeviceState.Open && _frames.TryRead(pool, out packet, out _);
    }

    public TunWriteResult Write(Packet packet)
    {
        ArgumentNullException.ThrowIfNull(packet);
        int errno = State == TunDeviceState.Open ? _frames.Write(packet) : Errno.BadDescriptorState;
        if (errno == 0) return default;
        TunWriteStatus status = errno switch
        {
            Errno.NetworkDown => TunWriteStatus.DeviceDown,
            Errno.NoDeviceOrAddress or Errno.NoDevice or Errno.BadDescriptorState => TunWriteStatus.Gone,
            Errno.Again or Errno.NoBuffers or Errno.NoMemory => TunWriteStatus.QueueFull,
            _ => TunWriteStatus.Refused,
        };
        switch (status)
        {
            case TunWriteStatus.DeviceDown: _frames.Counters.DroppedDeviceDown++; break;
            case TunWriteStatus.QueueFull: _frames.Counters.DroppedQueueFull++; break;
            case TunWriteStatus.Gone: _frames.Counters.DroppedGone++; break;
            default: _frames.Counters.DroppedRefused++; break;
        }
        return new TunWriteResult(status, errno);
    }

    /// <summary>The cable is the machine's own.</summary>
    public DeviceError? SetCarrier(TunCarrier carrier) => null;

    public void Dispose()
    {
        State = TunDeviceState.Closed;
        Handle.Dispose();
    }
}
