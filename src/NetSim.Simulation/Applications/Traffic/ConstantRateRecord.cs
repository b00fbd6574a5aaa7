using NetSim.Wire.Addresses;

namespace NetSim.Simulation.Applications.Traffic;

/// <summary>What a constant-rate source has sent.</summary>
public sealed class ConstantRateRecord(string node, IpEndpoint to) : ApplicationRecord(node, "constant-rate")
{
    public IpEndpoint To { get; } = to;

    public long Sent { get; set; }
}
