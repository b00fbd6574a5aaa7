using NetSim.Stack.Sockets;
using NetSim.Stack.Sockets.Tcp;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ip;
using NetSim.Wire.Tcp;
using NetSim.Wire.Time;

namespace NetSim.Packetdrill.Sockets;

/// <summary>
/// A TCP socket of the application: nothing yet, then a <see cref="TcpListener"/> or a <see cref="TcpConnection"/>. Files: this one the
/// life of the socket; <c>.Data</c> reading and writing; <c>.Options</c>.
/// </summary>
internal sealed partial class TcpDescriptor : Descriptor
{
    private readonly AddressFamily _family;
    private TcpSettings _settings;
    private TcpConnection? _connection;
    private IpEndpoint _local;
    private bool _isRegistered;
    private bool _isConnectPending;
    private bool _isClosed;

    public TcpDescriptor(DrillHost host, AddressFamily family)
        : base(host)
    {
        (_family, _settings) = (family, host.TcpSettings);
        _local = new IpEndpoint(family == AddressFamily.IPv4 ? IpAddress.AnyIPv4 : IpAddress.AnyIPv6, 0);
    }

    private TcpDescriptor(DrillHost host, TcpDescriptor listener, TcpConnection connection)
        : this(host, listener._family)
    {
        (_settings, _connection, _local, _isRegistered) = (listener._settings, connection, connection.Local, true);
        _mayLinger = listener._mayLinger;
    }

    public TcpListener? Listener { get; private set; }

    public override bool IsGone => _isClosed && Listener is null && _connection is null or { State: TcpState.Closed };

    public override PollEvents Ready
    {
        get
        {
            if (Listener is { } listener) return listener.WaitingCount > 0 ? PollEvents.In | PollEvents.NormalIn : PollEvents.None;
            if (_connection is not { } connection) return PollEvents.Out | PollEvents.NormalOut | PollEvents.HangUp;
            bool isOver = connection.State == TcpState.Closed;
            PollEvents ready = PollEvents.None;
            if (HasUnread || connection.IsPeerFinished || isOver || _isReadShut) ready |= PollEvents.In | PollEvents.NormalIn;
            if (connection.IsPeerFinished || isOver || _isReadShut) ready |= PollEvents.PeerHangUp;
            bool mayWrite = connection.State is TcpState.Established or TcpState.CloseWait && connection.WritableBytes > 0;
            if (mayWrite || _isWriteShut || isOver) ready |= PollEvents.Out | PollEvents.NormalOut;
            if (connection.UrgentBytesAhead > 0) ready |= PollEvents.Priority;
            if (PendingError != 0) ready |= PollEvents.Error;
            if (isOver || connection.IsPeerFinished && _isWriteShut) ready |= PollEvents.HangUp;
            return ready;
        }
    }

    public override Instant? NextDeadline => Listener?.NextDeadline ?? _connection?.NextDeadline;

    public override int Bind(IpEndpoint local)
    {
        if (_local.Port != 0 || _connection is not null) return -Errno.Invalid;
        Host.Adopt(local.Address);
        // The number is the socket's from now on; the registration waits until it is known what for.
        BindOutcome outcome = Host.Stack.Bind(IpProtocol.Tcp, local, this, out IpEndpoint bound);
        if (outcome != BindOutcome.Bound) return -ErrorOf(outcome);
        Host.Stack.Release(IpProtocol.Tcp, bound);
        _local = bound;
        return 0;
    }

    public override int Listen(int backlog)
    {
        if (_connection is not null) return -Errno.Invalid;
        if (Listener is not null) return 0;
        BindOutcome outcome = Host.Stack.Bind(IpProtocol.Tcp, _local, this, out _local);
        if (outcome != BindOutcome.Bound) return -ErrorOf(outcome);
        // The unspecified address of IPv6 stands for both families.
        if (_local.Address == IpAddress.AnyIPv6) Host.Stack.Bind(IpProtocol.Tcp, _local with { Address = IpAddress.AnyIPv4 }, this, out _);
        // As Linux counts: one more than was asked for.
        TcpSettings settings = _settings with { AcceptBacklog = Math.Clamp(backlog, 0, 4096) + 1 };
        Listener = new TcpListener(Host.Stack.Tcp, settings, _local);
        Host.Adopt(this);
        return 0;
    }

    public override int Accept(out Descriptor? accepted, out IpEndpoint remote)
    {
        (accepted, remote) = (null, default);
        if (Listener is not { } listener) return -Errno.Invalid;
        if (!listener.TryAccept(out TcpConnection? connection)) return -Errno.Again;
        var socket = new TcpDescriptor(Host, this, connection);
        Host.Stack.Connect(Host.Now, IpProtocol.Tcp, (connection.Local, connection.Remote), socket, out _);
        listener.Forget(connection);
        Host.Adopt(socket);
        (accepted, remote) = (socket, connection.Remote);
        return 0;
    }

    public override int Connect(IpEndpoint remote)
    {
        if (Listener is not null) return -Errno.IsConnected;
        if (_connection is { } earlier) return ConnectAgain(earlier);
        BindOutcome outcome = Host.Stack.Connect(Host.Now, IpProtocol.Tcp, (ConnectFrom(remote), remote), this, out IpEndpoint bound);
        if (outcome != BindOutcome.Bound) return -ErrorOf(outcome);
        (_local, _isRegistered) = (bound, true);
        _connection = TcpConnection.Create(Host.Stack.Tcp, _settings, bound, remote);
        _connection.Connect(Host.Now);
        _isConnectPending = true;
        Host.Adopt(this);
        return -Errno.InProgress;
    }

    private IpEndpoint ConnectFrom(IpEndpoint remote) =>
        _local.Address.IsUnspecified ? _local with { Address = remote.Address.IsIPv4 ? IpAddress.AnyIPv4 : IpAddress.AnyIPv6 } : _local;

    private int ConnectAgain(TcpConnection connection)
    {
        if (PendingError is var error and not 0)
        {
            TakeError();
            return -error;
        }
        if (connection.State is TcpState.SynSent or TcpState.SynReceived) return -Errno.Already;
        if (connection.State == TcpState.Closed) return -Errno.ConnectionAborted;
        if (!_isConnectPending) return -Errno.IsConnected;
        _isConnectPending = false;
        return 0;
    }

    public override int Shutdown(ShutdownHow how)
    {
        if (Listener is not null)
        {
            StopListening();
            return 0;
        }
        if (_connection is not { } connection || connection.State is TcpState.Closed) return -Errno.NotConnected;
        if (how != ShutdownHow.Write) _isReadShut = true;
        if (how == ShutdownHow.Read) return 0;
        _isWriteShut = true;
        connection.Uncork();
        connection.Shutdown(Host.Now);
        return 0;
    }

    public override void Close()
    {
        if (_isClosed) return;
        _isClosed = true;
        StopListening();
        if (_connection is not { } connection) return;
        bool isUnread = _unread is not null;
        _unread?.Return();
        _unread = null;
        connection.Uncork();
        if (!_mayLinger || isUnread && connection.State is (TcpState.Established or TcpState.CloseWait)) connection.Abort(Host.Now);
        else connection.Close(Host.Now);
    }

    public override void Stop()
    {
        Close();
        _connection?.Abort(Host.Now);
    }

    private void StopListening()
    {
        if (Listener is not { } listener) return;
        listener.Close(Host.Now);
        SendAll(listener);
        Host.Stack.Release(IpProtocol.Tcp, _local);
        if (_local.Address == IpAddress.AnyIPv6) Host.Stack.Release(IpProtocol.Tcp, _local with { Address = IpAddress.AnyIPv4 });
        Listener = null;
    }

    public override void OnPacket(Packet packet)
    {
        if (Listener is { } listener) listener.OnPacket(Host.Now, packet);
        else if (_connection is { } connection) connection.OnPacket(Host.Now, packet);
        else packet.Return();
    }

    public override void OnDeadline(Instant now)
    {
        Listener?.OnDeadline(now);
        _connection?.OnDeadline(now);
    }

    public override bool Flush()
    {
        if (Listener is { } listener)
        {
            if (listener.WaitingCount > _waitingBefore) Changes++;
            _waitingBefore = listener.WaitingCount;
            return SendAll(listener);
        }
        if (_connection is not { } connection) return false;
        bool hasSent = false;
        while (connection.TryTake(Host.Now, out Packet? packet))
        {
            hasSent = true;
            Host.Send(packet);
        }
        if (connection.TakeEvents() != TcpEvents.None) Changes++;
        if (connection.State == TcpState.Closed && _isRegistered) Release(connection);
        return hasSent;
    }

    private int _waitingBefore;

    private bool SendAll(TcpListener listener)
    {
        bool hasSent = false;
        while (listener.TryTake(Host.Now, out Packet? packet))
        {
            hasSent = true;
            Host.Send(packet);
        }
        return hasSent;
    }

    private void Release(TcpConnection connection)
    {
        _isRegistered = false;
        Host.Stack.Release(IpProtocol.Tcp, connection.Local, connection.Remote);
        if (connection.TryTakeReopening(out Packet? syn, out SequenceNumber above)) Host.Reopen(syn, connection.Local, above);
    }

    internal static int ErrorOf(BindOutcome outcome) => outcome switch
    {
        BindOutcome.AddressInUse or BindOutcome.PortsExhausted => Errno.AddressInUse,
        BindOutcome.NotOwnAddress => Errno.AddressNotAvailable,
        BindOutcome.NoRoute => Errno.NetworkUnreachable,
        _ => Errno.Invalid,
    };
}
