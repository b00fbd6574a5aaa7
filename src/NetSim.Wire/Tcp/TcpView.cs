using NetSim.Wire.Buffers;

namespace NetSim.Wire.Tcp;

/// <summary>
/// A TCP segment (RFC 9293 3.1); <see cref="TcpOptions"/> reads the options. The checksum is not looked at.
/// <code>
///   0 |          Source Port          |       Destination Port        |
///   4 |                        Sequence Number                        |
///   8 |                    Acknowledgment Number                      |
///  12 | Offset| Rsrv|A|C|E|U|A|P|R|S|F|            Window             |
///  16 |           Checksum            |         Urgent Pointer        |
///  20 |                   Options, if Offset > 5 ...
/// </code>
/// </summary>
public readonly ref struct TcpView : IWireView<TcpView>
{
    private readonly ReadOnlySpan<byte> _bytes;

    private TcpView(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    public ReadOnlySpan<byte> Bytes => _bytes;

    public ushort SourcePort => _bytes.U16(TcpHeader.SourcePortAt);

    public ushort DestinationPort => _bytes.U16(TcpHeader.DestinationPortAt);

    public SequenceNumber SequenceNumber => new(_bytes.U32(TcpHeader.SequenceNumberAt));

    /// <summary>Meaningful only with <see cref="TcpFlags.Ack"/>.</summary>
    public SequenceNumber AcknowledgmentNumber => new(_bytes.U32(TcpHeader.AcknowledgmentNumberAt));

    /// <summary>20–60 bytes.</summary>
    public int HeaderLength => (_bytes[TcpHeader.OffsetAt] >> 4) * 4;

    /// <summary>Without the three reserved bits.</summary>
    public TcpFlags Flags => (TcpFlags)(_bytes.U16(TcpHeader.OffsetAt) & TcpHeader.FlagMask);

    /// <summary>As it stands: not scaled (RFC 7323 2.3).</summary>
    public ushort Window => _bytes.U16(TcpHeader.WindowAt);

    public ushort Checksum => _bytes.U16(TcpHeader.ChecksumAt);

    /// <summary>Meaningful only with <see cref="TcpFlags.Urg"/>.</summary>
    public ushort UrgentPointer => _bytes.U16(TcpHeader.UrgentPointerAt);

    /// <summary>0–40 bytes.</summary>
    public ReadOnlySpan<byte> OptionBytes => _bytes[TcpHeader.MinLength..HeaderLength];

    public ReadOnlySpan<byte> Payload => _bytes[HeaderLength..];

    /// <param name="bytes">The whole segment: TCP has no length field, so its end is the end of the IP payload.</param>
    /// <param name="view">The segment.</param>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out TcpView view)
    {
        view = default;
        if (bytes.Length < TcpHeader.MinLength) return false;
        int headerLength = (bytes[TcpHeader.OffsetAt] >> 4) * 4;
        if (headerLength < TcpHeader.MinLength || headerLength > bytes.Length) return false;
        view = new TcpView(bytes);
        return true;
    }
}
