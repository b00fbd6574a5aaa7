using NetSim.Stack.Sockets;
using NetSim.Wire.Addresses;
using NetSim.Wire.Ip;

namespace NetSim.Stack.Tests.Sockets;

public sealed class SocketTableTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(40)]
    public void It_knows_what_was_added_and_not_removed_whether_few_or_many(int ports)
    {
        var random = new Random(1);
        var table = new SocketTable(new RandomGenerator(1, 2), key: 0);
        var reference = new Dictionary<SocketKey, object>();
        for (int i = 0; i < 20_000; i++)
        {
            SocketKey key = RandomKey(random, ports);
            Assert.Same(reference.GetValueOrDefault(key), table.Find(key));
            Assert.Equal(
                reference.Keys.Count(k => k.Remote == default && k.Protocol == key.Protocol && k.Local.Port == key.Local.Port),
                table.CountUnconnected(key.Protocol, key.Local));
            var recipient = new object();
            if (random.Next(2) == 0) Assert.Equal(reference.TryAdd(key, recipient), table.TryAdd(key, recipient));
            else Assert.Equal(reference.Remove(key), table.Remove(key));
            Assert.Equal(reference.Count, table.Count);
        }
    }

    private static SocketKey RandomKey(Random random, int ports) => new(
        random.Next(2) == 0 ? IpProtocol.Tcp : IpProtocol.Udp,
        new IpEndpoint(IpAddress.FromIPv4((uint)random.Next(2)), (ushort)random.Next(ports)),
        random.Next(2) == 0 ? default : new IpEndpoint(IpAddress.FromIPv4((uint)random.Next(2) + 1), 9));
}
