using NetSim.Testing;
using NetSim.Wire.Buffers;

namespace NetSim.Wire.Tests.Laws;

/// <summary>
/// What holds for every view: whatever the bytes are, parsing does not throw; after true no accessor throws; and the answer depends on
/// the bytes only, not on what lies around them.
/// </summary>
public abstract class WireViewLaw<TView>
    where TView : IWireView<TView>, allows ref struct
{
    private const int RandomRuns = 4000;

    /// <summary>Messages that the view accepts.</summary>
    protected abstract IReadOnlyList<byte[]> Valid { get; }

    /// <summary>Longest random message.</summary>
    protected virtual int MaxRandomLength => 128;

    /// <summary>Walks what the properties alone do not reach: options, quoted packets.</summary>
    protected virtual void ReadDeeper(ref TView view)
    {
    }

    [Fact]
    public void A_valid_message_is_accepted_and_has_accessors()
    {
        Assert.NotEmpty(Valid);
        Assert.True(Accessors<TView>.Count > 1);
        foreach (byte[] bytes in Valid) Assert.True(Read(bytes), Convert.ToHexString(bytes));
    }

    [Fact]
    public void Every_truncation_is_read_or_refused()
    {
        foreach (byte[] bytes in Valid)
        {
            for (int length = 0; length <= bytes.Length; length++) ReadBetweenPoison(bytes.AsSpan(0, length));
        }
    }

    [Fact]
    public void Every_value_of_every_byte_is_read_or_refused()
    {
        foreach (byte[] bytes in Valid)
        {
            byte[] mutant = (byte[])bytes.Clone();
            for (int at = 0; at < mutant.Length; at++)
            {
                for (int value = 0; value < 256; value++)
                {
                    mutant[at] = (byte)value;
                    Read(mutant);
                }
                mutant[at] = bytes[at];
            }
        }
    }

    [Fact]
    public void Random_bytes_are_read_or_refused() => SeededRuns.Check(
        RandomRuns,
        random => ReadBetweenPoison(random.NextBytes(random.Next(MaxRandomLength + 1))));

    [Fact]
    public void A_valid_message_with_several_bytes_changed_is_read_or_refused() => SeededRuns.Check(RandomRuns, random =>
    {
        byte[] bytes = (byte[])Valid[random.Next(Valid.Count)].Clone();
        for (int changes = random.Next(1, 6); changes > 0 && bytes.Length > 0; changes--) bytes[random.Next(bytes.Length)] = random.NextByte();
        ReadBetweenPoison(bytes.AsSpan(0, random.Next(bytes.Length + 1)));
    });

    private void ReadBetweenPoison(ReadOnlySpan<byte> bytes)
    {
        bool accepted = Read(new PoisonedBytes(bytes, 0x00).Span);
        Assert.Equal(accepted, Read(new PoisonedBytes(bytes, 0xFF).Span));
    }

    private bool Read(ReadOnlySpan<byte> bytes)
    {
        if (!TView.TryParse(bytes, out TView view)) return false;
        Assert.True(view.Bytes.Length <= bytes.Length);
        Accessors<TView>.ReadAll(ref view);
        ReadDeeper(ref view);
        return true;
    }
}
