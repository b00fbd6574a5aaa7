using System.Buffers;
using System.IO.Pipelines;
using NetSim.Simulation.Running;
using NetSim.Simulation.Sockets.Bridges;
using NetSim.Simulation.Sockets.Outside;
using NetSim.Stack.Sockets.Tcp;
using NetSim.Wire.Addresses;

namespace NetSim.Simulation.Sockets;

/// <summary>
/// A TCP connection of a simulated node, for code outside of the simulation. Reads and writes throw <see cref="IOException"/> round a
/// <see cref="System.Net.Sockets.SocketException"/>, as NetworkStream does; one reader and one writer at a time. Reads and writes that
/// block drive a virtual clock themselves.
/// </summary>
public sealed class TcpStream : Stream, IDuplexPipe
{
    /// <summary>Most that is copied for one write of the socket; a longer one goes piece by piece, as there is room.</summary>
    private const int MostInAPiece = 64 << 10;

    private readonly SimulationRun _run;
    private readonly StreamBridge _bridge;
    private PipeWriter? _output;
    private bool _isShut, _isClosed, _isReading, _isPipe;

    internal TcpStream(SimulationRun run, StreamBridge bridge) => (_run, _bridge) = (run, bridge);

    public IpEndpoint LocalEndpoint => _bridge.Local;

    public IpEndpoint RemoteEndpoint => _bridge.Remote;

    /// <summary>TCP_INFO: as it is now, or was at the end.</summary>
    public TcpInfo Info => _bridge.Flow!.Info;

    /// <summary>The receiving half as a pipe; to be used instead of the reads of the stream, not beside them.</summary>
    public PipeReader Input
    {
        get
        {
            _isPipe = true;
            return Received;
        }
    }

    /// <summary>The sending half as a pipe; when it is completed, a FIN follows what it was given.</summary>
    public PipeWriter Output => _output ??= PipeWriter.Create(new SendingHalf(this));

    private PipeReader Received => _bridge.Received.Reader;

    public override bool CanRead => !_isClosed;

    public override bool CanWrite => !_isClosed && !_isShut;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Changes what may change in a connection's life.</summary>
    public void SetOptions(TcpSocketOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _bridge.Tell(options);
    }

    /// <summary>Half-close: a FIN follows what was written; reading goes on.</summary>
    public void Shutdown()
    {
        if (_isShut || _isClosed) return;
        _isShut = true;
        _bridge.Tell(BridgeWish.Shutdown);
    }

    /// <summary>Resets the connection.</summary>
    public void Abort()
    {
        if (_isClosed) return;
        _isClosed = true;
        _bridge.Tell(BridgeWish.Abort);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        ReadResult result = await ReadPipeAsync(cancellationToken).ConfigureAwait(false);
        if (result.IsCanceled)
        {
            Received.Complete();
            throw SocketErrors.OnStream(SocketErrors.Of(Actors.Sockets.TcpCloseReason.Aborted));
        }
        // A read of nothing waits until there is something (so HttpClient asks whether a connection is still alive).
        int count = (int)Math.Min(buffer.Length, result.Buffer.Length);
        ReadOnlySequence<byte> taken = result.Buffer.Slice(0, count);
        taken.CopyTo(buffer.Span);
        Received.AdvanceTo(taken.End);
        return count;
    }

    private async ValueTask<ReadResult> ReadPipeAsync(CancellationToken cancellation)
    {
        _isReading = true;
        try
        {
            return await Received.ReadAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            _isReading = false;
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        if (_isShut) throw SocketErrors.OnStream(SocketErrors.Of(Actors.Sockets.TcpCloseReason.Normal));
        for (int at = 0; at < buffer.Length; at += MostInAPiece)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var done = new Operation<bool>(_bridge.Door);
            _bridge.Tell(new WriteCommand(buffer.Slice(at, Math.Min(MostInAPiece, buffer.Length - at)).ToArray(), done));
            await done.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        _run.Await(ReadAsync(buffer.AsMemory(offset, count)).AsTask());

    public override void Write(byte[] buffer, int offset, int count) => _run.Await(WriteAsync(buffer, offset, count, CancellationToken.None));

    /// <summary>Nothing is held back here; what is written is in the send buffer.</summary>
    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>Closes both halves. What was written is still sent; data that was not read, or comes later, resets the connection.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isClosed)
        {
            _isClosed = true;
            _bridge.Tell(IsUnread() ? BridgeWish.Abort : BridgeWish.Close);
        }
        base.Dispose(disposing);
    }

    /// <summary>Ends the reading half: a read in progress is over, else what is left is looked at.</summary>
    private bool IsUnread()
    {
        if (_isReading || _isPipe)
        {
            Received.CancelPendingRead();
            return false;
        }
        try
        {
            return Received.TryRead(out ReadResult left) && !left.Buffer.IsEmpty;
        }
        catch (IOException)
        {
            // The connection has failed before.
            return false;
        }
        finally
        {
            Received.Complete();
        }
    }

    /// <summary>What a pipe writes to: its end is a FIN.</summary>
    private sealed class SendingHalf(TcpStream stream) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            stream.WriteAsync(buffer, cancellationToken);

        public override void Write(byte[] buffer, int offset, int count) => stream.Write(buffer, offset, count);

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) stream.Shutdown();
            base.Dispose(disposing);
        }
    }
}
