using NetSim.Stack.Sockets.Tcp.Opening;
using NetSim.Wire.Buffers;
using NetSim.Wire.Tcp;
using NetSim.Wire.Time;

namespace NetSim.Stack.Sockets.Tcp;

/// <summary>What a listener does that has no room for another half-open connection (RFC 4987 3.6).</summary>
public sealed partial class TcpListener
{
    private readonly HalfOpenConnection _passing = new();
    private Instant _cookiesUntil;

    /// <summary>Answers a SYN and forgets it.</summary>
    private void AnswerWithCookie(Instant now, Packet packet, in SocketKey key, in ArrivedSegment segment, in TcpOptions options)
    {
        _cookiesUntil = now + SynCookie.Period * 2;
        HalfOpenConnection half = _passing;
        half.Local = key.Local;
        half.Remote = key.Remote;
        Take(half, segment, options);
        ForgetRareOptions(half);
        half.IsCookie = true;
        half.InitialSequence = SynCookie.Bake(_context.Secrets, now, half);
        packet.Reset();
        Answer(now, packet, half);
        _context.Counters.Count(TcpCounter.SynCookiesSent);
    }

    /// <summary>Takes an ACK for which there is no record: it may answer a cookie.</summary>
    private bool TryTakeCookie(Instant now, Packet packet, in SocketKey key, in ArrivedSegment segment, in TcpOptions options)
    {
        // Only for as long as some may be out: otherwise it would be an invitation to guess.
        if (now >= _cookiesUntil || segment.Has(TcpFlags.Syn)) return false;
        HalfOpenConnection half = _passing;
        half.Local = key.Local;
        half.Remote = key.Remote;
        half.InitialSequence = new SequenceNumber((uint)segment.Acknowledgment) - 1;
        half.PeerSequence = new SequenceNumber((uint)segment.Sequence) - 1;
        half.PeerOptions = segment.AllOptions(options);
        half.UsesEcn = false;
        ForgetRareOptions(half);
        if (!SynCookie.TryEat(_context.Secrets, now, half)) return false;
        if (_waiting.Count >= _settings.AcceptBacklog)
        {
            Drop(packet, TcpCounter.DroppedBacklogFull);
            return true;
        }
        half.IsCookie = true;
        half.PeerWindow = (int)segment.Window;
        half.OfferedWindow = OfferedWindow;
        half.Since = half.SentAt = now;
        half.Retransmissions = 0;
        _context.Counters.Count(TcpCounter.SynCookiesAccepted);
        Admit(now, packet, half);
        return true;
    }
}
