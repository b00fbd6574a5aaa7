namespace NetSim.Wire.Tests.Laws;

/// <summary>Packets made by another program (scapy 2.5), so that our writers are not the only witness for our readers.</summary>
internal static class ForeignPackets
{
    /// <summary>192.0.2.1:40000 to 198.51.100.2:443, DF, DSCP 46, TTL 63, all options of a SYN.</summary>
    public static byte[] TcpSynIPv4 => Convert.FromHexString(
        "45B8003C123440003F063C99C0000201C63364029C4001BB1122334400000000A002FAF09C340000020405B40402080A0001E2400000000001030307");

    /// <summary>2001:db8::1 port 443 to 2001:db8::2 port 40000, flow label 0xabcde, traffic class 0x22, two SACK blocks, "abc".</summary>
    public static byte[] TcpSackIPv6 => Convert.FromHexString(
        "622ABCDE002B063920010DB800000000000000000000000120010DB800000000000000000000000201BB9C4000000005FFFFFFFEA01000019B6E0000"
        + "010105120000000A000000140000001E00000028616263");

    public static byte[] UdpIPv6 => Convert.FromHexString(
        "60000000000D114020010DB800000000000000000000000120010DB800000000000000000000000203E807D0000D54D568656C6C6F");

    public static byte[] UdpIPv4 => Convert.FromHexString("450000210001000040118E94C0000201C633640203E807D0000DC41268656C6C6F");

    /// <summary>Hop-by-hop options with router alert, then a fragment at 1480 of id 0xdeadbeef, more to follow, of UDP.</summary>
    public static byte[] FragmentIPv6 => Convert.FromHexString(
        "600000000020004020010DB800000000000000000000000120010DB80000000000000000000000022C00050200000100110005C9DEADBEEF"
        + "78787878787878787878787878787878");

    /// <summary>Fragmentation needed, next-hop MTU 1400, about a TCP segment with sequence number 77.</summary>
    public static byte[] FragmentationNeeded => Convert.FromHexString(
        "45000044000100004001F5B8C00002FEC00002010304E3D500000578450000280001400040064E98C0000201C63364029C4001BB0000004D"
        + "000000005002200005630000");

    /// <summary>fe80::1 asks for fe80::2, with its link-layer address 02:00:00:00:00:01.</summary>
    public static byte[] NeighborSolicitation => Convert.FromHexString(
        "6000000000203AFFFE800000000000000000000000000001FF0200000000000000000001FF00000287007A9700000000FE800000000000000000000000000002"
        + "0101020000000001");

    public static byte[] RouterAdvertisement => Convert.FromHexString(
        "6000000000683AFFFE800000000000000000000000000001FF02000000000000000000000000000186003AF54040070800007530000003E8"
        + "030440C000015180000038400000000020010DB800010000000000000000000005010000000005C8190500000000025820010DB800000000000000000000005320010DB80000000000000000000000540101020000000001");

    public static byte[] ArpFrame => Convert.FromHexString(
        "FFFFFFFFFFFF020000000001080600010800060400010200000000010A0000010000000000000A000002");

    public static IReadOnlyList<byte[]> Ip =>
    [
        TcpSynIPv4, TcpSackIPv6, UdpIPv6, UdpIPv4, FragmentIPv6, FragmentationNeeded, NeighborSolicitation, RouterAdvertisement,
    ];
}
