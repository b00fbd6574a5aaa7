namespace NetSim.Simulation.Switching.SpanningTree;

/// <summary>IEEE 802.1D-2004 17.5: how good a way to the root is; of two the lesser is the better.</summary>
/// <param name="Root">The bridge that is believed to be the root.</param>
/// <param name="Cost">Of the way to it.</param>
/// <param name="Bridge">Who says so.</param>
/// <param name="Port">And by which of its ports.</param>
internal readonly record struct PriorityVector(ulong Root, uint Cost, ulong Bridge, ushort Port) : IComparable<PriorityVector>
{
    private const ulong AddressMask = 0xFFFF_FFFF_FFFF;
    private const ushort NumberMask = 0x0FFF;

    public int CompareTo(PriorityVector other)
    {
        int order = Root.CompareTo(other.Root);
        if (order == 0) order = Cost.CompareTo(other.Cost);
        if (order == 0) order = Bridge.CompareTo(other.Bridge);
        return order == 0 ? Port.CompareTo(other.Port) : order;
    }

    public bool IsBetterThan(PriorityVector other) => CompareTo(other) < 0;

    /// <summary>17.6: better, or newer from the same port, which its address and number tell: priorities may change.</summary>
    public bool IsSuperiorTo(PriorityVector other) =>
        IsBetterThan(other) || (this != other && ((Bridge ^ other.Bridge) & AddressMask) == 0 && ((Port ^ other.Port) & NumberMask) == 0);
}

/// <summary>17.13: the times that a root gives to its tree, in 1/256 s as a BPDU has them.</summary>
internal readonly record struct TreeTimes(ushort MessageAge, ushort MaxAge, ushort HelloTime, ushort ForwardDelay);
