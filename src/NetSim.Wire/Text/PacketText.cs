using System.Text;
using NetSim.Wire.Arp;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ethernet;

namespace NetSim.Wire.Text;

/// <summary>
/// One line for any packet, much as tcpdump writes it: for logs, failing tests and traces. It never throws, whatever the bytes are, and
/// says what it cannot read. Transport checksums are not looked at: a packet inside of the simulation may have a partial one.
/// </summary>
public static class PacketText
{
    private const int MaxTags = 2;

    public static string Describe(ReadOnlySpan<byte> bytes, LinkType link)
    {
        StringBuilder text = new();
        switch (link)
        {
            case LinkType.Ethernet:
                AppendFrame(text, bytes);
                break;
            case LinkType.Raw:
                IpText.Append(text, bytes);
                break;
            default:
                text.Add($"link type {(ushort)link}, length {bytes.Length}");
                break;
        }
        return text.ToString();
    }

    private static void AppendFrame(StringBuilder text, ReadOnlySpan<byte> bytes)
    {
        if (!EthernetView.TryParse(bytes, out EthernetView frame))
        {
            text.Add($"[ethernet cut off, length {bytes.Length}]");
            return;
        }
        EtherType type = frame.EtherType;
        ReadOnlySpan<byte> payload = frame.Payload;
        for (int tags = 0; type is EtherType.VlanTag or EtherType.ServiceTag && tags < MaxTags && payload.Length >= 4; tags++)
        {
            text.Add($"vlan {payload.U16(0) & 0xFFF}, ");
            type = (EtherType)payload.U16(2);
            payload = payload[4..];
        }
        switch (type)
        {
            case EtherType.IPv4 or EtherType.IPv6:
                IpText.Append(text, payload);
                break;
            case EtherType.Arp:
                AppendArp(text, payload);
                break;
            default:
                string field = frame.IsLengthFramed ? "802.3 length" : "ethertype";
                text.Add($"{frame.Source} > {frame.Destination}, {field} 0x{(ushort)type:x4}, length {bytes.Length}");
                break;
        }
    }

    private static void AppendArp(StringBuilder text, ReadOnlySpan<byte> bytes)
    {
        if (!ArpView.TryParse(bytes, out ArpView arp)) text.Add($"[malformed arp, length {bytes.Length}]");
        else if (arp.Operation == ArpOperation.Request) text.Add($"ARP, Request who-has {arp.TargetAddress} tell {arp.SenderAddress}");
        else if (arp.Operation == ArpOperation.Reply) text.Add($"ARP, Reply {arp.SenderAddress} is-at {arp.SenderMac}");
        else text.Add($"ARP, operation {(ushort)arp.Operation}");
    }
}
