namespace NetSim.Simulation.Topology.Document;

/// <summary>A mapping of the file with known keys. What has a default is never null: the shape that binds a record sets it first.</summary>
internal abstract class DocumentRecord
{
    /// <summary>Set by the shape that binds it.</summary>
    public Place Place { get; set; } = Place.Top(1, 1);

    /// <summary>Something in it was reported already, so what seems to be missing may only be misspelt.</summary>
    public bool IsDamaged { get; set; }
}
