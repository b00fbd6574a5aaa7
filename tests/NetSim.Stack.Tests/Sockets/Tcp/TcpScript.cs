using NetSim.Stack.Sockets.Tcp;
using NetSim.Testing;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ip;
using NetSim.Wire.Ipv4;
using NetSim.Wire.Tcp;
using NetSim.Wire.Time;

namespace NetSim.Stack.Tests.Sockets.Tcp;

/// <summary>
/// A peer that does what a test says, facing one connection or listener in virtual time. Sequence numbers are told from the two initial
/// ones: the SYN is 0, the first byte of data 1.
/// <code>
///   script.Send(TcpFlags.Ack, seq: 1, ack: 1, data: 100);
///   script.Expect(TcpFlags.Ack, seq: 1, ack: 101);
///   script.ExpectNothing();
///   script.Advance(Duration.FromMilliseconds(40));
/// </code>
/// </summary>
internal sealed class TcpScript
{
    public static readonly IpEndpoint Us = new(IpAddress.FromIPv4(10, 0, 0, 1), 80);
    public static readonly IpEndpoint Peer = new(IpAddress.FromIPv4(10, 0, 0, 2), 40000);

    private readonly Queue<Sent> _sent = new();
    private SequenceNumber _ours;
    private bool _knowsOurs;

    public TcpScript(TcpSettings settings, Instant? start = null)
    {
        Settings = settings;
        Now = start ?? new Instant(100_000_000_000);
        Context = new TcpContext(Pool, 42);
    }

    public DiagnosticPacketPool Pool { get; } = new();

    public TcpContext Context { get; }

    public TcpSettings Settings { get; }

    public Instant Now { get; private set; }

    /// <summary>The peer's initial sequence number.</summary>
    public SequenceNumber PeerInitial { get; set; } = new(5_000_000);

    /// <summary>Our initial sequence number, once our SYN was seen.</summary>
    public SequenceNumber OurInitial => _ours;

    /// <summary>The window field of what the peer sends, as it stands on the wire.</summary>
    public ushort PeerWindow { get; set; } = 65535;

    /// <summary>The peer sends timestamps; they follow the clock unless a test sets <see cref="NextTimestamp"/>.</summary>
    public bool PeerStamps { get; set; }

    public uint? NextTimestamp { get; set; }

    /// <summary>A router marks the next packet that the peer sends.</summary>
    public bool NextIsMarked { get; set; }

    public uint LastStampFromUs { get; private set; }

    public TcpListener? Listener { get; private set; }

    /// <summary>The connection under test.</summary>
    public TcpConnection Connection { get; private set; } = null!;

    public TcpState State => Connection.State;

    public TcpInfo Info => Connection.Info;

    /// <summary>Opens actively; the SYN waits to be expected.</summary>
    public TcpConnection Connect()
    {
        Connection = TcpConnection.Create(Context, Settings, Us, Peer);
        Connection.Connect(Now);
        Drain();
        return Connection;
    }

    public TcpListener Listen()
    {
        Listener = new TcpListener(Context, Settings, Us);
        return Listener;
    }

    public TcpConnection Accept()
    {
        Assert.True(Listener!.TryAccept(out TcpConnection? connection), "There is no connection to accept.");
        Connection = connection;
        Drain();
        return connection;
    }

    /// <summary>A segment from the peer arrives.</summary>
    /// <param name="flags">Control bits.</param>
    /// <param name="seq">Relative to the peer's ISN.</param>
    /// <param name="ack">Relative to ours.</param>
    /// <param name="data">Bytes of payload: byte at position p has the value of <see cref="PeerByte"/>.</param>
    /// <param name="options">Options besides timestamps.</param>
    public void Send(TcpFlags flags, long seq, long ack = 0, int data = 0, TcpOptions options = default)
    {
        Deliver(Make(flags, seq, ack, data, options));
    }

    public Packet Make(TcpFlags flags, long seq, long ack = 0, int data = 0, TcpOptions options = default)
    {
        if (PeerStamps && (flags & TcpFlags.Rst) == 0)
        {
            options.HasTimestamps = true;
            options.TimestampValue = NextTimestamp ?? (uint)(Now.Nanoseconds / 1_000_000);
            options.TimestampEcho = (flags & TcpFlags.Ack) != 0 ? LastStampFromUs : 0;
            NextTimestamp = null;
        }
        byte[] payload = new byte[data];
        for (int i = 0; i < data; i++) payload[i] = PeerByte(seq + i);
        Packet packet = PacketBuilder.Between(Peer.Address, Us.Address)
            .Tcp(Peer.Port, Us.Port, flags, PeerInitial.Value + (uint)seq, (flags & TcpFlags.Ack) != 0 ? _ours.Value + (uint)ack : 0)
            .WithTcp(fields => fields with { Window = PeerWindow })
            .WithTcpOptions(options)
            .Payload(payload)
            .Build(Pool);
        packet.TransportOffset = 20;
        if (NextIsMarked) Pipe.Mark(packet);
        NextIsMarked = false;
        return packet;
    }

    /// <summary>The same segment with options put behind those that it has; a multiple of 4 bytes.</summary>
    public Packet MakeWith(ReadOnlySpan<byte> options, Packet segment)
    {
        TcpView view = PacketAssert.IsTcp(segment.Bytes);
        int headerEnd = segment.TransportOffset + view.HeaderLength;
        Packet packet = Pool.Rent(segment.Length + options.Length);
        segment.Bytes[..headerEnd].CopyTo(packet.Append(headerEnd));
        options.CopyTo(packet.Append(options.Length));
        segment.Bytes[headerEnd..].CopyTo(packet.Append(segment.Length - headerEnd));
        packet.Bytes[segment.TransportOffset + 12] += (byte)(options.Length / 4 << 4);
        Ipv4Header.SetLength(packet.Bytes, packet.Length);
        packet.TransportOffset = segment.TransportOffset;
        packet.Checksum = ChecksumState.Verified;
        segment.Return();
        return packet;
    }

    /// <summary>Opens a new connection after the present one, if there is one, and writes before the SYN goes out.</summary>
    public Sent Reconnect(byte[] data)
    {
        Connection?.Abort(Now);
        if (Connection is not null) Drain();
        _sent.Clear();
        ForgetOurInitial();
        Connection = TcpConnection.Create(Context, Settings, Us, Peer);
        Connection.Connect(Now);
        Assert.Equal(data.Length, Connection.Write(Now, data));
        Drain();
        return Expect(TcpFlags.Syn);
    }

    public void Deliver(Packet packet)
    {
        if (Connection is null || (Listener is not null && Connection.State == TcpState.Closed)) Listener!.OnPacket(Now, packet);
        else Connection.OnPacket(Now, packet);
        Drain();
    }

    /// <summary>Several arrivals of one turn: what goes out is only asked for after the last.</summary>
    public void DeliverTogether(params Packet[] packets)
    {
        foreach (Packet packet in packets) Connection.OnPacket(Now, packet);
        Drain();
    }

    public static byte PeerByte(long position) => (byte)(position * 7 + (position >> 8));

    /// <summary>The next segment that we sent, with everything that a test may look at.</summary>
    public Sent Expect(TcpFlags flags, long? seq = null, long? ack = null, int? data = null)
    {
        Assert.True(_sent.Count > 0, $"Expected {flags}, but nothing was sent. State {Connection?.State}.");
        Sent sent = _sent.Dequeue();
        Assert.Equal(flags, sent.Flags);
        if (seq is { } wantedSeq) Assert.True(wantedSeq == sent.Seq, $"Expected SEQ {wantedSeq}, got {sent}");
        if (ack is { } wantedAck) Assert.True(wantedAck == sent.Ack, $"Expected ACK {wantedAck}, got {sent}");
        if (data is { } wantedData) Assert.True(wantedData == sent.Data.Length, $"Expected {wantedData} bytes, got {sent}");
        return sent;
    }

    /// <summary>A data segment, with or without PSH.</summary>
    public Sent ExpectData(long seq, int data)
    {
        Assert.True(_sent.Count > 0, $"Expected data at {seq}, but nothing was sent.");
        Sent sent = _sent.Dequeue();
        Assert.True(seq == sent.Seq && data == sent.Data.Length, $"Expected {data} bytes at {seq}, got {sent}");
        Assert.Equal(TcpFlags.Ack, sent.Flags & ~TcpFlags.Psh);
        return sent;
    }

    public void ExpectNothing() => Assert.True(_sent.Count == 0, _sent.Count == 0 ? "" : $"Expected nothing, got {_sent.Peek()}");

    /// <summary>RCV.NXT and SND.UNA as the peer numbers them, the FINs not counted.</summary>
    public long Received => 1 + Info.BytesReceived;

    public long Acknowledged => 1 + Info.BytesAcknowledged;

    /// <summary>Takes whatever was sent without looking at it.</summary>
    public List<Sent> TakeAll()
    {
        List<Sent> all = [.. _sent];
        _sent.Clear();
        return all;
    }

    /// <summary>Time passes; every deadline on the way is kept.</summary>
    public void Advance(Duration time)
    {
        Instant end = Now + time;
        while (Deadline() is { } deadline && deadline <= end)
        {
            Now = Instant.Max(Now, deadline);
            Connection?.OnDeadline(Now);
            Listener?.OnDeadline(Now);
            Drain();
        }
        Now = end;
    }

    public void AdvanceMilliseconds(long milliseconds) => Advance(Duration.FromMilliseconds(milliseconds));

    public Instant? Deadline()
    {
        Instant next = Instant.Min(Connection?.NextDeadline ?? Instant.MaxValue, Listener?.NextDeadline ?? Instant.MaxValue);
        return next == Instant.MaxValue ? null : next;
    }

    public int Write(int bytes)
    {
        byte[] data = new byte[bytes];
        for (int i = 0; i < bytes; i++) data[i] = (byte)i;
        int taken = Connection.Write(Now, data);
        Drain();
        return taken;
    }

    public void Shutdown()
    {
        Connection.Shutdown(Now);
        Drain();
    }

    public void Close()
    {
        Connection.Close(Now);
        Drain();
    }

    public void Abort()
    {
        Connection.Abort(Now);
        Drain();
    }

    /// <summary>Reads all there is and checks that it is what the peer sent from <paramref name="position"/> on.</summary>
    public int Read(long position)
    {
        int read = 0;
        while (Connection.TryRead(out Packet? payload))
        {
            foreach (byte value in payload.Bytes) Assert.Equal(PeerByte(position + read++), value);
            payload.Return();
        }
        Drain();
        return read;
    }

    /// <summary>Ends the test: everything that is held is given back, and the pool agrees.</summary>
    public void AssertNothingLeaks()
    {
        Connection?.Abort(Now);
        if (Connection is not null && Connection.TryTakeReopening(out Packet? syn, out _)) syn.Return();
        Listener?.Close(Now);
        Drain();
        _sent.Clear();
        Pool.AssertAllReturned();
    }

    public void Drain()
    {
        while (Listener is not null && Listener.TryTake(Now, out Packet? packet)) Note(packet);
        while (Connection is not null && Connection.TryTake(Now, out Packet? packet)) Note(packet);
    }

    private void Note(Packet packet)
    {
        // The checksum is over the destination, which of a source route only the option names.
        if (packet.TransportOffset == 20) PacketAssert.IsRight(packet);
        TcpView view = PacketAssert.IsTcp(packet.Bytes);
        Assert.Equal(Us.Port, view.SourcePort);
        if ((view.Flags & TcpFlags.Syn) != 0 && !_knowsOurs) _ours = view.SequenceNumber;
        _knowsOurs |= (view.Flags & TcpFlags.Syn) != 0;
        TcpOptions options = TcpOptions.Parse(view.OptionBytes);
        if (options.HasTimestamps) LastStampFromUs = options.TimestampValue;
        _sent.Enqueue(new Sent
        {
            At = Now,
            Flags = view.Flags,
            Seq = view.SequenceNumber - _ours,
            Ack = (view.Flags & TcpFlags.Ack) != 0 ? view.AcknowledgmentNumber - PeerInitial : 0,
            RawSeq = view.SequenceNumber,
            Window = view.Window,
            Options = options,
            Data = view.Payload.ToArray(),
            SegmentSize = packet.SegmentSize,
            Ip = packet.Bytes[..20].ToArray(),
            Bytes = packet.Bytes.ToArray(),
        });
        packet.Return();
    }

    /// <summary>A new incarnation: our next SYN is what numbers count from.</summary>
    public void ForgetOurInitial() => _knowsOurs = false;
}

/// <summary>One segment that the connection under test sent.</summary>
internal sealed record Sent
{
    public required Instant At { get; init; }

    public required TcpFlags Flags { get; init; }

    public required long Seq { get; init; }

    public required long Ack { get; init; }

    public required SequenceNumber RawSeq { get; init; }

    public required ushort Window { get; init; }

    public required TcpOptions Options { get; init; }

    public required byte[] Data { get; init; }

    public required int SegmentSize { get; init; }

    public required byte[] Ip { get; init; }

    public required byte[] Bytes { get; init; }

    public long End => Seq + Data.Length;

    public EcnCodepoint Ecn => (EcnCodepoint)(Ip[1] & 3);

    /// <summary>SACK blocks relative to the peer's ISN.</summary>
    public List<(long Left, long Right)> Sacks(SequenceNumber peerInitial)
    {
        List<(long, long)> blocks = [];
        TcpOptions options = Options;
        foreach (SackBlock block in options.SackBlocks) blocks.Add((block.Left - peerInitial, block.Right - peerInitial));
        return blocks;
    }

    public override string ToString() => $"{Flags} SEQ {Seq} ACK {Ack} {Data.Length} bytes, window {Window}";
}
