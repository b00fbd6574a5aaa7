using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using NetSim.Stack.Sockets.Tcp;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Tests.Links;

/// <summary>One end of a connection of a <see cref="TcpLine"/>, with an application that sends, and reads whatever comes.</summary>
internal sealed class TcpLineEnd(int side, TcpConnection? connection, TcpListener? listener)
{
    private static readonly byte[] Zeros = new byte[65_536];

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private int _written;

    public int Side => side;

    public TcpConnection? Connection => connection;

    /// <summary>What it sends before it closes its direction; null: nothing.</summary>
    public byte[]? Content { get; set; }

    /// <summary>Sends zeros without end instead.</summary>
    public bool IsGreedy { get; set; }

    public long Received { get; private set; }

    /// <summary>Of what it has received.</summary>
    public byte[] Digest => _hash.GetCurrentHash();

    /// <summary>As of its last turn.</summary>
    public Instant Deadline { get; private set; } = Instant.MaxValue;

    public void OnPacket(Instant now, Packet packet)
    {
        if (connection is not null) connection.OnPacket(now, packet);
        else listener!.OnPacket(now, packet);
    }

    public void OnDeadline(Instant now)
    {
        connection?.OnDeadline(now);
        if (connection is null) listener!.OnDeadline(now);
    }

    public void Turn(Instant now)
    {
        if (connection is null && listener!.TryAccept(out TcpConnection? accepted))
        {
            connection = accepted;
            listener.Forget(accepted);
        }
        if (connection is null) return;
        connection.TakeEvents();
        while (connection.TryRead(out Packet? payload))
        {
            Received += payload.Length;
            if (!IsIndifferent) _hash.AppendData(payload.Bytes);
            payload.Return();
        }
        while (IsGreedy && connection.WritableBytes > 0) connection.Write(now, Zeros);
        while (Content is { } content && _written < content.Length && connection.WritableBytes > 0)
            _written += connection.Write(now, content.AsMemory(_written, Math.Min(Zeros.Length, content.Length - _written)));
        if (Content is { } all && _written == all.Length && connection.State is TcpState.Established or TcpState.CloseWait) connection.Shutdown(now);
    }

    /// <summary>What it receives is counted only.</summary>
    public bool IsIndifferent { get; set; }

    public bool TryTake(Instant now, [NotNullWhen(true)] out Packet? packet)
    {
        packet = null;
        return connection?.TryTake(now, out packet) == true || listener?.TryTake(now, out packet) == true;
    }

    public void Rest() => Deadline = (connection is null ? listener!.NextDeadline : connection.NextDeadline) ?? Instant.MaxValue;

    public void Abandon(Instant now)
    {
        connection?.Abort(now);
        listener?.Close(now);
        while (TryTake(now, out Packet? packet)) packet.Return();
        while (connection?.TryRead(out Packet? unread) == true) unread!.Return();
        _hash.Dispose();
    }
}
