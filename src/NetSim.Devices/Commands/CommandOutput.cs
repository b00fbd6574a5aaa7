using System.Text;

namespace NetSim.Devices.Commands;

/// <summary>What a command writes: its beginning is kept, the rest is read and counted, so that it never has to wait for a reader.</summary>
public sealed class CommandOutput
{
    /// <summary>Bytes that are kept.</summary>
    public const int Bound = 64 * 1024;

    private readonly byte[] _kept = new byte[Bound];
    private readonly Lock _lock = new();
    private readonly Thread _reader;
    private int _length;
    private long _dropped;

    /// <summary>On a thread of its own: those of the pool may be busy for longer than anybody waits for the last line of a command that has ended.</summary>
    internal CommandOutput(Stream stream)
    {
        _reader = new Thread(() => ReadAll(stream)) { IsBackground = true, Name = "output of a command" };
        _reader.Start();
    }

    internal bool IsAtEnd => !_reader.IsAlive;

    /// <summary>As UTF-8.</summary>
    public string Text
    {
        get
        {
            lock (_lock) return Encoding.UTF8.GetString(_kept, 0, _length);
        }
    }

    /// <summary>Bytes beyond <see cref="Bound"/>, which are lost.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    internal void AwaitEnd(TimeSpan patience) => _reader.Join(patience);

    private void ReadAll(Stream stream)
    {
        var buffer = new byte[8 * 1024];
        try
        {
            while (stream.Read(buffer) is var length and > 0) Keep(buffer.AsSpan(0, length));
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The command is not listened to any more.
        }
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            int room = Math.Min(bytes.Length, Bound - _length);
            bytes[..room].CopyTo(_kept.AsSpan(_length));
            _length += room;
            Interlocked.Add(ref _dropped, bytes.Length - room);
        }
    }
}
