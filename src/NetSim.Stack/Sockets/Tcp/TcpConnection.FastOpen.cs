using NetSim.Stack.Sockets.Tcp.Opening;
using NetSim.Wire.Buffers;
using NetSim.Wire.Tcp;
using NetSim.Wire.Time;

namespace NetSim.Stack.Sockets.Tcp;

/// <summary>
/// Fast Open (RFC 7413): what was written before the SYN goes out rides on it, if the server has given a cookie before; if it has not, the
/// SYN asks for one.
/// </summary>
public sealed partial class TcpConnection
{
    private bool AsksForFastOpen => Settings.FastOpen == FastOpenUse.On && !IsPassive && State == TcpState.SynSent && _sender.IsFresh;

    /// <summary>Bytes of the option that the first SYN has.</summary>
    private int FastOpenLength => AsksForFastOpen ? RareTcpOptions.FastOpenLength(_extras?.Cookie?.Length ?? 0) : 0;

    /// <summary>The SYN is about to go for the first time: it may take data along.</summary>
    private void PrepareFastOpen()
    {
        if (Settings.FastOpen == FastOpenUse.Off || !Context.FastOpen.TryFind(Local.Address, Remote.Address, out FastOpenCookies.Known known))
            return;
        Extras.Cookie = known;
        int mss = Math.Min(known.Mss, _mtu - IpAndTcpLength - (Route?.Length ?? 0));
        _sender.SynDataLimit = Math.Max(0, mss - TcpOptions.MaxLength);
    }

    private void WriteFastOpen(Span<byte> option)
    {
        if (_extras?.Cookie is { } cookie) cookie.Write(option);
        else RareTcpOptions.WriteFastOpen(option, default);
    }

    /// <summary>The SYN was not answered in time: the next goes without all of this (RFC 7413 4.1.3.1).</summary>
    private void GiveUpFastOpen()
    {
        if (Settings.FastOpen == FastOpenUse.Off || State != TcpState.SynSent) return;
        Context.FastOpen.Forget(Local.Address, Remote.Address);
        if (_extras is not { Cookie: not null } extras) return;
        extras.Cookie = null;
        Context.Counters.Count(TcpCounter.FastOpensGivenUp);
    }

    /// <summary>The SYN-ACK may bring a cookie; data that it did not acknowledge goes out again at once (RFC 7413 4.2.1).</summary>
    private void TakeFastOpenAnswer(Packet packet)
    {
        if (Settings.FastOpen == FastOpenUse.Off) return;
        bool isRead = TcpView.TryParse(packet.Bytes[packet.TransportOffset..], out TcpView view);
        if (isRead && RareTcpOptions.TryReadFastOpen(view.OptionBytes, out ReadOnlySpan<byte> cookie) && !cookie.IsEmpty)
            Context.FastOpen.Learn(Local.Address, Remote.Address, cookie, _peerMss);
        if (_sender.SynDataLimit > 0) _sender.ResendSynData();
    }

    /// <summary>A connection whose SYN had a good cookie: its data is taken before the handshake is over.</summary>
    internal static TcpConnection FromFastOpen(TcpContext context, TcpSettings settings, HalfOpenConnection half, Instant now)
    {
        TcpConnection connection = Prepare(context, settings, half, now);
        connection._events |= TcpEvents.Readable;
        context.Counters.Count(TcpCounter.FastOpensAccepted);
        return connection;
    }

    internal void TakeSynData(Instant now, Packet packet, in ArrivedSegment syn)
    {
        ArrivedSegment text = syn with { Sequence = _receiver.InitialSequence + 1, Flags = syn.Flags & ~(TcpFlags.Syn | TcpFlags.Fin) };
        long before = _receiver.BytesReceived;
        _receiver.TakeText(now, Duration.Zero, packet, text);
        Context.Counters.Add(TcpCounter.BytesIn, _receiver.BytesReceived - before);
    }

    /// <summary>The SYN of a passive open again: its answer was lost, or is late.</summary>
    private bool TryRepeatSynAck(Packet packet, in ArrivedSegment segment)
    {
        bool isSynAgain = State == TcpState.SynReceived && IsPassive && segment.Sequence == _receiver.InitialSequence
            && (segment.Flags & (TcpFlags.Syn | TcpFlags.Ack | TcpFlags.Rst)) == TcpFlags.Syn;
        if (!isSynAgain) return false;
        if (_sender.IsSynOutstanding) _sender.Recovery.ForceFirst();
        Drop(packet, TcpCounter.DroppedSynInConnection);
        return true;
    }
}
