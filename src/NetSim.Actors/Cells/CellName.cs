namespace NetSim.Actors.Cells;

/// <summary>What a cell is called: a name that it was given, or its number among those that were given none.</summary>
/// <param name="Given">Null if there is none.</param>
/// <param name="Number">Of no meaning if there is one.</param>
internal readonly record struct CellName(string? Given, int Number = 0)
{
    public static implicit operator CellName(string given) => new(given);
}
