using System.Globalization;
using System.Net.Sockets;
using System.Text;
using NetSim.Testing.Otlp;

namespace NetSim.Interop.Tests;

/// <summary>
/// A collector of OTLP over HTTP/1.1 at port 4318 of a <see cref="Machine"/>, where a program looks for it by default. socat has the port, since it is in that
/// machine's namespace, and hands each connection to a socket in the file system, which has none.
/// </summary>
internal sealed class Collector : IDisposable
{
    private static readonly byte[] Taken = "HTTP/1.1 200 OK\r\nContent-Type: application/x-protobuf\r\nContent-Length: 0\r\n\r\n"u8.ToArray();

    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly RunningProgram _port;
    private readonly Lock _lock = new();
    private readonly List<ReceivedSpan> _spans = [];
    private readonly List<ReceivedNumber> _numbers = [];
    private readonly List<ReceivedRecord> _records = [];
    private Exception? _failure;

    public Collector(Machine machine)
    {
        string path = machine.Path("collector");
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        _listener.Listen();
        // Threads of its own: those of the pool may all be waiting for what it is to hear.
        new Thread(Accept) { IsBackground = true }.Start();
        _port = machine.Background("socat", "TCP4-LISTEN:4318,bind=127.0.0.1,fork,reuseaddr", $"UNIX-CONNECT:{path}");
    }

    public List<ReceivedSpan> Spans => Read(_spans);

    /// <summary>Of all exports, the earliest first.</summary>
    public List<ReceivedNumber> Numbers => Read(_numbers);

    public List<ReceivedRecord> Records => Read(_records);

    public void Dispose()
    {
        _listener.Dispose();
        _port.Dispose();
    }

    private void Accept()
    {
        try
        {
            while (true)
            {
                Socket connection = _listener.Accept();
                new Thread(() => Serve(connection)) { IsBackground = true }.Start();
            }
        }
        catch (SocketException)
        {
            // Disposed of.
        }
    }

    private void Serve(Socket connection)
    {
        try
        {
            using var stream = new NetworkStream(connection, ownsSocket: true);
            using var buffered = new BufferedStream(stream);
            while (ReadLine(buffered) is { Length: > 0 } request)
            {
                int length = 0;
                while (ReadLine(buffered) is { Length: > 0 } field)
                    if (field.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)) length = int.Parse(field["Content-Length:".Length..], CultureInfo.InvariantCulture);
                byte[] body = new byte[length];
                buffered.ReadExactly(body);
                Take(request.Split(' ')[1], body);
                stream.Write(Taken);
            }
        }
        catch (IOException)
        {
            // The program has gone.
        }
        catch (Exception failure)
        {
            lock (_lock) _failure ??= failure;
        }
    }

    private void Take(string path, byte[] body)
    {
        lock (_lock)
        {
            if (path == "/v1/traces") _spans.AddRange(OtlpDecoder.Spans(body));
            else if (path == "/v1/metrics") _numbers.AddRange(OtlpDecoder.Numbers(body));
            else if (path == "/v1/logs") _records.AddRange(OtlpDecoder.Records(body));
            else throw new InvalidDataException($"nobody sends to {path}");
        }
    }

    private List<T> Read<T>(List<T> list)
    {
        lock (_lock) return _failure is null ? [.. list] : throw new InvalidOperationException("The collector got what it cannot read.", _failure);
    }

    /// <summary>Null at the end.</summary>
    private static string? ReadLine(BufferedStream stream)
    {
        var line = new StringBuilder();
        for (int next = stream.ReadByte(); next >= 0; next = stream.ReadByte())
        {
            if (next == '\n') return line.ToString().TrimEnd('\r');
            line.Append((char)next);
        }
        return null;
    }
}
