namespace NetSim.Wire.Buffers;

/// <summary>What a packet's bytes start with. The numbers are those of capture files (pcapng, LINKTYPE_…).</summary>
public enum LinkType : ushort
{
    /// <summary>With an Ethernet header, without frame check sequence.</summary>
    Ethernet = 1,

    /// <summary>With an IPv4 or IPv6 header.</summary>
    Raw = 101,
}
