using NetSim.Stack.Sockets.Tcp.Opening;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Tcp;
using NetSim.Wire.Time;

namespace NetSim.Stack.Sockets.Tcp;

/// <summary>SYN-SENT (RFC 9293 3.10.7.3), and what the two SYNs agree on (3.7.1, RFC 7323, RFC 2018).</summary>
public sealed partial class TcpConnection
{
    /// <summary>RFC 7323 2.3.</summary>
    private const byte LargestShift = 14;

    private const int TimestampBytes = 12;

    private ushort _mtu;
    private ushort _peerMss;
    private byte _sendShift;
    private bool _scalesWindows;

    private int IpAndTcpLength => SegmentHeader.IpLength(Local.Address) + TcpHeader.MinLength;

    /// <summary>RFC 9293 MUST-15: what a peer that names no MSS can take.</summary>
    private int DefaultPeerMss => Local.Address.IsIPv4 ? 536 : 1220;

    /// <summary>MSS option to send (RFC 6691: options are not taken off).</summary>
    private int OfferedMss => MssFor(Settings, Local.Address);

    internal static int MssFor(TcpSettings settings, IpAddress address) =>
        Math.Clamp(settings.Mtu - SegmentHeader.IpLength(address) - TcpHeader.MinLength, settings.LeastSegmentSize, ushort.MaxValue);

    /// <summary>Eff.snd.MSS of RFC 9293 3.7.1, with the options of every header taken off.</summary>
    private int SegmentSizeFor(int peerMss)
    {
        int size = Math.Min(Math.Max(peerMss, Settings.LeastSegmentSize), _mtu - IpAndTcpLength - (Route?.Length ?? 0));
        if (_timestamps is { IsEnabled: true }) size -= TimestampBytes;
        return Math.Max(size, Settings.LeastSegmentSize);
    }

    /// <summary>A connection for which a listener has exchanged SYN and SYN-ACK: in SYN-RECEIVED, about to get the ACK.</summary>
    internal static TcpConnection FromHalfOpen(TcpContext context, TcpSettings settings, HalfOpenConnection half, Instant now)
    {
        TcpConnection connection = Prepare(context, settings, half, now);
        connection._sender.AdoptSyn(half.SentAt, half.Retransmissions);
        if (half.IsCookie) connection._sender.ForgetSynTime();
        return connection;
    }

    /// <summary>In SYN-RECEIVED, as the SYN says; the SYN-ACK is still to be sent, or known to have been.</summary>
    private static TcpConnection Prepare(TcpContext context, TcpSettings settings, HalfOpenConnection half, Instant now)
    {
        var connection = new TcpConnection(context, settings, half.Local, half.Remote) { IsPassive = true };
        connection.AdoptRoute(half);
        connection._sender.Start(half.InitialSequence.Value);
        connection._receiver.Start(half.PeerSequence.Value);
        connection._receiver.AdoptWindow(half.OfferedWindow);
        connection.Agree(now, half.PeerOptions);
        if (half.UsesEcn) connection.UseEcn();
        connection._sender.StartWindow(half.PeerWindow, connection._receiver.InitialSequence, connection._sender.InitialSequence);
        connection.AdoptUserTimeout(now, half);
        connection.State = TcpState.SynReceived;
        return connection;
    }

    private void ArriveInSynSent(Instant now, Packet packet, in ArrivedSegment segment, in TcpOptions options)
    {
        // First, ACK; second, RST.
        bool hasAck = segment.Has(TcpFlags.Ack);
        bool isAckGood = hasAck && segment.Acknowledgment > _sender.InitialSequence && segment.Acknowledgment <= _sender.Nxt;
        if (hasAck && !isAckGood)
        {
            // Not by a RST, which would only be answered by another.
            if (segment.Has(TcpFlags.Rst)) Drop(packet, TcpCounter.DroppedUnacceptableAck);
            else AnswerWithReset(packet, TcpCounter.DroppedUnacceptableAck);
            return;
        }
        if (segment.Has(TcpFlags.Rst))
        {
            if (!isAckGood)
            {
                Drop(packet, TcpCounter.DroppedResetOutsideWindow);
                return;
            }
            Context.Counters.Count(TcpCounter.ResetsReceived);
            packet.Return();
            End(TcpEnd.Refused);
            return;
        }
        // Third, security: none. Fourth, SYN; fifth, neither.
        if (!segment.Has(TcpFlags.Syn))
        {
            Drop(packet, TcpCounter.DroppedNoAck);
            return;
        }
        _receiver.Start((uint)segment.Sequence);
        _receiver.AdoptWindow(Math.Min(Settings.ReceiveBuffer, ushort.MaxValue));
        // Positions of the peer's sequence space start here, so the segment is told anew.
        ArrivedSegment syn = segment with { Sequence = _receiver.InitialSequence };
        TcpOptions agreed = syn.AllOptions(options);
        Agree(now, agreed);
        TakeUserTimeout(now, packet);
        if (isAckGood)
        {
            // RFC 3168 6.1.1: both ECE and CWR would be a reflection of what we sent.
            if (Settings.Ecn == EcnUse.On && (syn.Flags & (TcpFlags.Ece | TcpFlags.Cwr)) == TcpFlags.Ece) UseEcn();
            _sender.OnAck(now, syn, agreed, _timestamps);
            _sender.StartWindow(syn.Window, syn.Sequence, syn.Acknowledgment);
            _receiver.Acks.AckNow();
            Establish(now);
            TakeFastOpenAnswer(packet);
        }
        else
        {
            // Simultaneous open (RFC 9293 MUST-10): our SYN goes out once more, with an ACK.
            _sender.StartWindow(syn.Window, syn.Sequence, _sender.InitialSequence);
            _sender.Recovery.ForceFirst();
            State = TcpState.SynReceived;
        }
        AfterText(now, packet, syn.WithoutSyn());
    }

    /// <summary>Data and FIN that came with the SYN; the packet goes on with it.</summary>
    private void AfterText(Instant now, Packet packet, in ArrivedSegment segment)
    {
        if (State == TcpState.Established || State == TcpState.FinWait1)
        {
            TakeText(now, packet, segment);
            TakeFin(now);
            return;
        }
        // What came with a SYN that does not complete the handshake is not kept: the peer sends it again.
        packet.Return();
    }

    /// <summary>Takes the peer's SYN options; an option is in force if both sides sent it.</summary>
    private void Agree(Instant now, in TcpOptions peer)
    {
        _peerMss = peer.Mss ?? (ushort)DefaultPeerMss;
        _receiver.UsesSack = Settings.Sack && peer.SackPermitted;
        if (_receiver.UsesSack) _sender.UseSack();
        if (Settings.Timestamps && peer.HasTimestamps) _timestamps.Start(now, peer.TimestampValue);
        _scalesWindows = Settings.WindowScale && peer.WindowScale.HasValue;
        if (!_scalesWindows) return;
        _sendShift = Math.Min(peer.WindowScale.GetValueOrDefault(), LargestShift);
        _receiver.Shift = (byte)Settings.ReceiveShift;
    }

    private void UseEcn()
    {
        _sender.UseEcn();
        _receiver.UseEcn();
    }

    private void Establish(Instant now)
    {
        _sender.OnEstablished(SegmentSizeFor(_peerMss));
        // CLOSE during the handshake (RFC 9293 3.10.4) takes effect now.
        State = _sender.IsFinQueued ? TcpState.FinWait1 : TcpState.Established;
        _events |= TcpEvents.Connected;
        if (IsPassive) Context.Counters.Count(TcpCounter.PassiveOpens);
        _isUserTimeoutDue = Settings.UserTimeoutOption == UserTimeoutUse.On;
        if (Settings.KeepAlive == KeepAliveUse.On) Extras.KeepAlive = new KeepAlive(heardAt: now, due: now + Settings.KeepAliveIdle);
    }
}
