namespace NetSim.Wire.Capture;

/// <summary>Numbers of the pcapng format (draft-ietf-opsawg-pcapng), those that are written or read.</summary>
internal static class Pcapng
{
    public const uint SectionHeaderBlock = 0x0A0D0D0A;
    public const uint InterfaceDescriptionBlock = 1;
    public const uint SimplePacketBlock = 3;
    public const uint EnhancedPacketBlock = 6;

    public const uint ByteOrderMagic = 0x1A2B3C4D;
    public const ushort MajorVersion = 1;

    /// <summary>Block type, length, and the length again at the end.</summary>
    public const int BlockOverhead = 12;

    public const ushort EndOfOptions = 0;
    public const ushort Comment = 1;
    public const ushort Hardware = 2;
    public const ushort OperatingSystem = 3;
    public const ushort UserApplication = 4;
    public const ushort InterfaceName = 2;
    public const ushort InterfaceDescription = 3;
    public const ushort InterfaceTimeResolution = 9;
    public const ushort InterfaceTimeOffset = 14;
    public const ushort PacketFlags = 2;

    /// <summary>if_tsresol: 10^-9 s.</summary>
    public const byte Nanoseconds = 9;

    /// <summary>if_tsresol where the option is absent: 10^-6 s.</summary>
    public const byte Microseconds = 6;

    /// <summary>Everything is padded to 32 bits.</summary>
    public static int Padded(int length) => (length + 3) & ~3;
}
