namespace NetSim.Wire.Ethernet;

/// <summary>IEEE 802 numbers. A value below 0x0600 is no type but the length of an IEEE 802.3 frame.</summary>
public enum EtherType : ushort
{
    IPv4 = 0x0800,
    Arp = 0x0806,

    /// <summary>An IEEE 802.1Q tag follows: 2 bytes of tag, then the type of the payload.</summary>
    VlanTag = 0x8100,
    IPv6 = 0x86DD,

    /// <summary>The outer tag of two (IEEE 802.1ad).</summary>
    ServiceTag = 0x88A8,
    Lldp = 0x88CC,
}
