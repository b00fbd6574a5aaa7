namespace NetSim.Stack.Sockets.Tcp.Sending;

/// <summary>
/// What the application wrote and the peer has not acknowledged: its own memory, never copied here. The bytes are known by their position
/// in sequence space (64 bits, the low 32 of which are the sequence number). A queue with nothing in it keeps no <see cref="PieceRing"/>.
/// </summary>
internal struct SendQueue
{
    /// <summary>A piece takes 32 bytes of bookkeeping; with at most one per 64 bytes of limit that stays below half of the limit.</summary>
    private const int LimitPerPiece = 64;

    private const int LeastPieces = 8;

    private PieceRing? _pieces;
    private int _limit;

    public SendQueue(int limit) => _limit = limit;

    /// <summary>Bytes kept at most.</summary>
    public readonly int Limit => _limit;

    /// <summary>From now on so many bytes may be kept, which are no fewer than before.</summary>
    public void Raise(int limit) => _limit = limit;

    /// <summary>Position of the first byte kept.</summary>
    public long Start { get; private set; }

    /// <summary>Position behind the last byte written.</summary>
    public long End { get; private set; }

    public readonly int Length => (int)(End - Start);

    /// <summary>How many bytes <see cref="Append"/> would take.</summary>
    public readonly int Room =>
        _pieces is not null && _pieces.Count >= Math.Max(LeastPieces, _limit / LimitPerPiece) ? 0 : Math.Max(0, _limit - Length);

    public void StartAt(long position) => (Start, End) = (position, position);

    /// <summary>Takes as much of <paramref name="data"/> as there is room for.</summary>
    /// <returns>Bytes taken. The memory must not change until <see cref="Release"/> has passed them.</returns>
    public int Append(ReadOnlyMemory<byte> data, PieceRingPool rings)
    {
        int accepted = Math.Min(data.Length, Room);
        if (accepted == 0) return 0;
        (_pieces ??= rings.Rent()).Add(data[..accepted], End);
        End += accepted;
        return accepted;
    }

    /// <summary>Forgets everything before <paramref name="position"/>.</summary>
    public void Release(long position)
    {
        if (position <= Start) return;
        Start = Math.Min(position, End);
        if (_pieces is null) return;
        _pieces.Release(Start);
        if (_pieces.Count == 0) GiveBackRing();
    }

    /// <summary>Forgets everything: the connection is over.</summary>
    public void Clear()
    {
        Start = End;
        if (_pieces is not null) GiveBackRing();
    }

    /// <summary>
    /// Fills <paramref name="destination"/> with the bytes from <paramref name="position"/> on, all of which must be here.
    /// </summary>
    /// <returns>Whether the last byte of some write is among them: the segment carries PSH (RFC 9293 MUST-61).</returns>
    public readonly bool CopyTo(long position, Span<byte> destination) => !destination.IsEmpty && _pieces!.CopyTo(position, destination);

    private void GiveBackRing()
    {
        _pieces!.GiveBack();
        _pieces = null;
    }
}
