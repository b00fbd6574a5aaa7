namespace NetSim.Stack.Sockets.Tcp.Sending;

/// <summary>
/// What the application wrote and the peer has not acknowledged: a ring of its own memory pieces, never copied here. The bytes are
/// known by their position in sequence space (64 bits, the low 32 of which are the sequence number).
/// </summary>
internal struct SendQueue
{
    /// <summary>A piece takes 32 bytes of bookkeeping; with at most one per 64 bytes of limit that stays below half of the limit.</summary>
    private const int LimitPerPiece = 64;

    private const int SmallestRing = 8;

    private readonly RingPool<Piece> _rings;
    private int _limit;
    private int _mostPieces;
    private Piece[] _ring = [];
    private int _head;
    private int _count;
    private int _cursor;

    public SendQueue(int limit, RingPool<Piece> rings)
    {
        _rings = rings;
        Raise(limit);
    }

    /// <summary>Bytes kept at most.</summary>
    public readonly int Limit => _limit;

    /// <summary>From now on so many bytes may be kept, which are no fewer than before.</summary>
    public void Raise(int limit)
    {
        _limit = limit;
        _mostPieces = Math.Max(SmallestRing, limit / LimitPerPiece);
    }

    /// <summary>Position of the first byte kept.</summary>
    public long Start { get; private set; }

    /// <summary>Position behind the last byte written.</summary>
    public long End { get; private set; }

    public readonly int Length => (int)(End - Start);

    /// <summary>How many bytes <see cref="Append"/> would take.</summary>
    public readonly int Room => _count == _mostPieces ? 0 : Math.Max(0, _limit - Length);

    public void StartAt(long position) => (Start, End) = (position, position);

    /// <summary>Takes as much of <paramref name="data"/> as there is room for.</summary>
    /// <returns>Bytes taken. The memory must not change until <see cref="Release"/> has passed them.</returns>
    public int Append(ReadOnlyMemory<byte> data)
    {
        int accepted = Math.Min(data.Length, Room);
        if (accepted == 0) return 0;
        if (_count == _ring.Length) Grow();
        _ring[(_head + _count) & (_ring.Length - 1)] = new Piece(data[..accepted], End);
        _count++;
        End += accepted;
        return accepted;
    }

    /// <summary>Forgets everything before <paramref name="position"/>.</summary>
    public void Release(long position)
    {
        if (position <= Start) return;
        Start = Math.Min(position, End);
        while (_count > 0 && _ring[_head].End <= Start)
        {
            _ring[_head] = default;
            _head = (_head + 1) & (_ring.Length - 1);
            _count--;
            if (_cursor > 0) _cursor--;
        }
        if (_count == 0) GiveBackRing();
    }

    /// <summary>Forgets everything: the connection is over.</summary>
    public void Clear()
    {
        Array.Clear(_ring);
        GiveBackRing();
        _head = _count = _cursor = 0;
        Start = End;
    }

    /// <summary>
    /// Fills <paramref name="destination"/> with the bytes from <paramref name="position"/> on, all of which must be here.
    /// </summary>
    /// <returns>Whether the last byte of some write is among them: the segment carries PSH (RFC 9293 MUST-61).</returns>
    public bool CopyTo(long position, Span<byte> destination)
    {
        if (destination.IsEmpty) return false;
        int index = Find(position);
        bool endsWrite = false;
        while (true)
        {
            ref readonly Piece piece = ref At(index);
            ReadOnlySpan<byte> from = piece.Data.Span[(int)(position - piece.Start)..];
            if (from.Length > destination.Length)
            {
                from[..destination.Length].CopyTo(destination);
                break;
            }
            from.CopyTo(destination);
            endsWrite = true;
            destination = destination[from.Length..];
            position += from.Length;
            if (destination.IsEmpty) break;
            index++;
        }
        _cursor = index;
        return endsWrite;
    }

    /// <summary>Index, from the head, of the piece that holds <paramref name="position"/>; the last one used is tried first.</summary>
    private readonly int Find(long position)
    {
        if (_cursor < _count && Holds(_cursor, position)) return _cursor;
        if (_cursor + 1 < _count && Holds(_cursor + 1, position)) return _cursor + 1;
        int low = 0;
        int high = _count - 1;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (At(middle).End <= position) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    private readonly bool Holds(int index, long position) => At(index).Start <= position && position < At(index).End;

    private readonly ref readonly Piece At(int index) => ref _ring[(_head + index) & (_ring.Length - 1)];

    private void Grow()
    {
        Piece[] larger = _rings.Rent(Math.Max(SmallestRing, _ring.Length * 2));
        for (int i = 0; i < _count; i++) larger[i] = At(i);
        Array.Clear(_ring);
        _rings.Return(_ring);
        _ring = larger;
        _head = 0;
    }

    private void GiveBackRing()
    {
        _rings.Return(_ring);
        _ring = [];
    }

    internal readonly struct Piece(ReadOnlyMemory<byte> data, long start)
    {
        public readonly ReadOnlyMemory<byte> Data = data;
        public readonly long Start = start;

        public long End => Start + Data.Length;
    }
}
