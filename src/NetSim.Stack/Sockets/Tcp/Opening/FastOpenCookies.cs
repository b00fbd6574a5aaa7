using System.Buffers.Binary;
using NetSim.Wire.Addresses;
using NetSim.Wire.Tcp;

namespace NetSim.Stack.Sockets.Tcp.Opening;

/// <summary>
/// Both sides of the cookies of RFC 7413: those that this stack gives, which are a keyed hash of the client's address (section 4.1.2), and
/// those that it was given (section 4.1.3), of which the oldest make room.
/// </summary>
internal sealed class FastOpenCookies(ConnectionSecrets secrets)
{
    public const int OwnLength = 8;

    public const int MostKnown = 256;

    /// <summary>Sets these hashes apart from all others of the same key.</summary>
    private const ulong Purpose = 0x7413;

    private readonly OrderedDictionary<(IpAddress Local, IpAddress Peer), Known> _known = [];

    public int Count => _known.Count;

    /// <summary>Writes the cookie that the client must show.</summary>
    public void Bake(IpAddress client, Span<byte> cookie) => BinaryPrimitives.WriteUInt64BigEndian(cookie, Hash(client));

    public bool IsGood(IpAddress client, ReadOnlySpan<byte> cookie) =>
        cookie.Length == OwnLength && BinaryPrimitives.ReadUInt64BigEndian(cookie) == Hash(client);

    public bool TryFind(IpAddress local, IpAddress peer, out Known known) => _known.TryGetValue((local, peer), out known);

    public void Learn(IpAddress local, IpAddress peer, ReadOnlySpan<byte> cookie, int mss)
    {
        Span<byte> padded = stackalloc byte[RareTcpOptions.MostCookieBytes];
        padded.Clear();
        cookie.CopyTo(padded);
        _known.Remove((local, peer));
        if (_known.Count == MostKnown) _known.RemoveAt(0);
        _known.Add((local, peer), new Known(BinaryPrimitives.ReadUInt128BigEndian(padded), cookie.Length, mss));
    }

    /// <summary>A SYN with it was lost: something on the way may not like it (RFC 7413 4.1.3.1).</summary>
    public void Forget(IpAddress local, IpAddress peer) => _known.Remove((local, peer));

    private ulong Hash(IpAddress client) => secrets.Key.Hash(client.High, client.Low, Purpose);

    /// <param name="Bytes">The cookie, the first byte highest.</param>
    /// <param name="Length">How many bytes of it count.</param>
    /// <param name="Mss">What the server takes.</param>
    public readonly record struct Known(UInt128 Bytes, int Length, int Mss)
    {
        public void Write(Span<byte> option)
        {
            Span<byte> padded = stackalloc byte[RareTcpOptions.MostCookieBytes];
            BinaryPrimitives.WriteUInt128BigEndian(padded, Bytes);
            RareTcpOptions.WriteFastOpen(option, padded[..Length]);
        }
    }
}
