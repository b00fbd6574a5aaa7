using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace NetSim.Cli.Bench;

/// <summary>The other end of a TUN measurement: an ordinary program on the kernel's sockets, as fast as they go.</summary>
internal static class KernelPeer
{
    private const int BufferLength = 128 * 1024;

    /// <summary>Connects and sends for a time; prints bits per second.</summary>
    public static int Send(string address, int port, double seconds)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(IPAddress.Parse(address), port);
        byte[] buffer = new byte[BufferLength];
        long bytes = 0;
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed.TotalSeconds < seconds) bytes += socket.Send(buffer);
        socket.Shutdown(SocketShutdown.Send);
        // The peer closes when it has everything: only then has it arrived.
        while (socket.Receive(buffer) > 0)
        {
        }
        return Print(bytes, clock.Elapsed);
    }

    /// <summary>Accepts one connection and reads it to its end; prints bits per second from the first byte.</summary>
    public static int Receive(int port)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listener.Bind(new IPEndPoint(IPAddress.Any, port));
        listener.Listen();
        Console.Out.WriteLine("listening");
        Console.Out.Flush();
        using Socket socket = listener.Accept();
        byte[] buffer = new byte[BufferLength];
        long bytes = socket.Receive(buffer);
        var clock = Stopwatch.StartNew();
        for (int read; (read = socket.Receive(buffer)) > 0;) bytes += read;
        return Print(bytes, clock.Elapsed);
    }

    private static int Print(long bytes, TimeSpan elapsed)
    {
        Console.Out.WriteLine((bytes * 8 / elapsed.TotalSeconds).ToString("0", CultureInfo.InvariantCulture));
        return ExitStatus.Done;
    }
}
