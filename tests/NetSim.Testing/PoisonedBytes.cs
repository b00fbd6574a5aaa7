namespace NetSim.Testing;

/// <summary>
/// Bytes with poison before and behind. A writer must leave the poison alone (<see cref="AssertIntact"/>); a reader must say the same
/// whatever the poison is.
/// </summary>
public sealed class PoisonedBytes
{
    private const int Margin = 64;

    private readonly byte[] _all;
    private readonly int _length;
    private readonly byte _poison;

    public PoisonedBytes(int length, byte poison = 0xA5)
    {
        (_length, _poison) = (length, poison);
        _all = new byte[Margin + length + Margin];
        Array.Fill(_all, poison);
    }

    public PoisonedBytes(ReadOnlySpan<byte> bytes, byte poison = 0xA5)
        : this(bytes.Length, poison) => bytes.CopyTo(Span);

    public Span<byte> Span => _all.AsSpan(Margin, _length);

    public void AssertIntact()
    {
        ReadOnlySpan<byte> all = _all;
        if (all[..Margin].ContainsAnyExcept(_poison)) throw new PacketAssertException("Bytes in front were overwritten.");
        if (all[(Margin + _length)..].ContainsAnyExcept(_poison)) throw new PacketAssertException("Bytes behind were overwritten.");
    }
}
