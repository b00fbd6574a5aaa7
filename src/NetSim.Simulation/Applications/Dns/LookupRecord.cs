using NetSim.Wire.Addresses;

namespace NetSim.Simulation.Applications.Dns;

/// <summary>What came of asking for a name.</summary>
public sealed class LookupRecord(string node, string name) : ApplicationRecord(node, "lookup")
{
    public string Name { get; } = name;

    /// <summary>Questions.</summary>
    public long Asked { get; set; }

    /// <summary>Questions that brought an address.</summary>
    public long Found { get; set; }

    /// <summary>Of the last answer that had any.</summary>
    public IReadOnlyList<IpAddress> Addresses { get; set; } = [];

    /// <summary>From a question to its answer, whatever it was; nothing, if the resolver remembered it.</summary>
    public RoundTripTimes Times { get; } = new();
}
