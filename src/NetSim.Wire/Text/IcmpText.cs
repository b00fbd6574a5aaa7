using System.Text;
using NetSim.Wire.Icmp;

namespace NetSim.Wire.Text;

internal static class IcmpText
{
    public static void Append(StringBuilder text, ReadOnlySpan<byte> bytes)
    {
        if (!IcmpView.TryParse(bytes, out IcmpView icmp))
        {
            text.Add($"malformed icmp, length {bytes.Length}");
            return;
        }
        text.Append(IcmpHeader.IsChecksumValid(bytes) ? "ICMP " : "ICMP [bad checksum] ");
        AppendType(text, icmp);
        if (icmp.IsError) IpText.AppendQuoted(text, icmp.Payload);
        text.Add($", length {bytes.Length}");
    }

    private static void AppendType(StringBuilder text, in IcmpView icmp)
    {
        switch (icmp.Type)
        {
            case IcmpType.EchoRequest:
                text.Add($"echo request, id {icmp.Identifier}, seq {icmp.Sequence}");
                break;
            case IcmpType.EchoReply:
                text.Add($"echo reply, id {icmp.Identifier}, seq {icmp.Sequence}");
                break;
            case IcmpType.DestinationUnreachable when icmp.Code == (byte)IcmpUnreachableCode.FragmentationNeeded:
                text.Add($"unreachable, fragmentation needed, mtu {icmp.NextHopMtu}");
                break;
            case IcmpType.DestinationUnreachable:
                text.Add($"unreachable, {UnreachableName(icmp.Code)}");
                break;
            case IcmpType.TimeExceeded:
                text.Append(icmp.Code == (byte)IcmpTimeExceededCode.Reassembly ? "reassembly time exceeded" : "time exceeded in transit");
                break;
            case IcmpType.ParameterProblem:
                text.Add($"parameter problem, code {icmp.Code}, pointer {icmp.Pointer}");
                break;
            case IcmpType.Redirect:
                text.Add($"redirect to {icmp.Gateway}");
                break;
            default:
                text.Add($"type {(byte)icmp.Type}, code {icmp.Code}");
                break;
        }
    }

    private static string UnreachableName(byte code) => (IcmpUnreachableCode)code switch
    {
        IcmpUnreachableCode.Network => "network",
        IcmpUnreachableCode.Host => "host",
        IcmpUnreachableCode.Protocol => "protocol",
        IcmpUnreachableCode.Port => "port",
        IcmpUnreachableCode.AdministrativelyProhibited => "administratively prohibited",
        _ => $"code {code}",
    };
}
