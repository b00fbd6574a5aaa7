using System.Diagnostics.CodeAnalysis;
using NetSim.Stack.Sockets.Tcp.Receiving;
using NetSim.Stack.Sockets.Tcp.Sending;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ip;
using NetSim.Wire.Time;

namespace NetSim.Stack.Sockets.Tcp;

/// <summary>
/// One TCP connection (RFC 9293), without clock, thread or socket. Its owner hands in packets, calls of the application and the passing
/// of <see cref="NextDeadline"/>, and after each of them takes packets with <see cref="TryTake"/> until there is none: only then does the
/// connection know what holds it back, and only then are the ACKs of several arrivals one ACK.
/// <para>
/// Files: this one the calls of the application (3.10.1 to 3.10.6); <c>.Opening</c> SYN-SENT (3.10.7.3) and what is agreed in the
/// handshake; <c>.Arrival</c> all other states (3.10.7.4); <c>.Output</c> what goes out; <c>.Timers</c>; <c>.Icmp</c>.
/// </para>
/// </summary>
public sealed partial class TcpConnection
{
    private TcpBasis _basis;
    private readonly Sender _sender;
    private readonly Receiver _receiver;
    private Timestamps _timestamps;
    private SegmentHeader _header;
    private ConnectionExtras? _extras;
    private TcpEvents _events;
    private bool _isAbandoned;
    private bool _wasFull;
    private long _segmentsSent;
    private long _segmentsReceived;

    private TcpConnection(TcpContext context, TcpSettings settings, IpEndpoint local, IpEndpoint remote)
    {
        _basis = context.BasisOf(settings);
        _header = new SegmentHeader(local, remote, settings, (uint)context.Secrets.Hash(remote, local));
        _mtu = (ushort)Math.Min(settings.Mtu, ushort.MaxValue);
        if (local.Address.IsIPv4 && settings.SourceRoute is { } route) Route = route;
        _sender = new Sender(_basis, SegmentSizeFor(DefaultPeerMss), (uint)context.Secrets.Hash(local, remote));
        _receiver = new Receiver(_basis, OfferedMss);
        _timestamps = new Timestamps(context.Secrets.TimestampOffset(local, remote));
    }

    private ConnectionExtras Extras => _extras ??= new ConnectionExtras();

    private ReplyQueue Replies => Extras.Replies ??= new ReplyQueue(Context.Counters);

    /// <summary>A connection in CLOSED, to be opened with <see cref="Connect"/>.</summary>
    /// <param name="context">What the connections of the stack share.</param>
    /// <param name="settings">Fixed for the connection's life.</param>
    /// <param name="local">A unicast address of ours and a port that is free for this peer.</param>
    /// <param name="remote">The peer.</param>
    /// <exception cref="ArgumentException">An address is a group's (RFC 9293 MUST-46) or none, or the families differ.</exception>
    public static TcpConnection Create(TcpContext context, TcpSettings settings, IpEndpoint local, IpEndpoint remote)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(settings);
        if (!IsUsable(local)) throw new ArgumentException($"{local} cannot be an end of a TCP connection.", nameof(local));
        if (!IsUsable(remote)) throw new ArgumentException($"{remote} cannot be an end of a TCP connection.", nameof(remote));
        if (local.Address.Family != remote.Address.Family)
            throw new ArgumentException("Both ends are of one address family.", nameof(remote));
        return new TcpConnection(context, settings, local, remote);
    }

    private static bool IsUsable(IpEndpoint end) => !end.Address.IsUnspecified && !ClosedPort.IsGroup(end.Address) && end.Port != 0;

    /// <summary>Opened by the peer: a listener took its SYN.</summary>
    public bool IsPassive { get; private init; }

    public TcpState State { get; private set; } = TcpState.Closed;

    /// <summary>Why <see cref="State"/> is CLOSED; <see cref="TcpEnd.None"/> before and during the connection's life.</summary>
    public TcpEnd EndedBy { get; private set; }

    /// <summary>As they are now; see <see cref="Change"/>.</summary>
    public TcpSettings Settings => _basis.Settings;

    private TcpContext Context => _basis.Context;

    internal SocketKey Ends => new(IpProtocol.Tcp, Local, Remote);

    internal bool HasEnds(in SocketKey ends) => SocketKeyComparer.AreEqual(Ends, ends);

    public IpEndpoint Local => _header.Local;

    public IpEndpoint Remote => _header.Remote;

    /// <summary>What the owner knows the connection by; the connection itself does not look at it.</summary>
    public object? Owner { get; set; }

    /// <summary>Received in order and not read.</summary>
    public int ReadableBytes => _receiver.ReadableBytes;

    /// <summary>The peer's FIN has come: after the last <see cref="TryRead"/> there will be nothing more.</summary>
    public bool IsPeerFinished => _receiver.IsFinished;

    /// <summary>How much <see cref="Write"/> would take now.</summary>
    public int WritableBytes => MayWrite ? _sender.Data.Room : 0;

    private bool MayWrite => !_sender.IsFinQueued
        && State is TcpState.SynSent or TcpState.SynReceived or TcpState.Established or TcpState.CloseWait;

    /// <summary>
    /// OPEN, active (RFC 9293 3.10.1): the SYN is the next packet out. With Fast Open, what is written before it is taken may ride on it.
    /// </summary>
    /// <exception cref="InvalidOperationException">The connection was opened before.</exception>
    public void Connect(Instant now)
    {
        if (State != TcpState.Closed || EndedBy != TcpEnd.None) throw new InvalidOperationException("The connection was opened before.");
        _sender.Start(Context.Secrets.InitialSequence(now, Local, Remote).Value);
        Context.Counters.Count(TcpCounter.ActiveOpens);
        State = TcpState.SynSent;
    }

    /// <summary>SEND (RFC 9293 3.10.2). The end of each write carries PSH.</summary>
    /// <param name="now">When.</param>
    /// <param name="data">Not copied: it must not change until <see cref="TcpInfo.BytesAcknowledged"/> has passed it or the connection is
    /// closed.</param>
    /// <returns>How many bytes were taken; fewer than given if the send buffer is full (then <see cref="TcpEvents.Writable"/> follows),
    /// none after a close.</returns>
    public int Write(Instant now, ReadOnlyMemory<byte> data)
    {
        if (!MayWrite) return 0;
        int taken = _sender.Data.Append(data, Context.PieceRings);
        if (taken < data.Length) _wasFull = true;
        return taken;
    }

    /// <summary>
    /// RECEIVE (RFC 9293 3.10.3): the next piece of data in order. The packet's bytes are the payload and nothing else; the caller owns it.
    /// Reading is what opens the window again, so whoever wants to hold the peer back leaves the data here.
    /// </summary>
    public bool TryRead([NotNullWhen(true)] out Packet? payload) => _receiver.TryRead(out payload);

    /// <summary>Copies the data that <see cref="TryRead"/> would give, as much as fits; it stays, and the window does not open.</summary>
    /// <returns>How many bytes were copied.</returns>
    public int Peek(Span<byte> buffer) => _receiver.Peek(buffer);

    /// <summary>CLOSE of RFC 9293 3.10.4 in its half-closed sense: nothing more will be written; reading goes on.</summary>
    public void Shutdown(Instant now)
    {
        if (!MayWrite) return;
        _sender.QueueFin();
        if (State == TcpState.Established) State = TcpState.FinWait1;
        else if (State == TcpState.CloseWait) State = TcpState.LastAck;
    }

    /// <summary>
    /// The application wants nothing more to do with the connection. What was written still goes out; data unread, or arriving later, is an
    /// abort that the peer is told of (RFC 9293 3.6.1, SHLD-3).
    /// </summary>
    public void Close(Instant now)
    {
        if (_receiver.ReadableBytes > 0 && State is not (TcpState.Closed or TcpState.TimeWait or TcpState.LastAck or TcpState.Closing))
        {
            Abort(now);
            return;
        }
        Abandon();
        if (State == TcpState.SynSent) End(TcpEnd.Aborted);
        Shutdown(now);
        if (State == TcpState.FinWait2) _endsAt = now + Settings.FinWait2Timeout;
    }

    /// <summary>ABORT (RFC 9293 3.10.5): everything is thrown away, and the peer gets a RST where it knows of the connection.</summary>
    public void Abort(Instant now)
    {
        Abandon();
        if (State is TcpState.SynReceived or TcpState.Established or TcpState.FinWait1 or TcpState.FinWait2 or TcpState.CloseWait)
            SendReset(now);
        if (State != TcpState.Closed) End(TcpEnd.Aborted);
    }

    private void Abandon()
    {
        _isAbandoned = true;
        _receiver.ClearUnread();
        if (TakeReopening() is { } syn) syn.Return();
    }

    /// <summary>What happened since the last call.</summary>
    public TcpEvents TakeEvents()
    {
        TcpEvents events = _events;
        _events = TcpEvents.None;
        return events;
    }

    /// <summary>
    /// Takes new settings for what may change in a connection's life: Nagle, user time-out and R2, keep-alive, FIN-WAIT-2. The others were
    /// agreed with the peer or used up when the connection was made, and stay.
    /// </summary>
    public void Change(Instant now, TcpSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        Duration advertised = Settings.AdvertisedUserTimeout;
        _basis = Context.BasisOf(Settings with
        {
            Nagle = settings.Nagle,
            UserTimeout = settings.UserTimeout,
            GiveUpAfter = settings.GiveUpAfter,
            KeepAlive = settings.KeepAlive,
            KeepAliveIdle = settings.KeepAliveIdle,
            KeepAliveInterval = settings.KeepAliveInterval,
            KeepAliveProbes = settings.KeepAliveProbes,
            FinWait2Timeout = settings.FinWait2Timeout,
            AdvertisedUserTimeout = settings.AdvertisedUserTimeout,
        });
        _isUserTimeoutDue |= settings.AdvertisedUserTimeout != advertised && Settings.UserTimeoutOption == UserTimeoutUse.On;
        _sender.Change(now, _basis, AgreedUserTimeout);
        if (State is TcpState.Closed or TcpState.SynSent or TcpState.SynReceived or TcpState.TimeWait) return;
        if (settings.KeepAlive == KeepAliveUse.On)
        {
            Instant heardAt = _extras?.KeepAlive?.LastHeard ?? now;
            Extras.KeepAlive = new KeepAlive(heardAt, Instant.Max(now, heardAt + settings.KeepAliveIdle));
        }
        else if (_extras is not null)
        {
            _extras.KeepAlive = null;
        }
    }

    /// <summary>More is to come: only full segments go out until <see cref="Uncork"/>.</summary>
    public void Cork() => _sender.IsCorked = true;

    /// <summary>What was held back by <see cref="Cork"/> goes out, and no rule against small segments holds it.</summary>
    public void Uncork() => _sender.Uncork();

    /// <summary>Diffserv codepoint, 0–63, of all that is sent from now on (RFC 9293 MUST-48).</summary>
    public void SetDscp(byte dscp) => _header.SetDscp((byte)(dscp & 0x3F));

    /// <summary>Time to live or hop limit of all that is sent from now on (RFC 9293 MUST-49).</summary>
    public void SetTimeToLive(byte hops) => _header.SetTimeToLive(hops);

    /// <summary>STATUS (RFC 9293 3.10.6).</summary>
    public TcpInfo Info => new()
    {
        State = State,
        CongestionWindow = _sender.Congestion.Window,
        SlowStartThreshold = _sender.Congestion.SlowStartThreshold,
        PacingRate = _sender.PacingRate,
        SmoothedRtt = _sender.Rtt.Smoothed,
        RttVariation = _sender.Rtt.Variation,
        MinimumRtt = _sender.Rtt.HasMinimum ? _sender.Rtt.Minimum : Duration.Zero,
        RetransmissionTimeout = _sender.Rtt.Timeout(Settings),
        BytesInFlight = _sender.Flight,
        BytesUnsent = _sender.Unsent,
        BytesAcknowledged = Math.Max(0, Math.Min(_sender.Una, _sender.Data.End) - _sender.InitialSequence - 1),
        BytesReceived = _receiver.BytesReceived,
        BytesRetransmitted = _sender.Figures.BytesRetransmitted,
        SegmentsSent = _segmentsSent,
        SegmentsReceived = _segmentsReceived,
        SegmentsRetransmitted = _sender.Figures.SegmentsRetransmitted,
        Timeouts = _sender.Figures.Timeouts,
        TailLossProbes = _sender.Figures.TailLossProbes,
        FastRecoveries = _sender.Figures.FastRecoveries,
        MarkedRoundTrips = _sender.Figures.MarkedRoundTrips,
        MarksReceived = _receiver.Marks?.Marks ?? 0,
        DuplicatesReported = _sender.Figures.DuplicatesReported,
        SegmentSize = _sender.SegmentSize,
        PeerWindow = _sender.Window,
        ReceiveWindow = _receiver.Window,
        BytesOutOfOrder = _receiver.BytesOutOfOrder,
        UsesSack = _receiver.UsesSack,
        UsesTimestamps = _timestamps.IsEnabled,
        UsesWindowScale = _scalesWindows,
        ReceiveBuffer = _receiver.Buffer,
        SendBuffer = _sender.Data.Limit,
        UsesEcn = _sender.Ecn is not null,
    };

    /// <summary>Enters CLOSED: the TCB is gone but for what the application may still read.</summary>
    private void End(TcpEnd reason)
    {
        State = TcpState.Closed;
        EndedBy = reason;
        _events |= TcpEvents.Closed;
        _sender.Clear();
        _receiver.Acks.Cancel();
        _receiver.ClearOutOfOrder();
        // RFC 9293 3.10.7.4, second check: a reset flushes all queues.
        if (reason == TcpEnd.Reset || _isAbandoned) _receiver.ClearUnread();
        StopTimers();
    }

    private void EnterTimeWait(Instant now)
    {
        State = TcpState.TimeWait;
        _sender.Clear();
        StopTimers();
        _endsAt = now + Settings.MaximumSegmentLifetime * 2;
    }
}
