namespace NetSim.Wire.Icmpv6;

/// <summary>RFC 4861 4.6, RFC 8106.</summary>
public enum NdpOptionType : byte
{
    SourceLinkLayerAddress = 1,
    TargetLinkLayerAddress = 2,
    PrefixInformation = 3,
    RedirectedHeader = 4,
    Mtu = 5,
    RecursiveDnsServer = 25,
    DnsSearchList = 31,
}
