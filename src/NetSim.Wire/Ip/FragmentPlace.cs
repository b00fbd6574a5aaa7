namespace NetSim.Wire.Ip;

/// <summary>Whether further fragments follow: the more-fragments flag.</summary>
public enum FragmentPlace : byte
{
    Last,
    MoreFollow,
}
