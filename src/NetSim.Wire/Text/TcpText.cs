using System.Text;
using NetSim.Wire.Tcp;

namespace NetSim.Wire.Text;

internal static class TcpText
{
    public static void Append(StringBuilder text, in IpEnds ends, ReadOnlySpan<byte> bytes)
    {
        if (!TcpView.TryParse(bytes, out TcpView tcp))
        {
            text.Add($"{ends.Source} > {ends.Destination}: malformed tcp, length {bytes.Length}");
            return;
        }
        text.Add($"{ends.SourceAt(tcp.SourcePort)} > {ends.DestinationAt(tcp.DestinationPort)}: Flags [");
        AppendFlags(text, tcp.Flags);
        int length = tcp.Payload.Length;
        text.Add($"], seq {tcp.SequenceNumber}");
        if (length > 0) text.Add($":{tcp.SequenceNumber + length}");
        if ((tcp.Flags & TcpFlags.Ack) != 0) text.Add($", ack {tcp.AcknowledgmentNumber}");
        text.Add($", win {tcp.Window}");
        if ((tcp.Flags & TcpFlags.Urg) != 0) text.Add($", urg {tcp.UrgentPointer}");
        if (!tcp.OptionBytes.IsEmpty) AppendOptions(text, TcpOptions.Parse(tcp.OptionBytes));
        text.Add($", length {length}");
    }

    /// <summary>The letters of tcpdump: a dot is ACK.</summary>
    private static void AppendFlags(StringBuilder text, TcpFlags flags)
    {
        const string Letters = "FSRP.UEWe";
        if (flags == TcpFlags.None) text.Append("none");
        for (int bit = 0; bit < Letters.Length; bit++)
        {
            if (((int)flags >> bit & 1) != 0) text.Append(Letters[bit]);
        }
    }

    private static void AppendOptions(StringBuilder text, in TcpOptions options)
    {
        string separator = ", options [";
        int before = text.Length;
        if (options.Mss is { } mss) Item($"mss {mss}", ref separator);
        if (options.SackPermitted) Item("sackOK", ref separator);
        if (options.HasTimestamps) Item($"TS val {options.TimestampValue} ecr {options.TimestampEcho}", ref separator);
        if (options.WindowScale is { } shift) Item($"wscale {shift}", ref separator);
        foreach (SackBlock block in options.SackBlocks) Item($"sack {block.Left}:{block.Right}", ref separator);
        if (text.Length > before) text.Append(']');

        void Item(string item, ref string inFront)
        {
            text.Append(inFront).Append(item);
            inFront = ",";
        }
    }
}
