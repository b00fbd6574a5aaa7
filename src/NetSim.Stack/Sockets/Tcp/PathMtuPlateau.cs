namespace NetSim.Stack.Sockets.Tcp;

/// <summary>RFC 1191 section 7: what to try when a router says "too big" but not how much would fit.</summary>
internal static class PathMtuPlateau
{
    private static ReadOnlySpan<ushort> Plateaus => [65535, 32000, 17914, 8166, 4352, 2002, 1492, 1006, 508, 296, 68];

    /// <summary>The largest common MTU below <paramref name="length"/>.</summary>
    public static int Below(int length)
    {
        foreach (ushort plateau in Plateaus)
        {
            if (plateau < length) return plateau;
        }
        return Plateaus[^1];
    }
}
