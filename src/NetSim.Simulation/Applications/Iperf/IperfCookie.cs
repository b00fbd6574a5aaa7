using NetSim.Stack;

namespace NetSim.Simulation.Applications.Iperf;

/// <summary>What the first bytes of each connection of a test are, so that the server knows what belongs together: 36 characters and a zero.</summary>
internal static class IperfCookie
{
    public const int Length = 37;

    private static ReadOnlySpan<byte> Letters => "abcdefghijklmnopqrstuvwxyz234567"u8;

    public static byte[] Make(RandomGenerator random)
    {
        var cookie = new byte[Length];
        for (int i = 0; i < Length - 1; i++) cookie[i] = Letters[(int)random.Next((uint)Letters.Length)];
        return cookie;
    }
}
