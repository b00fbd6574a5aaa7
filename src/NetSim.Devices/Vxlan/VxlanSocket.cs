using System.Diagnostics.CodeAnalysis;
using Microsoft.Win32.SafeHandles;
using NetSim.Devices.Namespaces;
using NetSim.Devices.Native;
using NetSim.Devices.Tun;
using NetSim.Wire.Buffers;
using NetSim.Wire.Checksums;
using NetSim.Wire.Vxlan;

namespace NetSim.Devices.Vxlan;

/// <summary>
/// One end of a VXLAN (RFC 7348) whose outer packets are an ordinary UDP socket's: Ethernet frames to and from one other machine, a kernel's VXLAN or another
/// run. It needs no privilege and changes nothing. Frames of other machines and other virtual networks are dropped and counted.
/// </summary>
public sealed class VxlanSocket : IDevicePort
{
    private const int InternetFamily = 2, InternetFamilyIPv6 = 10, DatagramSocket = 2;
    private const int IpLevel = 0, IpMtuDiscover = 10, Ipv6Level = 41, Ipv6MtuDiscover = 23, Ipv6Only = 26;
    private const int MaxRead = ushort.MaxValue;
    private const int SmallRead = PacketPool.SmallCapacity - Packet.DefaultHeadroom;

    private readonly VxlanSocketOptions _options;
    private readonly SocketEnd _remote;
    private readonly int _descriptor;
    private TunCounters _counters;

    private VxlanSocket(VxlanSocketOptions options, SafeFileHandle handle)
    {
        (_options, Handle) = (options, handle);
        _remote = new SocketEnd(options.Remote, options.Port);
        _descriptor = (int)handle.DangerousGetHandle();
    }

    public LinkType LinkType => LinkType.Ethernet;

    public SafeFileHandle Handle { get; }

    public TunDeviceState State { get; private set; }

    public TunCounters Counters => _counters;

    public TunOffloads Offloads => TunOffloads.None;

    public static DeviceResult<VxlanSocket> Open(VxlanSocketOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!OperatingSystem.IsLinux()) return SystemErrors.Unsupported("links to other machines");
        return NetworkNamespace.Run(options.Namespace, () => OpenHere(options));
    }

    public bool TryRead(PacketPool pool, [NotNullWhen(true)] out Packet? packet)
    {
        ArgumentNullException.ThrowIfNull(pool);
        packet = null;
        while (State == TunDeviceState.Open)
        {
            Packet large = pool.Rent(MaxRead);
            if (!ReadInto(large, out bool isFromRemote))
            {
                large.Return();
                return false;
            }
            if (!isFromRemote || !VxlanView.TryParse(large.Bytes, out VxlanView view) || view.Vni != _options.Vni)
            {
                _counters.MalformedReads++;
                large.Return();
                continue;
            }
            large.TrimStart(VxlanHeader.Length);
            _counters.PacketsRead++;
            _counters.BytesRead += large.Length;
            packet = large.Length <= SmallRead ? ToSmall(large, pool) : large;
            return true;
        }
        return false;
    }

    /// <summary>A super-segment must have been cut.</summary>
    public TunWriteResult Write(Packet packet)
    {
        ArgumentNullException.ThrowIfNull(packet);
        if (State != TunDeviceState.Open) return OnFailed(Errno.BadDescriptorState);
        bool canBe = packet.SegmentSize == 0 && packet.Headroom >= VxlanHeader.Length;
        if (!canBe || !TransportChecksum.Complete(packet, LinkType.Ethernet)) return OnFailed(Errno.Invalid);
        VxlanHeader.Write(packet.Prepend(VxlanHeader.Length), _options.Vni);
        int errno = Send(packet.Bytes);
        packet.TrimStart(VxlanHeader.Length);
        if (errno != 0) return OnFailed(errno);
        _counters.PacketsWritten++;
        _counters.BytesWritten += packet.Length;
        return default;
    }

    /// <summary>Nobody could see it.</summary>
    public DeviceError? SetCarrier(TunCarrier carrier) => null;

    public void Dispose()
    {
        State = TunDeviceState.Closed;
        Handle.Dispose();
    }

    private static unsafe DeviceResult<VxlanSocket> OpenHere(VxlanSocketOptions options)
    {
        bool isIPv4 = options.Remote.IsIPv4;
        SafeFileHandle socket = LibC.Socket(isIPv4 ? InternetFamily : InternetFamilyIPv6, DatagramSocket | LibC.CloseOnExec | LibC.NonBlocking, 0);
        if (socket.IsInvalid) return SystemErrors.Of("cannot open a UDP socket", Errno.Last);
        // As the kernel's VXLAN does: outer packets may be cut on their way.
        int never = 0, on = 1;
        _ = LibC.SetOption(socket, isIPv4 ? IpLevel : Ipv6Level, isIPv4 ? IpMtuDiscover : Ipv6MtuDiscover, &never, sizeof(int));
        if (!isIPv4) _ = LibC.SetOption(socket, Ipv6Level, Ipv6Only, &on, sizeof(int));
        var local = new SocketEnd(options.Local, options.Port);
        if (LibC.Bind(socket, &local, (uint)local.Length) == 0) return new VxlanSocket(options, socket);
        int errno = Errno.Last;
        socket.Dispose();
        return OfBind(options, errno);
    }

    private static DeviceError OfBind(VxlanSocketOptions options, int errno) => errno switch
    {
        Errno.AddressInUse => new DeviceError(DeviceErrorKind.Busy,
            $"UDP port {options.Port} of {options.Local} is in use: by another run, or by a VXLAN of the kernel (`ip -d link show type vxlan`); state another `dstport`, at both ends", errno),
        Errno.AddressNotAvailable => new DeviceError(DeviceErrorKind.System, $"{options.Local} is no address of this machine", errno),
        _ => SystemErrors.Of($"cannot listen on UDP port {options.Port} of {options.Local}", errno),
    };

    private unsafe bool ReadInto(Packet packet, out bool isFromRemote)
    {
        Span<byte> bytes = packet.Append(MaxRead);
        SocketEnd from = default;
        uint length = SocketEnd.Size;
        nint received;
        fixed (byte* start = bytes)
        {
            received = LibC.ReceiveFrom(_descriptor, start, bytes.Length, 0, &from, &length);
        }
        isFromRemote = received >= 0 && from.HasAddressOf(_remote);
        if (received < 0)
        {
            if (Errno.Last is not (Errno.Again or Errno.Interrupted)) _counters.FailedReads++;
            return false;
        }
        packet.Truncate((int)received);
        return true;
    }

    private static Packet ToSmall(Packet large, PacketPool pool)
    {
        Packet small = pool.Rent(large.Length);
        large.Bytes.CopyTo(small.Append(large.Length));
        large.Return();
        return small;
    }

    private unsafe int Send(ReadOnlySpan<byte> datagram)
    {
        SocketEnd to = _remote;
        fixed (byte* start = datagram)
        {
            return LibC.SendTo(_descriptor, start, datagram.Length, 0, &to, (uint)to.Length) < 0 ? Errno.Last : 0;
        }
    }

    private TunWriteResult OnFailed(int errno)
    {
        TunWriteStatus status = errno switch
        {
            Errno.NetworkDown or Errno.NetworkUnreachable or Errno.HostUnreachable => TunWriteStatus.DeviceDown,
            Errno.BadDescriptorState => TunWriteStatus.Gone,
            Errno.Again or Errno.NoBuffers or Errno.NoMemory => TunWriteStatus.QueueFull,
            _ => TunWriteStatus.Refused,
        };
        switch (status)
        {
            case TunWriteStatus.DeviceDown: _counters.DroppedDeviceDown++; break;
            case TunWriteStatus.QueueFull: _counters.DroppedQueueFull++; break;
            case TunWriteStatus.Gone: _counters.DroppedGone++; break;
            default: _counters.DroppedRefused++; break;
        }
        return new TunWriteResult(status, errno);
    }
}
