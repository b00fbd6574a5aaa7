using System.Buffers.Binary;

namespace NetSim.Simulation.Applications.Dns;

/// <summary>Messages out of a TCP stream: each has its length in two bytes before it (RFC 1035 4.2.2).</summary>
internal sealed class DnsMessageReader
{
    private const int LengthBytes = 2;

    private readonly List<byte> _bytes = [];

    public static byte[] Framed(ReadOnlySpan<byte> message)
    {
        byte[] framed = new byte[LengthBytes + message.Length];
        BinaryPrimitives.WriteUInt16BigEndian(framed, (ushort)message.Length);
        message.CopyTo(framed.AsSpan(LengthBytes));
        return framed;
    }

    public void Add(ReadOnlySpan<byte> bytes) => _bytes.AddRange(bytes);

    /// <summary>The next message that is there whole.</summary>
    public bool TryTake(out ReadOnlyMemory<byte> message)
    {
        message = default;
        if (_bytes.Count < LengthBytes) return false;
        int end = LengthBytes + (_bytes[0] << 8 | _bytes[1]);
        if (_bytes.Count < end) return false;
        message = _bytes[LengthBytes..end].ToArray();
        _bytes.RemoveRange(0, end);
        return true;
    }
}
