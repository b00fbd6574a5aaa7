using NetSim.Simulation.Determinism;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Simulation.Applications.Http;

/// <summary>Pages of zeros whose sizes are drawn; all are the beginning of the same memory.</summary>
internal sealed class HttpPages(Distribution size, RandomStream dice)
{
    private byte[] _zeros = [];

    public ReadOnlyMemory<byte> Next()
    {
        int length = (int)Math.Clamp(size.Next(dice), 0, HttpPlan.MostSize);
        if (length > _zeros.Length) _zeros = new byte[Math.Max(length, Math.Min(HttpPlan.MostSize, 2 * _zeros.Length))];
        return _zeros.AsMemory(0, length);
    }
}
