using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using NetSim.Devices;
using NetSim.Devices.Polling;
using NetSim.Wire.Time;

namespace NetSim.Cli.Bench;

/// <summary>The two ends of a measurement of delay: ordinary programs on the kernel's datagram sockets, which share the system's clock.</summary>
internal static class DelayPeer
{
    /// <summary>A sequence number and the time of sending.</summary>
    private const int Length = 16;

    /// <summary>Datagrams that leave together: a thread cannot be woken for each.</summary>
    private const int Together = 10;

    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(1);

    /// <summary>Sends datagrams at a constant rate; prints how many.</summary>
    public static int Send(string address, int port, double seconds, int perSecond)
    {
        if (!Poller.Open().TryGet(out Poller? poller, out DeviceError? error)) throw new IOException(error.Message);
        using Poller sleep = poller;
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Connect(IPAddress.Parse(address), port);
        Span<byte> datagram = stackalloc byte[Length];
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
            BinaryPrimitives.WriteInt64LittleEndian(datagram, number);
            BinaryPrimitives.WriteInt64LittleEndian(datagram[8..], Stopwatch.GetTimestamp());
            socket.Send(datagram);
        }
        Console.Out.WriteLine(count.ToString(CultureInfo.InvariantCulture));
        return ExitStatus.Done;
    }

    /// <summary>Receives until nothing more comes; prints how many came, and in microseconds how far off their delay was: median, 99th percentile, most.</summary>
    public static int Receive(int port, double expectedMilliseconds)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = 8 << 20 };
        socket.Bind(new IPEndPoint(IPAddress.Any, port));
        Console.Out.WriteLine("listening");
        Console.Out.Flush();
        Span<byte> datagram = stackalloc byte[Length];
        var errors = new List<double>(1 << 22);
        try
        {
            while (true)
            {
                if (socket.Receive(datagram) != Length) continue;
                long now = Stopwatch.GetTimestamp();
                if (errors.Count == 0) socket.ReceiveTimeout = (int)Silence.TotalMilliseconds;
                double delay = (now - BinaryPrimitives.ReadInt64LittleEndian(datagram[8..])) * 1e6 / Stopwatch.Frequency;
                errors.Add(Math.Abs(delay - (expectedMilliseconds * 1e3)));
            }
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock)
        {
            errors.Sort();
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{errors.Count} {errors[errors.Count / 2]:0.0} {errors[(int)(errors.Count * 0.99)]:0.0} {errors[^1]:0.0}"));
            return ExitStatus.Done;
        }
    }
}
