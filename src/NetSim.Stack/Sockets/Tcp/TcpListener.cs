using System.Diagnostics.CodeAnalysis;
using NetSim.Stack.Sockets.Tcp.Opening;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ip;
using NetSim.Wire.Ipv4;
using NetSim.Wire.Tcp;
using NetSim.Wire.Time;

namespace NetSim.Stack.Sockets.Tcp;

/// <summary>
/// The LISTEN state (RFC 9293 3.10.7.2) of one local endpoint, and the passive half of SYN-RECEIVED. It gets all segments of its port that
/// belong to no registered connection, also those of connections that it has handed out and whose registration is still under way.
/// Driven like a connection; see <see cref="TcpConnection"/>.
/// </summary>
public sealed partial class TcpListener
{
    private readonly TcpContext _context;
    private TcpSettings _settings;
    private readonly SynQueue _halfOpen;
    private readonly ReplyQueue _replies;
    private readonly Dictionary<SocketKey, TcpConnection> _connections;
    private readonly List<Waiting> _waiting = [];

    /// <param name="context">What the connections of the stack share.</param>
    /// <param name="settings">For the listener and for every connection that it makes.</param>
    /// <param name="local">Port, and address or the unspecified address for all.</param>
    public TcpListener(TcpContext context, TcpSettings settings, IpEndpoint local)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(settings);
        _context = context;
        _settings = settings;
        Local = local;
        _halfOpen = new SynQueue(settings.HalfOpenBacklog, settings.InitialRetransmissionTimeout, context.Secrets);
        _replies = new ReplyQueue(context.Counters);
        _connections = new Dictionary<SocketKey, TcpConnection>(new SocketKeyComparer(context.Secrets.Key));
    }

    /// <summary>A connection that nobody has accepted yet.</summary>
    private readonly record struct Waiting(TcpConnection Connection, Instant Since);

    public IpEndpoint Local { get; }

    /// <summary>Takes new settings for connections whose SYN is still to come; the backlogs stay as they are.</summary>
    public void Change(TcpSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _settings = settings with { AcceptBacklog = _settings.AcceptBacklog, HalfOpenBacklog = _settings.HalfOpenBacklog };
    }

    /// <summary>Connections between SYN and ACK.</summary>
    public int HalfOpenCount => _halfOpen.Count;

    /// <summary>Connections that <see cref="TryAccept(out TcpConnection?)"/> would hand out.</summary>
    public int WaitingCount => _waiting.Count;

    /// <summary>When <see cref="OnDeadline"/> must be called at the latest; null if only input can change anything.</summary>
    public Instant? NextDeadline
    {
        get
        {
            Instant next = _halfOpen.NextDeadline;
            for (int i = 0; i < _waiting.Count; i++)
            {
                if (_waiting[i].Connection.NextDeadline is { } deadline) next = Instant.Min(next, deadline);
            }
            return next == Instant.MaxValue ? null : next;
        }
    }

    /// <summary>Takes a segment for this port.</summary>
    public void OnPacket(Instant now, Packet packet)
    {
        ArgumentNullException.ThrowIfNull(packet);
        if (packet.IsIcmpError)
        {
            // About a SYN-ACK: whoever sent the SYN may be real and the path only ill (RFC 9293 MUST-56).
            Drop(packet, TcpCounter.DroppedIcmpNotInFlight);
            return;
        }
        if (!ClosedPort.TryRead(packet, _context.Counters, out IpEndpoint remote, out IpEndpoint local)) return;
        Arrive(now, packet, new SocketKey(IpProtocol.Tcp, local, remote), above: null);
    }

    /// <summary>Takes the SYN that ended a connection's TIME-WAIT (<see cref="TcpConnection.TryTakeReopening"/>).</summary>
    /// <param name="now">When.</param>
    /// <param name="syn">The packet.</param>
    /// <param name="above">The old connection's SND.NXT: the new one starts above it (RFC 9293 MAY-2).</param>
    public void OnReopening(Instant now, Packet syn, SequenceNumber above)
    {
        ArgumentNullException.ThrowIfNull(syn);
        if (!ClosedPort.TryRead(syn, _context.Counters, out IpEndpoint remote, out IpEndpoint local)) return;
        Arrive(now, syn, new SocketKey(IpProtocol.Tcp, local, remote), above);
    }

    private void Arrive(Instant now, Packet packet, SocketKey key, SequenceNumber? above)
    {
        if (_connections.TryGetValue(key, out TcpConnection? connection))
        {
            if (connection.State != TcpState.Closed)
            {
                connection.OnPacket(now, packet);
                return;
            }
            if (!IsWaiting(connection)) _connections.Remove(key);
        }
        SequenceFrame near = default;
        if (_halfOpen.TryFind(key, out HalfOpenConnection? half))
            near = new SequenceFrame(half.PeerSequence.Value + 1L, half.InitialSequence.Value, 0);
        if (!ArrivedSegment.TryRead(packet, near, out ArrivedSegment segment, out TcpOptions options))
        {
            Drop(packet, TcpCounter.DroppedMalformed);
            return;
        }
        _context.Counters.Count(TcpCounter.SegmentsIn);
        if (half is not null) ArriveInSynReceived(now, packet, half, segment);
        else ArriveInListen(now, packet, key, segment, options, above);
    }

    /// <summary>RFC 9293 3.10.7.2.</summary>
    private void ArriveInListen(
        Instant now, Packet packet, in SocketKey key, in ArrivedSegment segment, in TcpOptions options, SequenceNumber? above)
    {
        // First, RST; second, ACK; third, SYN; fourth, anything else.
        if (segment.Has(TcpFlags.Rst))
        {
            Drop(packet, TcpCounter.DroppedNoPort);
            return;
        }
        if (segment.Has(TcpFlags.Ack))
        {
            if (!TryTakeCookie(now, packet, key, segment, options)) AnswerWithReset(packet, TcpCounter.DroppedUnacceptableAck);
            return;
        }
        if (!segment.Has(TcpFlags.Syn) || segment.Has(TcpFlags.Fin))
        {
            Drop(packet, TcpCounter.DroppedNoAck);
            return;
        }
        if (_waiting.Count >= _settings.AcceptBacklog)
        {
            Drop(packet, TcpCounter.DroppedBacklogFull);
            return;
        }
        if (above is null && TryFastOpen(now, packet, key, segment, options)) return;
        if (_halfOpen.IsFull && _settings.SynCookies && above is null)
        {
            AnswerWithCookie(now, packet, key, segment, options);
            return;
        }
        if (_halfOpen.IsFull)
        {
            // RFC 4987 3.3: of a flood it hits the flood's own entries, since an honest client answers within a round trip.
            _halfOpen.RemoveOldest();
            _context.Counters.Count(TcpCounter.DroppedHalfOpenEvicted);
        }
        HalfOpenConnection half = _halfOpen.Add(now, key);
        SequenceNumber initial = _context.Secrets.InitialSequence(now, key.Local, key.Remote);
        half.InitialSequence = above is { } least && !initial.IsAfter(least) ? least + 1 : initial;
        Take(half, segment, options);
        TakeRareOptions(half, packet);
        packet.Reset();
        Answer(now, packet, half);
    }

    private int OfferedWindow => Math.Min(_settings.ReceiveBuffer, ushort.MaxValue);

    /// <summary>Notes what the SYN says.</summary>
    private void Take(HalfOpenConnection half, in ArrivedSegment syn, in TcpOptions options)
    {
        half.PeerSequence = new SequenceNumber((uint)syn.Sequence);
        half.PeerOptions = syn.AllOptions(options);
        half.UsesEcn = _settings.Ecn != EcnUse.Off && (syn.Flags & (TcpFlags.Ece | TcpFlags.Cwr)) == (TcpFlags.Ece | TcpFlags.Cwr);
        half.PeerWindow = (int)syn.Window;
        half.OfferedWindow = OfferedWindow;
    }

    /// <summary>RFC 9293 MUST-52, MUST-53. A cookie has no room for it, and none is kept with one.</summary>
    private void TakeRoute(HalfOpenConnection half, Packet syn)
    {
        half.Route = half.Local.Address.IsIPv4 ? _settings.SourceRoute : null;
        if (half.Route is null && syn.TransportOffset > Ipv4Header.MinLength && half.Local.Address.IsIPv4)
            half.Route = SourceRoute.OfReturn(syn.Bytes, known: null);
    }

    /// <summary>RFC 9293 3.10.7.4 for a connection that is nothing but a record.</summary>
    private void ArriveInSynReceived(Instant now, Packet packet, HalfOpenConnection half, in ArrivedSegment segment)
    {
        long next = half.PeerSequence.Value + 1L;
        if (segment.Has(TcpFlags.Syn) && !segment.Has(TcpFlags.Ack) && segment.Sequence == next - 1)
        {
            // The peer's SYN again: it has not seen our answer.
            packet.Reset();
            Answer(now, packet, half);
            return;
        }
        bool isInWindow = segment.Sequence >= next && segment.Sequence < next + half.OfferedWindow;
        if (segment.Has(TcpFlags.Rst))
        {
            if (segment.Sequence == next) _halfOpen.Remove(half);
            if (isInWindow && segment.Sequence != next) Challenge(now, packet, half, TcpCounter.DroppedResetNotExact);
            else Drop(packet, segment.Sequence == next ? TcpCounter.ResetsReceived : TcpCounter.DroppedResetOutsideWindow);
            return;
        }
        if (segment.Has(TcpFlags.Syn) || !isInWindow)
        {
            Challenge(now, packet, half, segment.Has(TcpFlags.Syn) ? TcpCounter.DroppedSynInConnection : TcpCounter.DroppedOutsideWindow);
            return;
        }
        if (!segment.Has(TcpFlags.Ack))
        {
            Drop(packet, TcpCounter.DroppedNoAck);
            return;
        }
        if (segment.Acknowledgment != half.InitialSequence.Value + 1L)
        {
            AnswerWithReset(packet, TcpCounter.DroppedUnacceptableAck);
            return;
        }
        if (UsesTimestamps(half) && !IsTimely(half, segment))
        {
            Drop(packet, segment.HasTimestamps ? TcpCounter.DroppedOldTimestamp : TcpCounter.DroppedNoTimestamp);
            return;
        }
        if (_waiting.Count >= _settings.AcceptBacklog)
        {
            // The record stays: the SYN-ACK goes out again, and the peer's next ACK may find room.
            Drop(packet, TcpCounter.DroppedBacklogFull);
            return;
        }
        _halfOpen.Remove(half);
        Admit(now, packet, half);
    }

    /// <summary>The ACK of the handshake makes a connection of <paramref name="half"/>.</summary>
    private void Admit(Instant now, Packet packet, HalfOpenConnection half)
    {
        TcpConnection connection = TcpConnection.FromHalfOpen(_context, _settings, half, now);
        connection.OnPacket(now, packet);
        _connections[new SocketKey(IpProtocol.Tcp, connection.Local, connection.Remote)] = connection;
        _waiting.Add(new Waiting(connection, half.Since));
    }

    /// <summary>
    /// ACCEPT: the next connection whose handshake is done, or whose SYN had data and a good cookie (RFC 7413 4.2.2): that one may be in
    /// SYN-RECEIVED still. From now on its owner drives it.
    /// </summary>
    public bool TryAccept([NotNullWhen(true)] out TcpConnection? connection) => TryAccept(out connection, out _);

    /// <inheritdoc cref="TryAccept(out TcpConnection?)"/>
    /// <param name="connection">The connection.</param>
    /// <param name="since">When its SYN came; when its ACK did, if nothing was kept of the SYN (RFC 4987 3.6).</param>
    public bool TryAccept([NotNullWhen(true)] out TcpConnection? connection, out Instant since)
    {
        (connection, since) = (null, default);
        if (_waiting.Count == 0) return false;
        (connection, since) = _waiting[0];
        _waiting.RemoveAt(0);
        return true;
    }

    /// <summary>
    /// The connection, accepted before, that a packet belongs to, while the demultiplexer does not know of it. An owner that must
    /// see its packets itself asks here before <see cref="OnPacket"/>.
    /// </summary>
    public bool TryFindAccepted(Packet packet, [NotNullWhen(true)] out TcpConnection? connection)
    {
        ArgumentNullException.ThrowIfNull(packet);
        connection = null;
        if (packet.IsIcmpError || _connections.Count == 0) return false;
        if (!ClosedPort.TryReadEndpoints(packet, out IpEndpoint remote, out IpEndpoint local)) return false;
        return _connections.TryGetValue(new SocketKey(IpProtocol.Tcp, local, remote), out connection) && !IsWaiting(connection);
    }

    /// <summary>The demultiplexer knows the connection, or it is over: no more of its packets come here.</summary>
    public void Forget(TcpConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        _connections.Remove(new SocketKey(IpProtocol.Tcp, connection.Local, connection.Remote));
        CountFastOpens();
    }

    public void OnDeadline(Instant now)
    {
        while (_halfOpen.TryTakeDue(now, out HalfOpenConnection? half)) Answer(now, _context.Pool.Rent(), half);
        for (int i = 0; i < _waiting.Count; i++) _waiting[i].Connection.OnDeadline(now);
    }

    /// <summary>The next packet to send; the caller owns it and calls until there is none.</summary>
    public bool TryTake(Instant now, [NotNullWhen(true)] out Packet? packet)
    {
        if (_replies.TryTake(out packet)) return true;
        for (int i = 0; i < _waiting.Count; i++)
        {
            if (_waiting[i].Connection.TryTake(now, out packet)) return true;
        }
        return false;
    }

    /// <summary>
    /// CLOSE in LISTEN: half-open connections are forgotten, those not accepted are aborted. What is to be sent is still to be taken.
    /// </summary>
    public void Close(Instant now)
    {
        _halfOpen.Clear();
        for (int i = 0; i < _waiting.Count; i++)
        {
            _waiting[i].Connection.Abort(now);
            while (_waiting[i].Connection.TryTake(now, out Packet? packet)) _replies.Add(packet);
        }
        _waiting.Clear();
        _connections.Clear();
    }

    private bool IsWaiting(TcpConnection connection)
    {
        for (int i = 0; i < _waiting.Count; i++)
        {
            if (ReferenceEquals(_waiting[i].Connection, connection)) return true;
        }
        return false;
    }

    private bool UsesTimestamps(HalfOpenConnection half) => _settings.Timestamps && half.PeerOptions.HasTimestamps;

    private static bool IsTimely(HalfOpenConnection half, in ArrivedSegment segment) =>
        segment.HasTimestamps && (int)(segment.TimestampValue - half.PeerOptions.TimestampValue) >= 0;

    /// <summary>Makes <paramref name="packet"/>, which is empty, the SYN-ACK.</summary>
    private void Answer(Instant now, Packet packet, HalfOpenConnection half)
    {
        TcpOptions peer = half.PeerOptions;
        TcpOptions options = default;
        options.Mss = (ushort)TcpConnection.MssFor(_settings, half.Local.Address);
        // A cookie can keep nothing but the segment size, unless timestamps keep the rest.
        bool keepsAll = !half.IsCookie || UsesTimestamps(half);
        options.SackPermitted = _settings.Sack && peer.SackPermitted && keepsAll;
        if (_settings.WindowScale && peer.WindowScale.HasValue && keepsAll) options.WindowScale = (byte)_settings.ReceiveShift;
        Stamp(now, half, ref options);
        if (half.IsCookie && options.HasTimestamps) options.TimestampValue = SynCookie.Stamp(options.TimestampValue, half);
        TcpFlags flags = TcpFlags.Syn | TcpFlags.Ack;
        if (half.UsesEcn && keepsAll) flags |= TcpFlags.Ece;
        Write(packet, half, half.InitialSequence, flags, options);
    }

    private void Challenge(Instant now, Packet packet, HalfOpenConnection half, TcpCounter reason)
    {
        _context.Counters.Count(reason);
        if (half.ChallengesSent++ >= _settings.ChallengeAcks)
        {
            packet.Return();
            return;
        }
        TcpOptions options = default;
        Stamp(now, half, ref options);
        packet.Reset();
        Write(packet, half, half.InitialSequence + 1, TcpFlags.Ack, options);
        _context.Counters.Count(TcpCounter.ChallengeAcksSent);
    }

    private void Stamp(Instant now, HalfOpenConnection half, ref TcpOptions options)
    {
        if (!UsesTimestamps(half)) return;
        var clock = _context.Secrets.TimestampOffset(half.Local, half.Remote);
        options.HasTimestamps = true;
        options.TimestampValue = Receiving.Timestamps.ValueAt(clock, now);
        options.TimestampEcho = half.PeerOptions.TimestampValue;
    }

    private void Write(Packet packet, HalfOpenConnection half, SequenceNumber sequence, TcpFlags flags, in TcpOptions options)
    {
        var fields = new TcpFields
        {
            SourcePort = half.Local.Port,
            DestinationPort = half.Remote.Port,
            SequenceNumber = sequence,
            AcknowledgmentNumber = half.PeerSequence + 1,
            Flags = flags,
            Window = (ushort)half.OfferedWindow,
        };
        ControlSegment.Write(packet, half.Local.Address, half.Remote.Address, fields, options, _settings);
        if ((flags & TcpFlags.Syn) != 0 && RareOptionLength(half) is > 0 and int length)
            WriteRareOptions(half, ControlSegment.Extend(packet, half.Local.Address, half.Remote.Address, length));
        half.Route?.AddTo(packet);
        _context.Counters.Count(TcpCounter.SegmentsOut);
        _replies.Add(packet);
    }

    private void AnswerWithReset(Packet packet, TcpCounter reason)
    {
        _context.Counters.Count(reason);
        if (ClosedPort.Answer(packet, _context.Counters) is { } reset) _replies.Add(reset);
    }

    private void Drop(Packet packet, TcpCounter reason)
    {
        _context.Counters.Count(reason);
        packet.Return();
    }
}
