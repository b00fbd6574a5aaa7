using System.Buffers.Text;
using System.Text;

namespace NetSim.Simulation.Applications.Http;

/// <summary>
/// Reads HTTP/1.1 requests (RFC 9112) from the bytes of one connection, in pieces of any size. A core without I/O: the caller
/// hands it what arrived and asks what has become of it. Total: any bytes give a request or a status to refuse it with.
/// </summary>
internal sealed class HttpRequestReader
{
    /// <summary>The longest request head taken; longer ones are refused with 431.</summary>
    public const int MaxHeadLength = 16 * 1024;

    private enum Part { Head, Body, ChunkSize, ChunkData, ChunkEnd, Trailer, Done }

    private readonly HttpBodyDigest _digest = new();
    private readonly List<byte> _line = [];
    private Part _part = Part.Head;
    private long _remaining;

    public HttpRequest? Request { get; private set; }

    /// <summary>A head was just completed whose sender waits for 100 (RFC 9110 section 10.1.1); reset by reading it.</summary>
    public bool TakeContinueWanted()
    {
        bool wanted = _continueWanted;
        _continueWanted = false;
        return wanted;
    }

    private bool _continueWanted;

    /// <summary>
    /// Takes bytes up to the end of the current request; <paramref name="used"/> says how many. What follows belongs to the next request.
    /// </summary>
    /// <returns>null to go on, 200 when a request is complete (<see cref="Request"/>), or the status to refuse it with.</returns>
    public int? Read(ReadOnlySpan<byte> bytes, out int used)
    {
        used = 0;
        if (_part == Part.Done) Begin();
        while (used < bytes.Length)
        {
            int? status = _part is Part.Body or Part.ChunkData
                ? ReadBody(bytes, ref used)
                : ReadLine(bytes[used++]);
            if (status is not null) return status;
        }
        return null;
    }

    private void Begin()
    {
        _part = Part.Head;
        _line.Clear();
        Request = null;
        _digest.Begin();
    }

    private int? ReadBody(ReadOnlySpan<byte> bytes, ref int used)
    {
        int take = (int)Math.Min(_remaining, bytes.Length - used);
        _digest.Add(bytes.Slice(used, take));
        used += take;
        _remaining -= take;
        if (_remaining > 0) return null;
        if (_part == Part.Body) return Complete();
        _part = Part.ChunkEnd;
        return null;
    }

    private int? ReadLine(byte next)
    {
        if (_line.Count >= MaxHeadLength) return 431;
        _line.Add(next);
        if (next != '\n') return null;
        switch (_part)
        {
            case Part.Head:
                return EndsWithEmptyLine() ? ReadHead() : null;
            case Part.ChunkSize:
                return ReadChunkSize();
            case Part.ChunkEnd:
                if (TakeLine().Length != 0) return 400;
                _part = Part.ChunkSize;
                return null;
            default:
                return TakeLine().Length == 0 ? Complete() : null;
        }
    }

    private bool EndsWithEmptyLine()
    {
        int n = _line.Count;
        // RFC 9112 section 2.2: a lone LF may be taken for a line end, and empty lines before the request line are skipped.
        if (n == 1 || (n == 2 && _line[0] == '\r'))
        {
            _line.Clear();
            return false;
        }
        return _line[n - 2] == '\n' || (n >= 3 && _line[n - 2] == '\r' && _line[n - 3] == '\n');
    }

    private int? ReadHead()
    {
        string[] lines = TakeLine().Split('\n');
        string[] words = lines[0].TrimEnd('\r').Split(' ');
        if (words.Length != 3 || words[0].Length == 0 || words[1].Length == 0) return 400;
        if (words[2] is not ("HTTP/1.1" or "HTTP/1.0")) return words[2].StartsWith("HTTP/", StringComparison.Ordinal) ? 505 : 400;
        var fields = new HttpFields();
        for (int i = 1; i < lines.Length; i++)
        {
            string line = lines[i].TrimEnd('\r');
            if (line.Length == 0) continue;
            if (!fields.TryAdd(line)) return 400;
        }
        if (words[2] == "HTTP/1.1" && fields.Get("host") is null) return 400;   // RFC 9112 section 3.2
        Request = new HttpRequest(words[0], words[1], fields, KeepsAlive(words[2], fields), _digest);
        return BeginBody(fields);
    }

    private static bool KeepsAlive(string version, HttpFields fields)
    {
        string connection = fields.Get("connection") ?? "";
        return version == "HTTP/1.1"
            ? !connection.Contains("close", StringComparison.OrdinalIgnoreCase)
            : connection.Contains("keep-alive", StringComparison.OrdinalIgnoreCase);
    }

    private int? BeginBody(HttpFields fields)
    {
        string? coding = fields.Get("transfer-encoding");
        string? length = fields.Get("content-length");
        if (coding is not null)
        {
            // RFC 9112 section 6.1: both at once is how requests are smuggled.
            if (length is not null) return 400;
            if (!coding.Equals("chunked", StringComparison.OrdinalIgnoreCase)) return 501;
            _part = Part.ChunkSize;
        }
        else if (length is not null)
        {
            if (!TryReadNumber(length, out _remaining)) return 400;
            if (_remaining == 0) return Complete();
            _part = Part.Body;
        }
        else
        {
            return Complete();
        }
        _continueWanted = string.Equals(fields.Get("expect"), "100-continue", StringComparison.OrdinalIgnoreCase);
        return null;
    }

    private int? ReadChunkSize()
    {
        string line = TakeLine();
        int end = line.IndexOf(';', StringComparison.Ordinal);
        ReadOnlySpan<char> digits = (end < 0 ? line.AsSpan() : line.AsSpan(0, end)).Trim();
        Span<byte> ascii = stackalloc byte[16];
        if (digits.Length is 0 or > 15 || Encoding.ASCII.GetBytes(digits, ascii) == 0) return 400;
        if (!Utf8Parser.TryParse(ascii[..digits.Length], out long size, out int read, 'x') || read != digits.Length || size < 0) return 400;
        _remaining = size;
        _part = size == 0 ? Part.Trailer : Part.ChunkData;
        return null;
    }

    private static bool TryReadNumber(string text, out long value) =>
        long.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out value);

    private string TakeLine()
    {
        string text = Encoding.Latin1.GetString([.. _line]);
        _line.Clear();
        return text.TrimEnd('\r', '\n');
    }

    private int? Complete()
    {
        _digest.Finish();
        _part = Part.Done;
        return 200;
    }
}
