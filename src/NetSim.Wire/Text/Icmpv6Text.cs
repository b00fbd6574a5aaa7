using System.Text;
using NetSim.Wire.Addresses;
using NetSim.Wire.Icmpv6;

namespace NetSim.Wire.Text;

internal static class Icmpv6Text
{
    public static void Append(StringBuilder text, ReadOnlySpan<byte> bytes)
    {
        if (!Icmpv6View.TryParse(bytes, out Icmpv6View icmp))
        {
            text.Add($"malformed icmp6, length {bytes.Length}");
            return;
        }
        text.Append("ICMP6 ");
        if (!AppendNeighborDiscovery(text, bytes)) AppendType(text, icmp);
        if (icmp.IsError) IpText.AppendQuoted(text, icmp.Payload);
        text.Add($", length {bytes.Length}");
    }

    private static void AppendType(StringBuilder text, in Icmpv6View icmp)
    {
        switch (icmp.Type)
        {
            case Icmpv6Type.EchoRequest:
                text.Add($"echo request, id {icmp.Identifier}, seq {icmp.Sequence}");
                break;
            case Icmpv6Type.EchoReply:
                text.Add($"echo reply, id {icmp.Identifier}, seq {icmp.Sequence}");
                break;
            case Icmpv6Type.DestinationUnreachable:
                text.Add($"unreachable, {UnreachableName(icmp.Code)}");
                break;
            case Icmpv6Type.PacketTooBig:
                text.Add($"packet too big, mtu {icmp.Mtu}");
                break;
            case Icmpv6Type.TimeExceeded:
                text.Append(icmp.Code == (byte)Icmpv6TimeExceededCode.Reassembly ? "reassembly time exceeded" : "time exceeded in transit");
                break;
            case Icmpv6Type.ParameterProblem:
                text.Add($"parameter problem, code {icmp.Code}, pointer {icmp.Pointer}");
                break;
            default:
                text.Add($"type {(byte)icmp.Type}, code {icmp.Code}");
                break;
        }
    }

    private static bool AppendNeighborDiscovery(StringBuilder text, ReadOnlySpan<byte> bytes)
    {
        if (NeighborSolicitationView.TryParse(bytes, out NeighborSolicitationView solicitation))
        {
            text.Add($"neighbor solicitation, who has {solicitation.Target}");
            AppendLinkLayerAddress(text, solicitation.Options, NdpOptionType.SourceLinkLayerAddress);
        }
        else if (NeighborAdvertisementView.TryParse(bytes, out NeighborAdvertisementView advertisement))
        {
            text.Add($"neighbor advertisement, target is {advertisement.Target}, flags [");
            text.Add($"{(advertisement.IsRouter ? "R" : "")}{(advertisement.IsSolicited ? "S" : "")}{(advertisement.IsOverride ? "O" : "")}]");
            AppendLinkLayerAddress(text, advertisement.Options, NdpOptionType.TargetLinkLayerAddress);
        }
        else if (RouterSolicitationView.TryParse(bytes, out RouterSolicitationView question))
        {
            text.Append("router solicitation");
            AppendLinkLayerAddress(text, question.Options, NdpOptionType.SourceLinkLayerAddress);
        }
        else if (RouterAdvertisementView.TryParse(bytes, out RouterAdvertisementView router))
        {
            text.Add($"router advertisement, lifetime {router.RouterLifetimeSeconds} s");
            foreach (NdpOption option in router.Options)
            {
                if (option.TryGetPrefixInformation(out PrefixInformation prefix)) text.Add($", prefix {prefix.Prefix}");
                else if (option.TryGetMtu(out uint mtu)) text.Add($", mtu {mtu}");
            }
            AppendLinkLayerAddress(text, router.Options, NdpOptionType.SourceLinkLayerAddress);
        }
        else if (RedirectView.TryParse(bytes, out RedirectView redirect)) text.Add($"redirect, {redirect.Destination} by {redirect.Target}");
        else return false;
        return true;
    }

    private static void AppendLinkLayerAddress(StringBuilder text, NdpOptions options, NdpOptionType type)
    {
        if (options.TryFindLinkLayerAddress(type, out MacAddress address)) text.Add($", link-address {address}");
    }

    private static string UnreachableName(byte code) => (Icmpv6UnreachableCode)code switch
    {
        Icmpv6UnreachableCode.NoRoute => "no route",
        Icmpv6UnreachableCode.AdministrativelyProhibited => "administratively prohibited",
        Icmpv6UnreachableCode.Address => "address",
        Icmpv6UnreachableCode.Port => "port",
        _ => $"code {code}",
    };
}
