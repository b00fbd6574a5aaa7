namespace NetSim.Stack.Sockets.Tcp;

/// <summary>Positions <paramref name="Left"/> =&lt; n &lt; <paramref name="Right"/> in a direction's sequence space.</summary>
internal readonly record struct SequenceRange(long Left, long Right)
{
    public int Length => (int)(Right - Left);

    public bool IsEmpty => Right <= Left;
}
