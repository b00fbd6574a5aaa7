using NetSim.Stack.Sockets.Tcp.Opening;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ip;
using NetSim.Wire.Tcp;
using NetSim.Wire.Time;

namespace NetSim.Stack.Sockets.Tcp;

/// <summary>The server's side of Fast Open (RFC 7413 4.2.2).</summary>
public sealed partial class TcpListener
{
    // Made when the first cookie comes: of those whose handshake may not be over yet.
    private List<TcpConnection>? _fastOpens;

    /// <summary>Takes a SYN whose cookie is good: with its data it becomes a connection at once.</summary>
    /// <returns>False if it has none, or too many are in that state already (RFC 7413 5.1): then it is a SYN like any other.</returns>
    private bool TryFastOpen(Instant now, Packet packet, in SocketKey key, in ArrivedSegment segment, in TcpOptions options)
    {
        if (_settings.FastOpen == FastOpenUse.Off || segment.DataLength == 0 || !HasGoodCookie(packet, key)) return false;
        if (CountFastOpens() >= _settings.FastOpenBacklog)
        {
            _context.Counters.Count(TcpCounter.FastOpensGivenUp);
            return false;
        }
        HalfOpenConnection half = _passing;
        half.Local = key.Local;
        half.Remote = key.Remote;
        half.InitialSequence = _context.Secrets.InitialSequence(now, key.Local, key.Remote);
        half.IsCookie = false;
        half.SentAt = now;
        half.Retransmissions = 0;
        Take(half, segment, options);
        TakeRareOptions(half, packet);
        TcpConnection connection = TcpConnection.FromFastOpen(_context, _settings, half, now);
        connection.TakeSynData(now, packet, segment);
        _connections[new SocketKey(IpProtocol.Tcp, connection.Local, connection.Remote)] = connection;
        _waiting.Add(new Waiting(connection, now));
        (_fastOpens ??= []).Add(connection);
        return true;
    }

    private bool HasGoodCookie(Packet packet, in SocketKey key) =>
        RareTcpOptions.TryReadFastOpen(OptionsOf(packet), out ReadOnlySpan<byte> cookie) && !cookie.IsEmpty
        && _context.FastOpen.IsGood(key.Remote.Address, cookie);

    private static ReadOnlySpan<byte> OptionsOf(Packet packet) =>
        TcpView.TryParse(packet.Bytes[packet.TransportOffset..], out TcpView view) ? view.OptionBytes : default;

    /// <summary>Those whose handshake is not over yet; the others are let go.</summary>
    private int CountFastOpens()
    {
        if (_fastOpens is null) return 0;
        for (int i = _fastOpens.Count - 1; i >= 0; i--)
        {
            if (_fastOpens[i].State != TcpState.SynReceived) _fastOpens.RemoveAt(i);
        }
        return _fastOpens.Count;
    }

    /// <summary>What of a SYN is not in its <see cref="TcpOptions"/>: the way it came, the peer's patience, a wish for a cookie.</summary>
    private void TakeRareOptions(HalfOpenConnection half, Packet syn)
    {
        TakeRoute(half, syn);
        half.PeerUserTimeout = null;
        half.WantsFastOpen = false;
        if (_settings is { FastOpen: FastOpenUse.Off, UserTimeoutOption: UserTimeoutUse.Off }) return;
        ReadOnlySpan<byte> options = OptionsOf(syn);
        half.WantsFastOpen = _settings.FastOpen == FastOpenUse.On && RareTcpOptions.TryReadFastOpen(options, out _);
        bool saysTimeout = RareTcpOptions.TryReadUserTimeout(options, out Duration timeout);
        if (saysTimeout && _settings.UserTimeoutOption == UserTimeoutUse.On) half.PeerUserTimeout = timeout;
    }

    /// <summary>A cookie has no room for them.</summary>
    private static void ForgetRareOptions(HalfOpenConnection half)
    {
        half.Route = null;
        half.PeerUserTimeout = null;
        half.WantsFastOpen = false;
    }

    /// <summary>Bytes that <see cref="WriteRareOptions"/> adds to a SYN-ACK.</summary>
    private int RareOptionLength(HalfOpenConnection half) =>
        (half.WantsFastOpen ? RareTcpOptions.FastOpenLength(FastOpenCookies.OwnLength) : 0)
        + (half.PeerUserTimeout is null ? 0 : RareTcpOptions.UserTimeoutLength);

    private void WriteRareOptions(HalfOpenConnection half, Span<byte> bytes)
    {
        if (half.PeerUserTimeout is not null)
        {
            RareTcpOptions.WriteUserTimeout(bytes, _settings.AdvertisedUserTimeout);
            bytes = bytes[RareTcpOptions.UserTimeoutLength..];
        }
        if (!half.WantsFastOpen) return;
        Span<byte> cookie = stackalloc byte[FastOpenCookies.OwnLength];
        _context.FastOpen.Bake(half.Remote.Address, cookie);
        RareTcpOptions.WriteFastOpen(bytes, cookie);
    }
}
