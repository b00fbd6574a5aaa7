using NetSim.Wire.Addresses;
using NetSim.Wire.Arp;
using NetSim.Wire.Ethernet;
using NetSim.Wire.Icmpv6;
using NetSim.Wire.Ip;
using NetSim.Wire.Ipv6;

namespace NetSim.Stack.Tests.Interfaces;

/// <summary>ARP and neighbour discovery frames, right unless a test breaks them.</summary>
internal static class Frames
{
    public static readonly MacAddress Ours = MacAddress.Parse("02:00:00:00:00:01");
    public static readonly MacAddress Theirs = MacAddress.Parse("02:00:00:00:00:02");
    public static readonly MacAddress Others = MacAddress.Parse("02:00:00:00:00:03");

    public static byte[] ArpRequest(string sender, string target, MacAddress? from = null) =>
        Arp(ArpOperation.Request, (from ?? Theirs, sender), (default, target), MacAddress.Broadcast);

    public static byte[] ArpReply(string sender, string target, MacAddress? from = null, MacAddress? to = null) =>
        Arp(ArpOperation.Reply, (from ?? Theirs, sender), (to ?? Ours, target), to ?? Ours);

    public static byte[] Arp(
        ArpOperation operation, (MacAddress Mac, string Address) sender, (MacAddress Mac, string Address) target, MacAddress to)
    {
        byte[] frame = new byte[EthernetView.HeaderLength + ArpMessage.Length];
        EthernetHeader.Write(frame, to, sender.Mac, EtherType.Arp);
        IpAddress senderAddress = IpAddress.Parse(sender.Address), targetAddress = IpAddress.Parse(target.Address);
        ArpMessage.Write(frame.AsSpan(EthernetView.HeaderLength), operation, sender.Mac, senderAddress, target.Mac, targetAddress);
        return frame;
    }

    public static byte[] Solicitation(string source, string destination, string target, MacAddress? sourceMac = null)
    {
        byte[] message = new byte[32];
        int length = NdpMessage.WriteNeighborSolicitation(message, IpAddress.Parse(target));
        Span<byte> option = message.AsSpan(length);
        if (sourceMac is { } mac) length += NdpOptionWriter.WriteLinkLayerAddress(option, NdpOptionType.SourceLinkLayerAddress, mac);
        return Ndp(source, destination, message[..length]);
    }

    public static byte[] Advertisement(
        string source, string destination, string target, NeighborAdvertisementFlags flags, MacAddress? targetMac = null)
    {
        byte[] message = new byte[32];
        int length = NdpMessage.WriteNeighborAdvertisement(message, IpAddress.Parse(target), flags);
        Span<byte> option = message.AsSpan(length);
        if (targetMac is { } mac) length += NdpOptionWriter.WriteLinkLayerAddress(option, NdpOptionType.TargetLinkLayerAddress, mac);
        return Ndp(source, destination, message[..length]);
    }

    /// <summary>The message in an IPv6 packet of hop limit 255 in a frame to us, or to the group's address.</summary>
    public static byte[] Ndp(string source, string destination, byte[] message, byte hopLimit = 255)
    {
        IpAddress from = IpAddress.Parse(source), to = IpAddress.Parse(destination);
        Icmpv6Header.FillChecksum(message, from, to);
        byte[] frame = new byte[EthernetView.HeaderLength + Ipv6Header.Length + message.Length];
        MacAddress mac = to.IsMulticast ? new MacAddress(0x3333_0000_0000 | to.Low & 0xFFFF_FFFF) : Ours;
        EthernetHeader.Write(frame, mac, Theirs, EtherType.IPv6);
        Ipv6Header.Write(frame.AsSpan(EthernetView.HeaderLength), new Ipv6Fields
        {
            PayloadLength = message.Length,
            NextHeader = IpProtocol.Icmpv6,
            HopLimit = hopLimit,
            Source = from,
            Destination = to,
        });
        message.CopyTo(frame, EthernetView.HeaderLength + Ipv6Header.Length);
        return frame;
    }

    public static EthernetView View(byte[] frame)
    {
        Assert.True(EthernetView.TryParse(frame, out EthernetView view));
        return view;
    }

    public static ArpView ViewArp(byte[] frame)
    {
        Assert.Equal(EtherType.Arp, View(frame).EtherType);
        Assert.True(ArpView.TryParse(View(frame).Payload, out ArpView view));
        return view;
    }

    public static NeighborSolicitationView ViewSolicitation(byte[] frame)
    {
        Assert.True(NeighborSolicitationView.TryParse(ViewNdp(frame).Payload, out NeighborSolicitationView view));
        return view;
    }

    public static NeighborAdvertisementView ViewAdvertisement(byte[] frame)
    {
        Assert.True(NeighborAdvertisementView.TryParse(ViewNdp(frame).Payload, out NeighborAdvertisementView view));
        return view;
    }

    /// <summary>The IPv6 packet of a frame, with the checks that every receiver of neighbour discovery makes.</summary>
    public static Ipv6View ViewNdp(byte[] frame)
    {
        Assert.Equal(EtherType.IPv6, View(frame).EtherType);
        Assert.True(Ipv6View.TryParse(View(frame).Payload, out Ipv6View view));
        Assert.Equal(255, view.HopLimit);
        Assert.True(Icmpv6Header.IsChecksumValid(view.Payload, view.Source, view.Destination));
        return view;
    }
}
