using NetSim.Wire.Buffers;
using NetSim.Wire.Icmp;
using NetSim.Wire.Icmpv6;
using NetSim.Wire.Ip;
using NetSim.Wire.Tcp;
using NetSim.Wire.Time;

namespace NetSim.Stack.Sockets.Tcp;

/// <summary>
/// ICMP errors about our segments (RFC 9293 3.9.2.2, RFC 5461, RFC 5927). Only one that quotes a sequence number in flight is believed, and
/// none ends a connection that is established.
/// </summary>
public sealed partial class TcpConnection
{
    private const int IcmpHeaderLength = 8;

    /// <summary>RFC 1191 section 3 asks for 68, which invites attacks; what practice allows.</summary>
    private const int LeastPathMtuIPv4 = 552;
    private const int LeastPathMtuIPv6 = 1280;

    /// <summary>
    /// The last ICMP error taken, type and code; null if there was none. It did not end the connection unless <see cref="EndedBy"/> says
    /// so.
    /// </summary>
    public (byte Type, byte Code)? LastIcmpError => _extras?.LastIcmpError;

    private void OnIcmpError(Instant now, Packet packet)
    {
        ReadOnlySpan<byte> bytes = packet.Bytes;
        int quotedAt = packet.TransportOffset;
        if (quotedAt < IcmpHeaderLength || quotedAt > bytes.Length
            || !QuotedPacket.TryParse(bytes[quotedAt..], out QuotedPacket quoted)
            || !quoted.TryGetSequenceNumber(out SequenceNumber number))
        {
            Drop(packet, TcpCounter.DroppedIcmpMalformed);
            return;
        }
        long position = _sender.Una + (number - new SequenceNumber((uint)_sender.Una));
        if (State is TcpState.Closed or TcpState.TimeWait || position < _sender.Una || position >= _sender.Nxt)
        {
            Drop(packet, TcpCounter.DroppedIcmpNotInFlight);
            return;
        }
        Context.Counters.Count(TcpCounter.IcmpErrorsTaken);
        ReadOnlySpan<byte> icmp = bytes[(quotedAt - IcmpHeaderLength)..];
        if (Local.Address.IsIPv4) TakeIcmp(icmp, bytes[quotedAt..]);
        else TakeIcmpv6(icmp);
        packet.Return();
    }

    private void TakeIcmp(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> quoted)
    {
        if (!IcmpView.TryParse(bytes, out IcmpView icmp)) return;
        var unreachable = (IcmpUnreachableCode)icmp.Code;
        if (icmp.Type == IcmpType.DestinationUnreachable && unreachable == IcmpUnreachableCode.FragmentationNeeded)
        {
            int quotedLength = quoted[2] << 8 | quoted[3];
            OnPathMtu(icmp.NextHopMtu > 0 ? icmp.NextHopMtu : PathMtuPlateau.Below(quotedLength));
            return;
        }
        // RFC 9293 MUST-55: source quench is not obeyed.
        if (icmp.Type == IcmpType.SourceQuench) return;
        bool isHard = icmp.Type == IcmpType.DestinationUnreachable
            && unreachable is IcmpUnreachableCode.Protocol or IcmpUnreachableCode.Port;
        TakeError(icmp.Type == IcmpType.DestinationUnreachable && isHard, (byte)icmp.Type, icmp.Code);
    }

    private void TakeIcmpv6(ReadOnlySpan<byte> bytes)
    {
        if (!Icmpv6View.TryParse(bytes, out Icmpv6View icmp)) return;
        if (icmp.Type == Icmpv6Type.PacketTooBig)
        {
            OnPathMtu((int)Math.Min(icmp.Mtu, int.MaxValue));
            return;
        }
        bool isHard = icmp.Type == Icmpv6Type.DestinationUnreachable && icmp.Code == (byte)Icmpv6UnreachableCode.Port;
        TakeError(isHard, (byte)icmp.Type, icmp.Code);
    }

    /// <summary>A hard error ends the attempt to connect (RFC 5461 4.2); everything else is only told (RFC 9293 MUST-56).</summary>
    private void TakeError(bool isHard, byte type, byte code)
    {
        Extras.LastIcmpError = (type, code);
        if (isHard && State is TcpState.SynSent) End(TcpEnd.Unreachable);
        else _events |= TcpEvents.SoftError;
    }

    /// <summary>
    /// The path takes packets of at most <paramref name="mtu"/> bytes (RFC 1191, RFC 8201). A larger value than known changes nothing; a
    /// longer segment that has passed since, or is on its way to find out, is known, too.
    /// </summary>
    public void OnPathMtu(int mtu)
    {
        bool isIPv4 = Local.Address.IsIPv4;
        int least = isIPv4 ? LeastPathMtuIPv4 : LeastPathMtuIPv6;
        if (mtu < least && isIPv4) _header.AllowFragmentation();
        mtu = Math.Max(mtu, least);
        int optionLength = StampLength + (Route?.Length ?? 0);
        if (mtu >= Math.Max(_mtu, IpAndTcpLength + optionLength + _sender.LongestSegment)) return;
        _mtu = (ushort)mtu;
        Context.Counters.Count(TcpCounter.PathMtuReduced);
        _sender.ReduceSegmentSize(SegmentSizeFor(_sender.IsOpen ? _peerMss : DefaultPeerMss));
    }
}
