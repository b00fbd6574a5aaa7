namespace NetSim.Devices.Tun;

/// <summary>What the kernel leaves undone in the packets that it hands over (TUN_F_… of linux/if_tun.h).</summary>
[Flags]
public enum TunOffloads
{
    None = 0,

    /// <summary>Packets may have partial checksums.</summary>
    Checksum = 0x01,

    /// <summary>TCP super-segments over IPv4, and over IPv6.</summary>
    Tso4 = 0x02,
    Tso6 = 0x04,

    /// <summary>Also of flows that use explicit congestion notification.</summary>
    TsoEcn = 0x08,

    /// <summary>UDP super-datagrams (Linux 6.2).</summary>
    Uso4 = 0x20,
    Uso6 = 0x40,
}
