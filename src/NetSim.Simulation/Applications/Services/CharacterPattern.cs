namespace NetSim.Simulation.Applications.Services;

/// <summary>
/// RFC 864's popular pattern: lines of 72 of the 95 printable characters, each line starting one character further, CR LF at the end.
/// It repeats after 95 lines, so one block holds the whole of it and byte n of a stream is byte n modulo its length.
/// </summary>
internal static class CharacterPattern
{
    private const int Printable = 95;
    private const int LineLength = 72;
    private const int Period = Printable * (LineLength + 2);

    /// <summary>Eight periods, so that a write is worth its message: 56,240 bytes.</summary>
    public static readonly ReadOnlyMemory<byte> Block = Make(8);

    private static byte[] Make(int periods)
    {
        byte[] block = new byte[Period * periods];
        for (int i = 0; i < block.Length; i++)
        {
            int line = i / (LineLength + 2);
            int column = i % (LineLength + 2);
            block[i] = column switch
            {
                LineLength => (byte)'\r',
                LineLength + 1 => (byte)'\n',
                _ => (byte)(' ' + (line + column) % Printable),
            };
        }
        return block;
    }
}
