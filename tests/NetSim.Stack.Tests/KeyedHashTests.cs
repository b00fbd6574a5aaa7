namespace NetSim.Stack.Tests;

public sealed class KeyedHashTests
{
    private readonly KeyedHash _hash = new(0, 0);

    /// <summary>
    /// Values of another implementation of SipHash-1-3 (that of Python 3.11) for the little-endian bytes of 1, 2, 3 … and a key of zero.
    /// </summary>
    [Fact]
    public void It_is_SipHash_1_3()
    {
        Assert.Equal(0x1E9F_7341_61D6_2DD9ul, _hash.Hash(1));
        Assert.Equal(0xFB05_8313_E620_1D48ul, _hash.Hash(1, 2));
        Assert.Equal(0x8ACB_6513_5D8F_2DA1ul, _hash.Hash(1, 2, 3));
        Assert.Equal(0x0AC1_3373_36F4_3ED3ul, _hash.Hash(1, 2, 3, 4, 5));
    }

    [Fact]
    public void Drawn_numbers_follow_from_the_key_and_differ_with_it()
    {
        RandomGenerator a = new(1, 2), b = new(1, 2), c = new(1, 3);

        ulong[] first = [a.Next(), a.Next(), a.Next()];

        Assert.Equal(first, new[] { b.Next(), b.Next(), b.Next() });
        Assert.DoesNotContain(c.Next(), first);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(16384)]
    public void Numbers_below_a_bound_are_spread_evenly(uint bound)
    {
        var random = new RandomGenerator(5, 6);
        int[] bins = new int[Math.Min(bound, 16)];
        for (int i = 0; i < 16_000; i++)
        {
            uint number = random.Next(bound);
            Assert.InRange(number, 0u, bound - 1);
            bins[(long)number * bins.Length / bound]++;
        }

        int expected = 16_000 / bins.Length;
        Assert.All(bins, count => Assert.InRange(count, expected * 0.85, expected * 1.15));
    }
}
