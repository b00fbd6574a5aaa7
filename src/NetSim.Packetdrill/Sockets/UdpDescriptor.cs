using System.Buffers.Binary;
using NetSim.Stack.Sockets;
using NetSim.Stack.Sockets.Udp;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ip;

namespace NetSim.Packetdrill.Sockets;

/// <summary>A UDP socket of the application.</summary>
internal sealed class UdpDescriptor(DrillHost host, AddressFamily family) : Descriptor(host)
{
    private const int MostWaiting = 1024;

    private readonly Queue<Packet> _arrived = [];
    private UdpSocket? _socket;

    public override PollEvents Ready
    {
        get
        {
            PollEvents ready = PollEvents.Out | PollEvents.NormalOut;
            if (_arrived.Count > 0) ready |= PollEvents.In | PollEvents.NormalIn;
            return _socket is { Error: not null } ? ready | PollEvents.Error : ready;
        }
    }

    private IpEndpoint Any => new(family == AddressFamily.IPv4 ? IpAddress.AnyIPv4 : IpAddress.AnyIPv6, 0);

    public override int Bind(IpEndpoint local)
    {
        if (_socket is not null) return -Errno.Invalid;
        Host.Adopt(local.Address);
        BindOutcome outcome = Host.Stack.Bind(IpProtocol.Udp, local, this, out IpEndpoint bound);
        if (outcome != BindOutcome.Bound) return -TcpDescriptor.ErrorOf(outcome);
        _socket = new UdpSocket(bound);
        return 0;
    }

    public override int Connect(IpEndpoint remote)
    {
        IpEndpoint own = _socket?.Local ?? Any;
        if (own.Address.IsUnspecified) own = own with { Address = remote.Address.IsIPv4 ? IpAddress.AnyIPv4 : IpAddress.AnyIPv6 };
        BindOutcome outcome = Host.Stack.Connect(Host.Now, IpProtocol.Udp, (own, remote), this, out IpEndpoint bound);
        if (outcome != BindOutcome.Bound) return -TcpDescriptor.ErrorOf(outcome);
        Release();
        _socket ??= new UdpSocket(bound);
        _socket.Connect(bound, remote);
        return 0;
    }

    public override void OnPacket(Packet packet)
    {
        if (_socket is not { } socket)
        {
            packet.Return();
            return;
        }
        if (socket.OnPacket(Host.Now, packet) != SocketVerdict.Deliver) return;
        Changes++;
        if (_arrived.Count < MostWaiting) _arrived.Enqueue(packet);
        else socket.Drops.Drop(packet, DropReason.QueueFull);
    }

    public override int Read(Span<byte> buffer, MessageFlags flags, out IpEndpoint from)
    {
        from = default;
        if (_socket is { } socket && socket.TryTakeError(out IcmpError error)) return -ErrorOf(error);
        if (!_arrived.TryPeek(out Packet? packet)) return -Errno.Again;
        int whole = packet.Length, length = Math.Min(whole, buffer.Length);
        packet.Bytes[..length].CopyTo(buffer);
        from = packet.Remote;
        if ((flags & MessageFlags.Peek) == 0) _arrived.Dequeue().Return();
        return (flags & MessageFlags.Truncate) != 0 ? whole : length;
    }

    public override int Write(ReadOnlySpan<byte> data, MessageFlags flags, IpEndpoint to)
    {
        if (_socket is null && Bind(Any) is var bound and < 0) return bound;
        UdpSocket socket = _socket!;
        if (socket.TryTakeError(out IcmpError error)) return -ErrorOf(error);
        if (to == default && socket.Remote == default) return -Errno.DestinationRequired;
        Packet packet = Host.Rent(data);
        packet.Remote = to;
        if (socket.Send(Host.Now, packet) != SocketVerdict.Transmit) return -Errno.MessageSize;
        Host.Send(packet);
        return data.Length;
    }

    public override int Shutdown(ShutdownHow how) => _socket is { } socket && socket.Remote != default ? 0 : -Errno.NotConnected;

    public override int SetOption(SocketOption option, ReadOnlySpan<byte> value) =>
        option is SocketOption.ReuseAddress or SocketOption.ReusePort or SocketOption.ReceiveBuffer or SocketOption.SendBuffer
            ? 0 : -Errno.NoProtocolOption;

    public override int GetOption(SocketOption option, Span<byte> value)
    {
        if (value.Length < sizeof(int)) return -Errno.Invalid;
        if (option is not (SocketOption.Type or SocketOption.Error)) return -Errno.NoProtocolOption;
        int number = 2;
        if (option == SocketOption.Error) number = _socket is { } socket && socket.TryTakeError(out IcmpError error) ? ErrorOf(error) : 0;
        BinaryPrimitives.WriteInt32LittleEndian(value, number);
        return sizeof(int);
    }

    public override int Count(QueueCount what) => what switch
    {
        QueueCount.Unread => _arrived.TryPeek(out Packet? packet) ? packet.Length : 0,
        QueueCount.Unacknowledged => 0,
        _ => -Errno.Invalid,
    };

    public override void Close()
    {
        while (_arrived.TryDequeue(out Packet? packet)) packet.Return();
        Release();
        _socket = null;
    }

    private void Release()
    {
        if (_socket is { } socket) Host.Stack.Release(IpProtocol.Udp, socket.Local, socket.Remote);
    }

    private static int ErrorOf(IcmpError error) => error.IsPortUnreachable ? Errno.ConnectionRefused : Errno.HostUnreachable;
}
