using BenchmarkDotNet.Attributes;
using NetSim.Stack.Sockets.Tcp;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Benchmarks.Micro;

/// <summary>One round between two TCP cores without a network: two full segments, and the one ACK that they are worth.</summary>
[MemoryDiagnoser]
public class TcpBenchmarks
{
    private const int SegmentSize = 1448;

    private static readonly IpEndpoint ClientAt = new(IpAddress.FromIPv4(10, 0, 0, 1), 40000);
    private static readonly IpEndpoint ServerAt = new(IpAddress.FromIPv4(10, 0, 0, 2), 80);

    private readonly RecyclingPacketPool _pool = new();
    private readonly byte[] _data = new byte[2 * SegmentSize];
    private TcpConnection _client = null!;
    private TcpConnection _server = null!;
    private Instant _now = new(1_000_000_000);

    [GlobalSetup]
    public void Connect()
    {
        _client = TcpConnection.Create(new TcpContext(_pool, 1), TcpSettings.Default, ClientAt, ServerAt);
        var listener = new TcpListener(new TcpContext(_pool, 2), TcpSettings.Default, ServerAt);
        _client.Connect(_now);
        while (_client.TryTake(_now, out Packet? syn)) listener.OnPacket(_now, syn);
        while (listener.TryTake(_now, out Packet? answer)) _client.OnPacket(_now, answer);
        while (_client.TryTake(_now, out Packet? ack)) listener.OnPacket(_now, ack);
        if (!listener.TryAccept(out TcpConnection? accepted)) throw new InvalidOperationException("The handshake did not end.");
        _server = accepted;
        if (Round() != _data.Length) throw new InvalidOperationException("A round is not two segments.");
    }

    [Benchmark]
    public int Round()
    {
        int received = 0;
        _now += Duration.FromMicroseconds(500);
        _client.Write(_now, _data);
        while (_client.TryTake(_now, out Packet? segment)) _server.OnPacket(_now, segment);
        while (_server.TryRead(out Packet? payload))
        {
            received += payload.Length;
            payload.Return();
        }
        _now += Duration.FromMicroseconds(500);
        while (_server.TryTake(_now, out Packet? ack)) _client.OnPacket(_now, ack);
        return received;
    }
}
