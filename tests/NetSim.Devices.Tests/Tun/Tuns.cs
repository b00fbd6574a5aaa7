using System.Net.Sockets;
using NetSim.Devices.Namespaces;
using NetSim.Devices.Polling;
using NetSim.Devices.Tun;
using NetSim.Wire.Buffers;

namespace NetSim.Devices.Tests.Tun;

/// <summary>Devices and sockets in a test's namespace.</summary>
internal static class Tuns
{
    public static TunDevice Open(TestNamespace host, TunOptions options) => Demand(TunDevice.Open(options with { Namespace = host.Space }));

    /// <summary>A TUN device t0 that is up; the host has 10.0.0.1/24 on it.</summary>
    public static TunDevice OpenUp(TestNamespace host, TunOptions? options = null)
    {
        TunDevice device = Open(host, options ?? new TunOptions { Name = "t0" });
        host.Ip("addr", "add", "10.0.0.1/24", "dev", device.Name);
        host.Ip("link", "set", "dev", device.Name, "up");
        return device;
    }

    public static DeviceError Refuse(TestNamespace host, TunOptions options)
    {
        DeviceResult<TunDevice> result = TunDevice.Open(options with { Namespace = host.Space });
        result.Value?.Dispose();
        return result.Error ?? throw new InvalidOperationException("the device was opened");
    }

    public static T Demand<T>(DeviceResult<T> result)
        where T : class => result.Value ?? throw new InvalidOperationException(result.Error!.Message);

    /// <summary>A socket of the host: it stays in the namespace that it was made in.</summary>
    public static Socket Socket(TestNamespace host, SocketType type, ProtocolType protocol) =>
        Demand(NetworkNamespace.Run<Socket>(host.Space, () => new Socket(AddressFamily.InterNetwork, type, protocol)));

    /// <summary>Reads until a packet comes that <paramref name="wanted"/> accepts; what else comes is returned to its pool.</summary>
    public static Packet Await(TunDevice device, PacketPool pool, string what, Func<Packet, bool> wanted)
    {
        using Poller poller = Demand(Poller.Open());
        Assert.Null(poller.Add(device.Handle, 0));
        Packet? found = null;
        Patience.Until(poller, what, () =>
        {
            while (found is null && device.TryRead(pool, out Packet? packet))
            {
                if (wanted(packet)) found = packet;
                else packet.Return();
            }
            return found is not null;
        });
        return found!;
    }
}
