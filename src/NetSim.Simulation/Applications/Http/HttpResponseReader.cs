using System.Globalization;
using System.Text;

namespace NetSim.Simulation.Applications.Http;

/// <summary>Reads one answer, whose body ends with its Content-Length or with the connection (RFC 9112 section 6.3). Total over any bytes.</summary>
/// <param name="kept">How many bytes of the body are kept.</param>
internal sealed class HttpResponseReader(int kept = 0)
{
    private readonly List<byte> _head = [];
    private byte[] _body = [];
    private int _bodyLength;
    private long? _length;

    public int Status { get; private set; }

    public long BodyBytes { get; private set; }

    /// <summary>The body, or its beginning if it is longer than what is kept.</summary>
    public ReadOnlyMemory<byte> Kept => _body.AsMemory(0, _bodyLength);

    public bool IsBad { get; private set; }

    private bool HeadIsComplete => Status != 0;

    public bool IsComplete => HeadIsComplete && _length is { } length && BodyBytes >= length;

    /// <summary>The connection ended: is the answer whole?</summary>
    public bool IsCompleteAtEnd => HeadIsComplete && (_length is null || IsComplete);

    public void Read(ReadOnlySpan<byte> bytes)
    {
        for (int i = 0; i < bytes.Length && !IsBad; i++)
        {
            if (HeadIsComplete)
            {
                BodyBytes += bytes.Length - i;
                Keep(bytes[i..]);
                return;
            }
            _head.Add(bytes[i]);
            if (_head.Count > HttpRequestReader.MaxHeadLength) IsBad = true;
            else if (bytes[i] == '\n' && EndsHead()) ReadHead();
        }
    }

    private void Keep(ReadOnlySpan<byte> part)
    {
        part = part[..Math.Min(part.Length, kept - _bodyLength)];
        if (_bodyLength + part.Length > _body.Length)
            Array.Resize(ref _body, (int)Math.Min(kept, Math.Max(2L * _body.Length, _bodyLength + part.Length)));
        part.CopyTo(_body.AsSpan(_bodyLength));
        _bodyLength += part.Length;
    }

    private bool EndsHead()
    {
        int n = _head.Count;
        return n >= 4 && _head[n - 2] == '\r' && _head[n - 3] == '\n' && _head[n - 4] == '\r';
    }

    private void ReadHead()
    {
        string[] lines = Encoding.Latin1.GetString([.. _head]).Split("\r\n");
        string[] words = lines[0].Split(' ', 3);
        if (words.Length < 2 || !words[0].StartsWith("HTTP/1.", StringComparison.Ordinal) ||
            !int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out int status) || status is < 100 or > 599)
        {
            IsBad = true;
            return;
        }
        _head.Clear();
        if (status < 200) return;      // 100 Continue: the answer follows
        var fields = new HttpFields();
        for (int i = 1; i < lines.Length; i++) fields.TryAdd(lines[i]);
        if (long.TryParse(fields.Get("content-length"), NumberStyles.None, CultureInfo.InvariantCulture, out long length)) _length = length;
        Status = status;
    }
}
