using NetSim.Stack.Sockets;
using NetSim.Stack.Sockets.Tcp;
using NetSim.Testing;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ip;

namespace NetSim.Stack.Tests.Sockets;

public sealed class ConnectionTableTests
{
    private readonly TcpContext _context = new(new RecyclingPacketPool(), 1);

    [Fact]
    public void A_table_of_any_size_finds_what_was_added_and_not_removed() => SeededRuns.Check(20, random =>
    {
        var table = new ConnectionTable(new SocketKeyComparer(new KeyedHash(1, 2)));
        var known = new SortedDictionary<int, TcpConnection>();
        // Among few ports, so that it grows, shrinks to nothing and grows again.
        int most = random.Next(2, 200);
        for (int step = 0; step < 2_000; step++)
        {
            int port = random.Next(1, most);
            SocketKey key = Of(port).Ends;
            Assert.Same(known.GetValueOrDefault(port), table.Find(key));
            if (random.NextBool())
            {
                TcpConnection added = Of(port);
                Assert.Equal(known.TryAdd(port, added), table.TryAdd(key, added));
            }
            else
            {
                Assert.Equal(known.Remove(port), table.Remove(key));
            }
            Assert.Equal(known.Count, table.Count);
        }
        foreach ((int port, TcpConnection connection) in known) Assert.Same(connection, table.Find(Of(port).Ends));
    });

    [Fact]
    public void Ends_that_a_connection_has_are_taken_for_every_other_socket()
    {
        var sockets = new Demultiplexer(new RandomGenerator(1, 2), key: 0, EphemeralPorts.Default);
        TcpConnection connection = Of(7);
        connection.Owner = "owner";
        Assert.Equal(BindOutcome.Bound, sockets.Register(connection));
        Assert.Equal(BindOutcome.AddressInUse, sockets.Register(Of(7)));
        Assert.Equal(BindOutcome.AddressInUse, sockets.Connect(IpProtocol.Tcp, connection.Local, connection.Remote, "other", out _));
        Assert.Equal("owner", sockets.Find(IpProtocol.Tcp, connection.Local, connection.Remote));
        Assert.Null(sockets.Find(IpProtocol.Udp, connection.Local, connection.Remote));
        Assert.True(sockets.Release(IpProtocol.Tcp, connection.Local, connection.Remote));
        Assert.Null(sockets.Find(IpProtocol.Tcp, connection.Local, connection.Remote));
        Assert.Equal(0, sockets.Count);
    }

    private TcpConnection Of(int port) => TcpConnection.Create(
        _context, TcpSettings.Default, new IpEndpoint(IpAddress.FromIPv4(10, 0, 0, 1), 80), new IpEndpoint(IpAddress.FromIPv4(10, 0, 0, 2), (ushort)port));
}
