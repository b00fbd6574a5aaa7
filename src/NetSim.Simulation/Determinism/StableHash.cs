namespace NetSim.Simulation.Determinism;

/// <summary>
/// A 64-bit hash of a text that is the same in every process and on every machine (that of the runtime is not):
/// FNV-1a over the UTF-16 code units, finished by a multiply-shift mix so that short names differ in all bits.
/// </summary>
public static class StableHash
{
    public static ulong Of(ReadOnlySpan<char> text, ulong seed = 0)
    {
        ulong hash = 0xCBF2_9CE4_8422_2325 ^ Mix(seed);
        foreach (char unit in text) hash = (hash ^ unit) * 0x0000_0100_0000_01B3;
        return Mix(hash);
    }

    /// <summary>A bijection on 64 bits in which every input bit reaches every output bit (the finaliser of MurmurHash3).</summary>
    public static ulong Mix(ulong value)
    {
        value = (value ^ value >> 33) * 0xFF51_AFD7_ED55_8CCD;
        value = (value ^ value >> 33) * 0xC4CE_B9FE_1A85_EC53;
        return value ^ value >> 33;
    }
}
