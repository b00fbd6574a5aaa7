using NetSim.Stack.Sockets.Tcp;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;

namespace NetSim.Packetdrill.Sockets;

internal sealed partial class TcpDescriptor
{
    // What was read from the connection and not by the application yet.
    private Packet? _unread;
    private bool _isReadShut;
    private bool _isWriteShut;
    private bool _errorWasTaken;
    private bool _mayLinger = true;

    private bool HasUnread => _unread is not null || _connection is { ReadableBytes: > 0 };

    /// <summary>Of SO_ERROR: why the connection ended, until somebody was told; 0 if there is nothing to tell.</summary>
    private int PendingError => _errorWasTaken || _isClosed ? 0 : _connection?.EndedBy switch
    {
        TcpEnd.Refused => Errno.ConnectionRefused,
        TcpEnd.Reset or TcpEnd.ResetAfterClose => Errno.ConnectionReset,
        TcpEnd.TimedOut => Errno.TimedOut,
        TcpEnd.Unreachable => Errno.ConnectionRefused,
        TcpEnd.Aborted => Errno.ConnectionAborted,
        _ => 0,
    };

    private int TakeError()
    {
        int error = PendingError;
        if (error != 0) _errorWasTaken = true;
        return error;
    }

    public override int Read(Span<byte> buffer, MessageFlags flags, out IpEndpoint from)
    {
        from = default;
        if (Listener is not null || _connection is not { } connection) return -Errno.NotConnected;
        if ((flags & MessageFlags.OutOfBand) != 0) return -Errno.Invalid;
        if ((flags & MessageFlags.Peek) != 0 && Peek(connection, buffer) is var peeked and > 0) return peeked;
        int count = 0;
        while (count < buffer.Length && (_unread is not null || connection.TryRead(out _unread)))
        {
            int length = Math.Min(_unread.Length, buffer.Length - count);
            if ((flags & MessageFlags.Truncate) == 0) _unread.Bytes[..length].CopyTo(buffer[count..]);
            count += length;
            _unread.TrimStart(length);
            if (_unread.Length > 0) break;
            _unread.Return();
            _unread = null;
        }
        if (count > 0 || buffer.Length == 0) return count;
        if (connection.IsPeerFinished || _isReadShut) return 0;
        if (TakeError() is var error and not 0) return -error;
        if (connection.State == TcpState.Closed) return 0;
        return -Errno.Again;
    }

    private int Peek(TcpConnection connection, Span<byte> buffer)
    {
        int length = Math.Min(_unread?.Length ?? 0, buffer.Length);
        if (_unread is not null) _unread.Bytes[..length].CopyTo(buffer);
        return length + connection.Peek(buffer[length..]);
    }

    public override int Write(ReadOnlySpan<byte> data, MessageFlags flags, IpEndpoint to)
    {
        if ((flags & MessageFlags.FastOpen) != 0) return -Errno.NotSupported;
        if (_connection is not { } connection || Listener is not null) return -Errno.Pipe;
        if (TakeError() is var error and not 0) return -error;
        if (_isWriteShut || connection.State == TcpState.Closed) return -Errno.Pipe;
        if (connection.State is TcpState.SynSent or TcpState.SynReceived) return -Errno.Again;
        if (data.Length == 0) return 0;
        // The connection keeps what it is given until it is acknowledged; the caller's buffer is the caller's again at once.
        byte[] copy = data[..Math.Min(data.Length, connection.WritableBytes)].ToArray();
        if (copy.Length == 0) return -Errno.Again;
        if ((flags & MessageFlags.More) != 0) connection.Cork();
        else if (!_isCorked) connection.Uncork();
        return (flags & MessageFlags.OutOfBand) != 0 ? connection.WriteUrgent(Host.Now, copy) : connection.Write(Host.Now, copy);
    }

    public override int Count(QueueCount what)
    {
        if (_connection is not { } connection) return what == QueueCount.AtMark || Listener is not null ? -Errno.Invalid : 0;
        TcpInfo info = connection.Info;
        return what switch
        {
            QueueCount.Unread => (_unread?.Length ?? 0) + connection.ReadableBytes,
            QueueCount.Unacknowledged => (int)(info.BytesInFlight + info.BytesUnsent),
            QueueCount.Unsent => (int)info.BytesUnsent,
            QueueCount.AtMark => connection.UrgentBytesAhead == 1 && _unread is null ? 1 : 0,
            _ => -Errno.Invalid,
        };
    }
}
