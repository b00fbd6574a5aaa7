using NetSim.Stack.Sockets.Tcp.Opening;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Stack.Sockets.Tcp;

/// <summary>What most connections never need, so that an idle one stays small. Made with the first of it.</summary>
internal sealed class ConnectionExtras
{
    public AckRateLimit AckLimit;

    public ReplyQueue? Replies;

    /// <summary>The SYN that ended TIME-WAIT.</summary>
    public Packet? Reopening;

    public SourceRoute? Route;

    public FastOpenCookies.Known? Cookie;

    /// <summary>Null while keep-alive is off.</summary>
    public KeepAlive? KeepAlive;

    public Duration? PeerUserTimeout;

    public (byte Type, byte Code)? LastIcmpError;

    /// <summary>RCV.UP.</summary>
    public long UrgentUpTo = long.MinValue;
}
