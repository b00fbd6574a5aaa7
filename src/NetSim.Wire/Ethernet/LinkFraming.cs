using NetSim.Wire.Buffers;

namespace NetSim.Wire.Ethernet;

/// <summary>Finds the IP header behind what the link puts in front of it.</summary>
public static class LinkFraming
{
    private const int TagLength = 4;
    private const int MaxTags = 2;

    /// <summary>False if an Ethernet frame holds no IP; of a raw packet the offset is always 0. Up to two IEEE 802.1Q tags are passed over.</summary>
    public static bool TryFindIp(ReadOnlySpan<byte> bytes, LinkType link, out int offset)
    {
        offset = 0;
        if (link == LinkType.Raw) return true;
        if (link != LinkType.Ethernet || !EthernetView.TryParse(bytes, out EthernetView frame)) return false;
        EtherType type = frame.EtherType;
        offset = EthernetView.HeaderLength;
        for (int tags = 0; type is EtherType.VlanTag or EtherType.ServiceTag && tags < MaxTags; tags++)
        {
            if (bytes.Length < offset + TagLength) return false;
            type = (EtherType)bytes.U16(offset + 2);
            offset += TagLength;
        }
        return type is EtherType.IPv4 or EtherType.IPv6;
    }
}
