namespace NetSim.Simulation.Topology.Yaml;

/// <summary>
/// What a file may cost before it is refused: a few hundred bytes of aliases can stand for hundreds of millions of values.
/// </summary>
internal static class YamlLimits
{
    public const int FileBytes = 1 << 20;
    public const int Depth = 64;
    public const int Nodes = 100_000;
    public const int Aliases = 1_000;
}
