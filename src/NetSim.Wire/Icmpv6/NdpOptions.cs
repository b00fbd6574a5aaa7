using NetSim.Wire.Addresses;

namespace NetSim.Wire.Icmpv6;

/// <summary>
/// The options of a neighbour discovery message, one at a time: <c>foreach (NdpOption option in view.Options)</c>. The views let only
/// lists through in which every option has a length and ends within the message (RFC 4861 4.6: length 0 discards the whole packet).
/// </summary>
public ref struct NdpOptions
{
    private const int Unit = 8;

    private ReadOnlySpan<byte> _rest;

    internal NdpOptions(ReadOnlySpan<byte> options) => _rest = options;

    public NdpOption Current { get; private set; }

    public readonly NdpOptions GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_rest.IsEmpty) return false;
        int length = _rest[1] * Unit;
        Current = new NdpOption(_rest[..length]);
        _rest = _rest[length..];
        return true;
    }

    /// <summary>The first link-layer address of that kind.</summary>
    public readonly bool TryFindLinkLayerAddress(NdpOptionType type, out MacAddress address)
    {
        foreach (NdpOption option in this)
        {
            if (option.Type == type && option.TryGetLinkLayerAddress(out address)) return true;
        }
        address = default;
        return false;
    }

    internal static bool AreWellFormed(ReadOnlySpan<byte> options)
    {
        while (!options.IsEmpty)
        {
            if (options.Length < Unit || options[1] == 0 || options[1] * Unit > options.Length) return false;
            options = options[(options[1] * Unit)..];
        }
        return true;
    }
}
