namespace NetSim.Wire.Virtio;

/// <summary>VIRTIO_NET_HDR_GSO_….</summary>
[Flags]
public enum VirtioGsoType : byte
{
    None = 0,
    TcpIPv4 = 1,

    /// <summary>UDP to be cut into IP fragments: given up by Linux, and refused here.</summary>
    UdpFragments = 3,
    TcpIPv6 = 4,

    /// <summary>UDP to be cut into datagrams, of either IP version.</summary>
    Udp = 5,

    /// <summary>In addition to a TCP type: the segment carries CWR, which only the first piece may.</summary>
    Ecn = 0x80,
}
