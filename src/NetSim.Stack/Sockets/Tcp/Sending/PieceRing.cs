namespace NetSim.Stack.Sockets.Tcp.Sending;

/// <summary>The pieces of memory in a <see cref="SendQueue"/>, in the order of their positions.</summary>
internal sealed class PieceRing(PieceRingPool pool)
{
    private const int SmallestRing = 8;

    private Piece[] _ring = new Piece[SmallestRing];
    private int _head;
    private int _cursor;

    public int Count { get; private set; }

    /// <summary>How many pieces there is room for.</summary>
    public int Capacity => _ring.Length;

    public void Add(ReadOnlyMemory<byte> data, long start)
    {
        if (Count == _ring.Length) Grow();
        _ring[(_head + Count) & (_ring.Length - 1)] = new Piece(data, start);
        Count++;
    }

    /// <summary>Forgets the pieces that end before <paramref name="position"/>.</summary>
    public void Release(long position)
    {
        while (Count > 0 && _ring[_head].End <= position)
        {
            _ring[_head] = default;
            _head = (_head + 1) & (_ring.Length - 1);
            Count--;
            if (_cursor > 0) _cursor--;
        }
    }

    /// <summary>As <see cref="SendQueue.CopyTo"/>.</summary>
    public bool CopyTo(long position, Span<byte> destination)
    {
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

    /// <summary>Its user needs it no more.</summary>
    public void GiveBack()
    {
        if (Count > 0) Array.Clear(_ring);
        _head = Count = _cursor = 0;
        pool.Return(this);
    }

    /// <summary>Index, from the head, of the piece that holds <paramref name="position"/>; the last one used is tried first.</summary>
    private int Find(long position)
    {
        if (_cursor < Count && Holds(_cursor, position)) return _cursor;
        if (_cursor + 1 < Count && Holds(_cursor + 1, position)) return _cursor + 1;
        int low = 0;
        int high = Count - 1;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (At(middle).End <= position) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    private bool Holds(int index, long position) => At(index).Start <= position && position < At(index).End;

    private ref readonly Piece At(int index) => ref _ring[(_head + index) & (_ring.Length - 1)];

    private void Grow()
    {
        var larger = new Piece[_ring.Length * 2];
        for (int i = 0; i < Count; i++) larger[i] = At(i);
        _ring = larger;
        _head = 0;
    }

    private readonly struct Piece(ReadOnlyMemory<byte> data, long start)
    {
        public readonly ReadOnlyMemory<byte> Data = data;
        public readonly long Start = start;

        public long End => Start + Data.Length;
    }
}

/// <summary>
/// The rings of connections that have nothing to send: of a hundred thousand idle connections none keeps one, and one that sends again gets
/// one without any allocation. One pool serves a stack.
/// </summary>
internal sealed class PieceRingPool
{
    /// <summary>Pieces that there may be room for in all that is kept; what is beyond is left to the garbage collector.</summary>
    private const int Most = 16_384;

    private readonly List<PieceRing> _free = [];
    private int _kept;

    public PieceRing Rent()
    {
        if (_free.Count == 0) return new PieceRing(this);
        PieceRing ring = _free[^1];
        _free.RemoveAt(_free.Count - 1);
        _kept -= ring.Capacity;
        return ring;
    }

    public void Return(PieceRing ring)
    {
        if (_kept + ring.Capacity > Most) return;
        _kept += ring.Capacity;
        _free.Add(ring);
    }
}
