using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using NetSim.Devices;
using NetSim.Devices.Polling;
using NetSim.Wire.Ipv4;
using NetSim.Wire.Time;
using NetSim.Wire.Udp;

namespace NetSim.Cli.Bench;

/// <summary>The two ends of a measurement of delay: ordinary programs on the kernel's datagram sockets.</summary>
internal static class DelayPeer
{
    /// <summary>Of what is sent, from its IPv4 header to its end.</summary>
    public const int PacketLength = Ipv4Header.MinLength + UdpHeader.Length + sizeof(long);

    /// <summary>Datagrams that leave together: a thread cannot be woken for each.</summary>
    private const int Together = 10;

    /// <summary>Sends datagrams at a constant rate; prints how many.</summary>
    public static int Send(string address, int port, double seconds, int perSecond)
    {
        if (!Poller.Open().TryGet(out Poller? poller, out DeviceError? error)) throw new IOException(error.Message);
        using Poller sleep = poller;
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Connect(IPAddress.Parse(address), port);
        Span<byte> datagram = stackalloc byte[sizeof(long)];
        long count = (long)(seconds * perSecond) / Together * Together, period = Stopwatch.Frequency * Together / perSecond;
        long due = Stopwatch.GetTimestamp();
        for (long number = 0; number < count; number++)
        {
            if (number % Together == 0)
            {
                // A sleep ends late, by less than matters: each datagram carries its own time. What is late is then sent at once.
                long left = due - Stopwatch.GetTimestamp();
                if (left > 0) sleep.Wait(new Duration(left * 1_000_000_000 / Stopwatch.Frequency), []);
                due += period;
            }
            BinaryPrimitives.WriteInt64LittleEndian(datagram, Now());
            socket.Send(datagram);
        }
        Console.Out.WriteLine(count.ToString(CultureInfo.InvariantCulture));
        return ExitStatus.Done;
    }

    /// <summary>
    /// Has a port for a time and reads nothing, so that the kernel drops what comes. Without the port it would refuse each datagram, and forget its route
    /// again: some of its time each millisecond, on the processor that NetSim needs.
    /// </summary>
    public static int Hold(int port, double seconds)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Any, port));
        Console.Out.WriteLine("bound");
        Console.Out.Flush();
        Thread.Sleep(TimeSpan.FromSeconds(seconds));
        return ExitStatus.Done;
    }

    /// <summary>When a datagram was sent, which is all that it carries: nanoseconds since 1970. <paramref name="packet"/> starts at its IPv4 header.</summary>
    public static long SentAt(ReadOnlySpan<byte> packet) => BinaryPrimitives.ReadInt64LittleEndian(packet[(Ipv4Header.MinLength + UdpHeader.Length)..]);

    /// <summary>That of the stamps that the kernel gives to packets.</summary>
    private static long Now() => (DateTime.UtcNow - DateTime.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
}
