using NetSim.Stack.Sockets.Tcp;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Stack.Tests.Sockets.Tcp;

/// <summary>In the steady state a segment costs no memory: neither on a clean path nor on one that loses, delays and repeats.</summary>
public sealed class AllocationTests
{
    private const int Bytes = 10_000_000;

    private readonly RecyclingPacketPool _pool = new();
    private readonly Queue<Packet> _toServer = new(4096);
    private readonly Queue<Packet> _toClient = new(4096);
    private readonly byte[] _data = new byte[65536];
    private Instant _now = new(1_000_000_000);
    private long _received;
    private long _passed;

    [Theory]
    [InlineData(0, 0, CongestionAlgorithm.Cubic)]
    [InlineData(0, 0, CongestionAlgorithm.NewReno)]
    [InlineData(65_536, 0, CongestionAlgorithm.Cubic)]
    [InlineData(0, 97, CongestionAlgorithm.Cubic)]
    [InlineData(0, 97, CongestionAlgorithm.NewReno)]
    public void Ten_megabytes_allocate_nothing(int superSegment, int dropEvery, CongestionAlgorithm congestion)
    {
        var settings = new TcpSettings { MaxSuperSegment = superSegment, Congestion = congestion };
        TcpConnection client = TcpConnection.Create(new TcpContext(_pool, 1), settings, TcpScript.Us, TcpScript.Peer);
        var listener = new TcpListener(new TcpContext(_pool, 2), settings, TcpScript.Peer);
        client.Connect(_now);
        while (client.TryTake(_now, out Packet? packet)) listener.OnPacket(_now, packet);
        while (listener.TryTake(_now, out Packet? packet)) client.OnPacket(_now, packet);
        while (client.TryTake(_now, out Packet? packet)) listener.OnPacket(_now, packet);
        Assert.True(listener.TryAccept(out TcpConnection? server));

        Transfer(client, server, dropEvery, Bytes);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Transfer(client, server, dropEvery, Bytes);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(0, allocated);
        Assert.Equal(dropEvery > 0, client.Info.SegmentsRetransmitted > 0);
    }

    private void Transfer(TcpConnection client, TcpConnection server, int dropEvery, int bytes)
    {
        long end = _received + bytes;
        while (_received < end)
        {
            _now += Duration.FromMicroseconds(500);
            while (client.Write(_now, _data) > 0)
            {
            }
            while (client.TryTake(_now, out Packet? packet))
            {
                if (dropEvery > 0 && ++_passed % dropEvery == 0) packet.Return();
                else _toServer.Enqueue(packet);
            }
            _now += Duration.FromMicroseconds(500);
            while (_toServer.TryDequeue(out Packet? packet))
            {
                server.OnPacket(_now, packet);
                while (server.TryTake(_now, out Packet? answer)) _toClient.Enqueue(answer);
            }
            while (server.TryRead(out Packet? payload))
            {
                _received += payload.Length;
                payload.Return();
            }
            while (server.TryTake(_now, out Packet? answer)) _toClient.Enqueue(answer);
            while (_toClient.TryDequeue(out Packet? packet)) client.OnPacket(_now, packet);
            if (client.NextDeadline <= _now) client.OnDeadline(_now);
            if (server.NextDeadline <= _now) server.OnDeadline(_now);
        }
    }
}
