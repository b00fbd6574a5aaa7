using NetSim.Stack.Sockets.Tcp;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Cli.Bench;

/// <summary>
/// The TCP of <see cref="ConnectionsMeasurement"/> without its actors: both ends on this thread, each packet handed straight to the other, a
/// request of 64 bytes and its echo on each connection, then rest.
/// </summary>
internal sealed class IdleCores
{
    private readonly RecyclingPacketPool _pool = new();
    private readonly TcpContext _client;
    private readonly TcpListener _listener;
    private readonly TcpConnection[] _ends;
    private readonly byte[] _request = new byte[64];
    private Instant _now = Instant.Zero + Duration.FromSeconds(1);

    private IdleCores(int count)
    {
        _client = new TcpContext(_pool, 1);
        _listener = new TcpListener(new TcpContext(_pool, 2), TcpSettings.Default, new IpEndpoint(IpAddress.FromIPv4(10, 0, 0, 2), 7));
        _ends = new TcpConnection[2 * count];
    }

    /// <summary>Live memory of one end; and of that, what lies in buffers: packets, here all of them back in the pool.</summary>
    public static (double Core, double Buffers) BytesPerEnd(int count)
    {
        var cores = new IdleCores(count);
        cores.Open(0);
        long before = GC.GetTotalMemory(forceFullCollection: true), madeBefore = cores._pool.Made;
        for (int i = 1; i < count; i++) cores.Open(i);
        long live = GC.GetTotalMemory(forceFullCollection: true) - before;
        double buffers = (double)(cores._pool.Made - madeBefore) * PacketPool.SmallCapacity;
        GC.KeepAlive(cores);
        double ends = 2.0 * (count - 1);
        return ((live - buffers) / ends, buffers / ends);
    }

    private void Open(int index)
    {
        var local = new IpEndpoint(IpAddress.FromIPv4(10, 1, (byte)(index >> 15), 1), (ushort)(1024 + (index & 0x7FFF)));
        TcpConnection client = TcpConnection.Create(_client, TcpSettings.Default, local, _listener.Local);
        client.Connect(_now);
        TcpConnection? server = null;
        while (server is null)
        {
            while (client.TryTake(_now, out Packet? packet)) _listener.OnPacket(_now, packet);
            while (_listener.TryTake(_now, out Packet? packet)) client.OnPacket(_now, packet);
            if (_listener.TryAccept(out server)) _listener.Forget(server);
            _now += Duration.FromMilliseconds(1);
        }
        client.Write(_now, _request);
        Exchange(client, server);
        server.Write(_now, _request);
        Exchange(client, server);
        client.TakeEvents();
        server.TakeEvents();
        (_ends[2 * index], _ends[2 * index + 1]) = (client, server);
    }

    /// <summary>Until neither has anything to say; then so long that no ACK is late.</summary>
    private void Exchange(TcpConnection client, TcpConnection server)
    {
        Hand(client, server);
        _now += Duration.FromSeconds(1);
        client.OnDeadline(_now);
        server.OnDeadline(_now);
        Hand(client, server);
    }

    private void Hand(TcpConnection client, TcpConnection server)
    {
        bool isBusy = true;
        while (isBusy) isBusy = TryHand(client, server) | TryHand(server, client);
    }

    private bool TryHand(TcpConnection from, TcpConnection to)
    {
        bool isBusy = false;
        while (from.TryTake(_now, out Packet? packet))
        {
            isBusy = true;
            to.OnPacket(_now, packet);
        }
        while (to.TryRead(out Packet? payload)) payload.Return();
        return isBusy;
    }
}
