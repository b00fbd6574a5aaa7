using NetSim.Stack.Sockets;
using NetSim.Wire.Addresses;
using NetSim.Wire.Ip;

namespace NetSim.Stack.Tests.Sockets;

public sealed class SocketTableTests
{
    private static readonly IpAddress[] Locals = [IpAddress.AnyIPv4, IpAddress.FromIPv4(1), IpAddress.AnyIPv6, IpAddress.LoopbackIPv6];

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
            Assert.Equal(reference.Keys.Count(k => k.Remote == default && IsAlike(k, key)), table.CountUnconnected(key.Protocol, key.Local));
            Assert.Same(reference.FirstOrDefault(k => k.Key.Remote == default && k.Key.LocalAddress.IsUnspecified && IsAlike(k.Key, key)).Value, table.FindOnAny(key.Protocol, key.Local));
            var recipient = new object();
            if (random.Next(2) == 0) Assert.Equal(reference.TryAdd(key, recipient), table.TryAdd(key, recipient));
            else Assert.Equal(reference.Remove(key), table.Remove(key));
            Assert.Equal(reference.Count, table.Count);
        }
    }

    /// <summary>Of one protocol, family and port.</summary>
    private static bool IsAlike(in SocketKey x, in SocketKey y) =>
        x.Protocol == y.Protocol && x.Local.Port == y.Local.Port && x.LocalAddress.Family == y.LocalAddress.Family;

    private static SocketKey RandomKey(Random random, int ports) => new(
        random.Next(2) == 0 ? IpProtocol.Tcp : IpProtocol.Udp,
        new IpEndpoint(Locals[random.Next(Locals.Length)], (ushort)random.Next(ports)),
        random.Next(2) == 0 ? default : new IpEndpoint(IpAddress.FromIPv4((uint)random.Next(2) + 1), 9));
}
