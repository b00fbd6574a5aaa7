using System.Globalization;

namespace NetSim.Testing;

/// <summary>
/// A property is checked on many random cases, each from a seed of its own, the same in every run. A failing case names its seed;
/// with that in NETSIM_TEST_SEED only that case runs.
/// </summary>
public static class SeededRuns
{
    private const string SeedVariable = "NETSIM_TEST_SEED";

    public static void Check(int runs, Action<Random> property)
    {
        if (int.TryParse(Environment.GetEnvironmentVariable(SeedVariable), CultureInfo.InvariantCulture, out int only))
        {
            property(new Random(only));
            return;
        }
        for (int seed = 1; seed <= runs; seed++)
        {
            try
            {
                property(new Random(seed));
            }
            catch (Exception e)
            {
                throw new PacketAssertException($"The property fails with {SeedVariable}={seed}: {e.Message}", e);
            }
        }
    }

    public static byte[] NextBytes(this Random random, int length)
    {
        byte[] bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    public static ushort NextUInt16(this Random random) => (ushort)random.Next(ushort.MaxValue + 1);

    public static uint NextUInt32(this Random random) => (uint)random.NextInt64(uint.MaxValue + 1L);

    public static byte NextByte(this Random random) => (byte)random.Next(256);

    public static bool NextBool(this Random random) => random.Next(2) == 1;
}
