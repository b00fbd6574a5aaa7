namespace NetSim.Wire.Buffers;

/// <summary>
/// What every header view is: checked once, then readable without any further check. So one test can truncate, mutate and
/// randomise the bytes of all of them.
/// </summary>
public interface IWireView<TSelf>
    where TSelf : IWireView<TSelf>, allows ref struct
{
    /// <summary>After <see langword="true"/> no accessor of <paramref name="view"/> throws; after <see langword="false"/> it must not be used.</summary>
    static abstract bool TryParse(ReadOnlySpan<byte> bytes, out TSelf view);

    /// <summary>Exactly the bytes of the message: header and payload, without what followed it (padding).</summary>
    ReadOnlySpan<byte> Bytes { get; }
}
