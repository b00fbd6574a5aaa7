namespace NetSim.Actors.Cells;

/// <summary>
/// The children of a cell, in the order in which they were made. Behind a lock, since the guardians' children are also added and
/// looked up from outside; all else that happens to them happens on the parent's lane. (It is the object's own lock: a Lock object for
/// each parent would be as large as all else here, and nobody else can see these objects.)
/// </summary>
internal sealed class Children
{
    /// <summary>Up to here a walk along the list is as fast as a table, and costs no memory.</summary>
    private const int MaxUnindexed = 8;

    /// <summary>Of a parent that stopped without ever having had any.</summary>
    public static readonly Children None = new() { _closed = true };

    private Cell? _first;
    private Cell? _last;
    private NameTable? _byName;
    private int _unnamed;
    private int _made;
    private int _dying;
    private bool _hasNamed;
    private bool _closed;

    public int Count { get; private set; }

    public bool AnyDying => _dying > 0;

    /// <summary>Adds a child that <paramref name="make"/> makes of its name and its number.</summary>
    /// <exception cref="InvalidActorNameException">The name is taken.</exception>
    /// <exception cref="InvalidOperationException">The parent is stopping.</exception>
    public Cell Add<TState>(string? name, TState state, Func<TState, CellName, int, Cell> make)
    {
        lock (this)
        {
            if (_closed) throw new InvalidOperationException("Cannot create a child while the parent is restarting, stopping or gone.");
            if (name is not null && Lookup(name) is not null) throw new InvalidActorNameException($"Actor name \"{name}\" is not unique!");
            Cell child = make(state, name is null ? new CellName(null, _unnamed++) : name, ++_made);
            child.PreviousSibling = _last;
            if (_last is null) _first = child;
            else _last.NextSibling = child;
            _last = child;
            Count++;
            Index(child);
            return child;
        }
    }

    public Cell? Find(string name)
    {
        lock (this) return Lookup(name);
    }

    public bool Contains(Cell child)
    {
        lock (this) return Holds(child);
    }

    public Cell[] Snapshot()
    {
        lock (this)
        {
            if (Count == 0) return [];
            var children = new Cell[Count];
            int i = 0;
            for (Cell? child = _first; child is not null; child = child.NextSibling) children[i++] = child;
            return children;
        }
    }

    public void MarkDying(Cell child)
    {
        lock (this)
        {
            if (child.IsMarkedDying || !Holds(child)) return;
            child.IsMarkedDying = true;
            _dying++;
        }
    }

    /// <summary>No more children until <see cref="Open"/>: the parent waits for its own to be gone.</summary>
    public void Close()
    {
        lock (this) _closed = true;
    }

    public void Open()
    {
        lock (this) _closed = false;
    }

    public bool Remove(Cell child)
    {
        lock (this)
        {
            if (!Holds(child)) return false;
            if (child.PreviousSibling is { } previous) previous.NextSibling = child.NextSibling;
            else _first = child.NextSibling;
            if (child.NextSibling is { } next) next.PreviousSibling = child.PreviousSibling;
            else _last = child.PreviousSibling;
            (child.NextSibling, child.PreviousSibling) = (null, null);
            if (child.HasGivenName) _byName?.Remove(child);
            Count--;
            if (child.IsMarkedDying) _dying--;
            return true;
        }
    }

    /// <summary>The links of a child of somebody else are behind another lock, and are not looked at.</summary>
    private bool Holds(Cell child) =>
        child.ParentCell?.HasChildrenIn(this) == true && (child.PreviousSibling is not null || ReferenceEquals(_first, child));

    private Cell? Lookup(string name)
    {
        if (name.StartsWith('$') && LookupNumber(name) is { } numbered) return numbered;
        if (_byName is not null) return _byName.Find(name);
        if (!_hasNamed) return null;
        for (Cell? child = _first; child is not null; child = child.NextSibling)
            if (child.HasGivenName && string.Equals(child.Name, name, StringComparison.Ordinal)) return child;
        return null;
    }

    /// <summary>Those without a name are in no table: there may be very many of them, and hardly anybody looks for one by its number.</summary>
    private Cell? LookupNumber(string name)
    {
        long number = NumberOf(name);
        for (Cell? child = _first; child is not null; child = child.NextSibling)
            if (child.HasNumber(number)) return child;
        return null;
    }

    private void Index(Cell added)
    {
        _hasNamed |= added.HasGivenName;
        if (!_hasNamed) return;
        if (_byName is not null)
        {
            if (added.HasGivenName) _byName.Add(added);
        }
        else if (Count > MaxUnindexed)
        {
            _byName = new NameTable();
            for (Cell? child = _first; child is not null; child = child.NextSibling)
                if (child.HasGivenName) _byName.Add(child);
        }
    }

    private const string Digits = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+~";

    /// <summary>$a, $b … $z, $A … $~, $aa …: six bits a character, the low ones first, as Akka.NET counts.</summary>
    internal static string AutoName(long number)
    {
        Span<char> name = stackalloc char[12];
        name[0] = '$';
        int length = 1;
        do
        {
            name[length++] = Digits[(int)(number & 63)];
            number >>= 6;
        }
        while (number > 0);
        return new string(name[..length]);
    }

    /// <summary>-1 if <paramref name="name"/> is not what <see cref="AutoName"/> makes of some number.</summary>
    private static long NumberOf(string name)
    {
        if (name.Length is < 2 or > 9) return -1;
        long number = 0;
        for (int i = name.Length - 1; i > 0; i--)
        {
            int digit = Digits.IndexOf(name[i]);
            if (digit < 0) return -1;
            number = number << 6 | (long)digit;
        }
        return AutoName(number) == name ? number : -1;
    }
}
