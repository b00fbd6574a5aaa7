using NetSim.Stack.Sockets;
using NetSim.Stack.Sockets.Tcp;
using NetSim.Stack.Sockets.Tcp.Opening;
using NetSim.Testing;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ip;
using NetSim.Wire.Tcp;
using NetSim.Wire.Time;

namespace NetSim.Stack.Tests.Sockets.Tcp;

/// <summary>
/// Segments with right checksums and no sense, in every state: nothing is thrown, nothing leaks, no promise is broken (P15).
/// </summary>
public sealed class FuzzTests
{
    private static readonly TcpState[] States =
    [
        TcpState.SynSent, TcpState.SynReceived, TcpState.Established, TcpState.FinWait1, TcpState.FinWait2,
        TcpState.CloseWait, TcpState.Closing, TcpState.LastAck, TcpState.TimeWait,
    ];

    [Fact]
    public void Any_segments_in_any_state_keep_the_invariants() => SeededRuns.Check(600, random =>
    {
        TcpSettings settings = new()
        {
            Sack = random.NextBool(), Timestamps = random.NextBool(), WindowScale = random.NextBool(),
            ReceiveBuffer = random.Next(500, 100_000), MaxSuperSegment = random.NextBool() ? 0 : 30_000, QuickAcks = 0,
        };
        TcpScript script = TcpStates.In(States[random.Next(States.Length)], settings);
        var watch = new EdgeWatch();
        for (int i = 0; i < 80; i++)
        {
            Act(script, random);
            watch.Look(script);
        }
        script.AssertNothingLeaks();
    });

    [Fact]
    public void Any_segments_at_a_listener_keep_it_going() => SeededRuns.Check(200, random =>
    {
        var script = new TcpScript(new TcpSettings { HalfOpenBacklog = 8, AcceptBacklog = 4 });
        script.Listen();
        for (int i = 0; i < 60; i++)
        {
            script.PeerStamps = random.NextBool();
            int data = random.Next(4) == 0 ? random.Next(2000) : 0;
            script.Deliver(script.Make(AnyFlags(random), random.Next(-3, 4), random.Next(-3, 4), data, AnyOptions(script, random)));
            if (random.Next(10) == 0) script.AdvanceMilliseconds(random.Next(5_000));
            script.TakeAll();
        }
        while (script.Listener!.TryAccept(out TcpConnection? connection))
        {
            connection.Abort(script.Now);
            while (connection.TryTake(script.Now, out Packet? packet)) packet.Return();
        }
        script.AssertNothingLeaks();
    });

    [Fact]
    public void An_attacker_who_sees_nothing_changes_nothing_in_a_transfer() => SeededRuns.Check(20, random =>
    {
        var pair = new TcpPair(new EndSettings { Bytes = 200_000 }, new EndSettings { Bytes = 50_000 }, new PipeSettings(), random: random);
        int turns = 0;
        pair.OnTurn = () =>
        {
            if (pair.Server is null || ++turns % 3 != 0) return;
            // Right addresses and ports, a random number: in the window only by great luck, exact never.
            Packet forged = PacketBuilder.IPv4("10.0.0.1", "10.0.0.2")
                .Tcp(40000, 80, AnyFlags(random), random.NextUInt32(), random.NextUInt32())
                .Payload(random.Next(100)).Checksum(ChecksumState.Partial).Build(pair.Pool);
            forged.TransportOffset = 20;
            pair.Server.Connection.OnPacket(pair.Now, forged);
        };
        pair.Connect();
        pair.Run(() => pair.HasEverythingArrived, Duration.FromSeconds(600));
        pair.OnTurn = null;
        pair.Run(() => pair.IsOver, Duration.FromSeconds(600));
        Assert.Equal(TcpEnd.Normal, pair.Server!.Connection.EndedBy);
    });

    [Fact]
    public void Tuples_that_collide_under_XOR_are_spread_by_the_keyed_hash_P12()
    {
        var comparer = new SocketKeyComparer(new ConnectionSecrets(77).Key);
        var buckets = new int[1024];
        for (ushort i = 1; i <= 20_000; i++)
        {
            // The ports' XOR is constant.
            var key = new SocketKey(IpProtocol.Tcp, TcpScript.Us with { Port = i }, TcpScript.Peer with { Port = (ushort)(i ^ 0x5A5A) });
            buckets[comparer.GetHashCode(key) & 1023]++;
        }
        Assert.True(buckets.Max() < 60, $"{buckets.Max()} of 20,000 fell into one of 1024 buckets.");
    }

    private static void Act(TcpScript script, Random random)
    {
        switch (random.Next(12))
        {
            case 0:
                script.AdvanceMilliseconds(random.Next(3_000));
                break;
            case 1:
                script.Write(random.Next(1, 5_000));
                break;
            case 2:
                while (script.Connection.TryRead(out Packet? payload)) payload.Return();
                script.Drain();
                break;
            case 3 when random.Next(6) == 0:
                script.Shutdown();
                break;
            default:
                script.PeerWindow = random.Next(3) == 0 ? random.NextUInt16() : (ushort)65535;
                script.PeerStamps = script.Info.UsesTimestamps && random.Next(8) > 0;
                if (random.Next(10) == 0) script.NextTimestamp = random.NextUInt32();
                int data = random.NextBool() ? 0 : random.Next(3_000);
                long seq = Around(script.Received, random);
                long ack = Around(script.Acknowledged, random);
                Packet packet = script.Make(AnyFlags(random), seq, ack, data, AnyOptions(script, random));
                if (packet.Length > 1540) packet.SegmentSize = 1460;
                script.Deliver(packet);
                break;
        }
        script.TakeAll();
    }

    private static long Around(long position, Random random) => random.Next(5) switch
    {
        0 => random.NextInt64(uint.MaxValue),
        1 => position + random.Next(-70_000, 70_000),
        2 => position + random.Next(-3, 4),
        _ => position,
    };

    private static TcpFlags AnyFlags(Random random) => random.Next(4) switch
    {
        0 => (TcpFlags)random.Next(512),
        1 => TcpFlags.Syn | (random.NextBool() ? TcpFlags.Ack : TcpFlags.None),
        2 when random.Next(8) == 0 => TcpFlags.Fin | TcpFlags.Ack,
        _ => TcpFlags.Ack,
    };

    private static TcpOptions AnyOptions(TcpScript script, Random random)
    {
        TcpOptions options = default;
        if (random.Next(4) == 0) options.Mss = random.NextUInt16();
        if (random.Next(4) == 0) options.SackPermitted = true;
        if (random.Next(4) == 0) options.WindowScale = random.NextByte();
        if (random.Next(3) > 0) return options;
        for (int i = random.Next(1, 3); i > 0 && options.Length < 20; i--)
        {
            SequenceNumber left = script.OurInitial + (uint)random.Next(20_000);
            options.TryAddSackBlock(new SackBlock(left, left + (uint)random.Next(-10, 5_000)));
        }
        return options;
    }

    /// <summary>What must hold of every connection at every time.</summary>
    private sealed class EdgeWatch
    {
        private long _edge = -1;
        private long _received;

        public void Look(TcpScript script)
        {
            TcpInfo info = script.Info;
            if (script.State is TcpState.Closed or TcpState.SynSent) return;
            Assert.True(info.BytesInFlight >= 0 && info.BytesUnsent >= 0 && info.CongestionWindow >= 0, info.ToString());
            Assert.True(info.BytesReceived >= _received);
            // SHLD-14: the right edge never moves to the left (the FIN is one byte of it).
            long edge = info.BytesReceived + info.ReceiveWindow;
            Assert.True(edge >= _edge - 1, $"The right edge moved from {_edge} to {edge}.");
            _edge = edge;
            _received = info.BytesReceived;
            bool mustHaveTimer = info.BytesInFlight > 0;
            Assert.True(!mustHaveTimer || script.Deadline() is not null, $"Nothing will ever send this again: {info}");
        }
    }
}
