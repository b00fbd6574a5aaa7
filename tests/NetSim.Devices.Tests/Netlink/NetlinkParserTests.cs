using NetSim.Devices.Netlink;
using NetSim.Devices.Tests.Tun;
using NetSim.Devices.Tun;

namespace NetSim.Devices.Tests.Netlink;

/// <summary>The kernel is trusted, the parser is total all the same: a message of a later kernel must not end a run.</summary>
public sealed class NetlinkParserTests
{
    [Fact]
    public void Random_bytes_never_throw()
    {
        var random = new Random(1);
        for (int round = 0; round < 20_000; round++)
        {
            var bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            if (bytes.Length > 6 && round % 2 == 0)
            {
                bytes[0] = (byte)bytes.Length;      // a length that is believed
                bytes[1] = bytes[2] = bytes[3] = 0;
                bytes[4] = (byte)random.Next(16, 27);
                bytes[5] = 0;
            }
            ReadAll(bytes);
        }
    }

    [SkippableFact]
    public void Real_messages_with_any_byte_changed_or_cut_anywhere_never_throw()
    {
        using var host = new TestNamespace();
        using TunDevice device = Tuns.OpenUp(host);
        const uint routes = 0x40 | 0x400;
        using NetlinkSocket socket = Tuns.Demand(NetlinkSocket.OpenForNotifications(host.Space,
            RtNetlink.LinkGroup | RtNetlink.IPv4AddressGroup | RtNetlink.IPv6AddressGroup | routes));
        host.Ip("addr", "add", "192.168.69.1/24", "dev", "t0");
        host.Ip("addr", "add", "fd00:69::1/64", "dev", "t0");
        host.Ip("route", "add", "10.20.0.0/16", "via", "10.0.0.2");
        host.Ip("link", "set", "dev", "t0", "mtu", "1300");
        var random = new Random(2);
        int understood = 0, datagrams = 0;
        while (socket.Receive(out ReadOnlySpan<byte> real) > 0)
        {
            datagrams++;
            understood += ReadAll(real);
            for (int length = 0; length < real.Length; length++) ReadAll(real[..length]);
            byte[] changed = real.ToArray();
            for (int i = 0; i < changed.Length; i++)
            {
                byte was = changed[i];
                foreach (byte value in (ReadOnlySpan<byte>)[0, 0xFF, (byte)(was + 1), (byte)random.Next(256)])
                {
                    changed[i] = value;
                    ReadAll(changed);
                }
                changed[i] = was;
            }
        }
        Assert.True(datagrams >= 5, $"{datagrams} datagrams");
        Assert.True(understood >= datagrams, $"{understood} records in {datagrams} datagrams");
    }

    private static int ReadAll(ReadOnlySpan<byte> bytes)
    {
        int understood = 0;
        var reader = new NetlinkReader(bytes);
        while (reader.TryNext(out NetlinkMessage message))
        {
            understood += LinkRecord.TryParse(message.Payload, out _) ? 1 : 0;
            understood += AddressRecord.TryParse(message.Payload, out _) ? 1 : 0;
            understood += RouteRecord.TryParse(message.Payload, out _) ? 1 : 0;
            TunRecord.Parse(message.Payload);
        }
        return understood;
    }
}
