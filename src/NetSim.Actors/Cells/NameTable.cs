namespace NetSim.Actors.Cells;

/// <summary>
/// Cells by name: a hash table of nothing but the cells, which know their names, since a parent may have a million children. Open
/// addressing; a removal moves up what was displaced, so that no tombstones stay.
/// </summary>
internal sealed class NameTable
{
    private Cell?[] _slots = new Cell?[32];
    private int _count;

    public Cell? Find(string name)
    {
        int slot = HomeOf(name);
        while (_slots[slot] is { } cell)
        {
            if (string.Equals(cell.Name, name, StringComparison.Ordinal)) return cell;
            slot = Next(slot);
        }
        return null;
    }

    /// <param name="cell">Its name is not in the table.</param>
    public void Add(Cell cell)
    {
        if (++_count > _slots.Length - _slots.Length / 4) Grow();
        Place(cell);
    }

    public void Remove(Cell cell)
    {
        int hole = HomeOf(cell.Name);
        while (!ReferenceEquals(_slots[hole], cell))
        {
            if (_slots[hole] is null) return;
            hole = Next(hole);
        }
        _slots[hole] = null;
        _count--;
        for (int slot = Next(hole); _slots[slot] is { } displaced; slot = Next(slot))
        {
            // It may move up only if its home does not lie between the hole and itself.
            int home = HomeOf(displaced.Name);
            if (((slot - home) & Mask) < ((slot - hole) & Mask)) continue;
            _slots[hole] = displaced;
            _slots[slot] = null;
            hole = slot;
        }
    }

    private int Mask => _slots.Length - 1;

    private int HomeOf(string name) => string.GetHashCode(name, StringComparison.Ordinal) & Mask;

    private int Next(int slot) => (slot + 1) & Mask;

    private void Place(Cell cell)
    {
        int slot = HomeOf(cell.Name);
        while (_slots[slot] is not null) slot = Next(slot);
        _slots[slot] = cell;
    }

    private void Grow()
    {
        Cell?[] before = _slots;
        _slots = new Cell?[before.Length * 2];
        foreach (Cell? cell in before)
            if (cell is not null) Place(cell);
    }
}
