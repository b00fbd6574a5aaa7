namespace NetSim.Interop.Tests;

/// <summary>What a character generator sends, as RFC 864 describes it and not as the program has it.</summary>
internal static class Chargen
{
    /// <summary>Ninety-five printable characters in a ring, seventy-two to a line, each line one further.</summary>
    public static byte[] Pattern(int length)
    {
        byte[] pattern = new byte[length];
        for (int i = 0; i < length; i++)
        {
            (int line, int column) = Math.DivRem(i, 74);
            pattern[i] = column switch { 72 => (byte)'\r', 73 => (byte)'\n', _ => (byte)(' ' + (line + column) % 95) };
        }
        return pattern;
    }
}
