namespace NetSim.Wire.Tcp;

/// <summary>IANA "TCP Option Kind Numbers", those that are read.</summary>
internal static class TcpOptionKind
{
    public const byte EndOfList = 0;
    public const byte NoOperation = 1;
    public const byte MaximumSegmentSize = 2;
    public const byte WindowScale = 3;
    public const byte SackPermitted = 4;
    public const byte Sack = 5;
    public const byte Timestamps = 8;
    public const byte UserTimeout = 28;
    public const byte FastOpen = 34;
}
