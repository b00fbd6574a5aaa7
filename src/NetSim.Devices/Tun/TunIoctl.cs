namespace NetSim.Devices.Tun;

/// <summary>Requests and flags of linux/if_tun.h. The request numbers hold for x64 and arm64 (asm-generic/ioctl.h).</summary>
internal static class TunIoctl
{
    public const nuint SetInterface = 0x4004_54CA;      // TUNSETIFF
    public const nuint SetPersist = 0x4004_54CB;        // TUNSETPERSIST
    public const nuint SetOwner = 0x4004_54CC;          // TUNSETOWNER
    public const nuint GetFeatures = 0x8004_54CF;       // TUNGETFEATURES
    public const nuint SetOffload = 0x4004_54D0;        // TUNSETOFFLOAD
    public const nuint GetInterface = 0x8004_54D2;      // TUNGETIFF
    public const nuint SetHeaderSize = 0x4004_54D8;     // TUNSETVNETHDRSZ
    public const nuint SetHeaderLittleEndian = 0x4004_54DC;     // TUNSETVNETLE
    public const nuint SetCarrier = 0x4004_54E2;        // TUNSETCARRIER, Linux 5.0

    public const int Tun = 0x1, Tap = 0x2, MultiQueue = 0x100, NoPacketInformation = 0x1000, VirtioHeader = 0x4000, Exclusive = 0x8000;
}
