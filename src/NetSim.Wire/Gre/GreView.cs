using NetSim.Wire.Buffers;
using NetSim.Wire.Checksums;
using NetSim.Wire.Ethernet;

namespace NetSim.Wire.Gre;

/// <summary>
/// A packet of Generic Routing Encapsulation (RFC 2784, with the key and the sequence number of RFC 2890). The fields after the first word are there as
/// the flags say, in this order.
/// <code>
///   0 |C| |K|S|    reserved    | Ver |       Protocol Type           |
///   4 |          Checksum             |          Reserved            |
///     |                            Key                               |
///     |                      Sequence Number                         |
/// </code>
/// </summary>
public readonly ref struct GreView : IWireView<GreView>
{
    /// <summary>RFC 2784 2.3: what has one of the bits of RFC 1701 set, or another version, is for somebody else.</summary>
    private const int MustBeZero = 0x4C07;

    private readonly ReadOnlySpan<byte> _bytes;

    private GreView(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    public ReadOnlySpan<byte> Bytes => _bytes;

    public EtherType Protocol => (EtherType)_bytes.U16(GreHeader.ProtocolAt);

    public bool HasChecksum => (_bytes.U16(0) & GreHeader.ChecksumFlag) != 0;

    public bool HasKey => (_bytes.U16(0) & GreHeader.KeyFlag) != 0;

    public bool HasSequenceNumber => (_bytes.U16(0) & GreHeader.SequenceFlag) != 0;

    /// <summary>0 without one.</summary>
    public uint Key => HasKey ? _bytes.U32(HasChecksum ? 8 : 4) : 0;

    /// <summary>0 without one.</summary>
    public uint SequenceNumber => HasSequenceNumber ? _bytes.U32(HeaderLength - 4) : 0;

    public int HeaderLength => GreHeader.LengthOf(_bytes.U16(0));

    public ReadOnlySpan<byte> Payload => _bytes[HeaderLength..];

    /// <summary>True also without a checksum. It is over header and payload.</summary>
    public bool IsChecksumValid => !HasChecksum || InternetChecksum.Fold(InternetChecksum.Sum(_bytes)) == 0xFFFF;

    public static bool TryParse(ReadOnlySpan<byte> bytes, out GreView view)
    {
        view = default;
        if (bytes.Length < GreHeader.MinLength) return false;
        int flags = bytes.U16(0);
        if ((flags & MustBeZero) != 0 || bytes.Length < GreHeader.LengthOf(flags)) return false;
        view = new GreView(bytes);
        return true;
    }
}
