using NetSim.Wire.Buffers;
using NetSim.Wire.Checksums;
using NetSim.Wire.Filtering;
using NetSim.Wire.Time;

namespace NetSim.Wire.Capture;

/// <summary>
/// Writes packets as they would be on the wire: partial checksums filled in, super-segments cut. It works on copies; the packet stays
/// as it is, and with its owner.
/// </summary>
/// <param name="writer">The file; it stays with its owner too.</param>
/// <param name="pool">Where the copies come from.</param>
public sealed class CaptureRecorder(PcapngWriter writer, PacketPool pool)
{
    /// <summary>What does not match is not written; null: all is. Of a super-segment each piece is asked.</summary>
    public BpfProgram? Filter { get; init; }

    /// <inheritdoc cref="PcapngWriter.Write"/>
    /// <param name="packet">Borrowed.</param>
    public void Record(int interfaceNumber, Instant time, Packet packet, CaptureDirection direction, ReadOnlySpan<char> comment = default)
    {
        ArgumentNullException.ThrowIfNull(packet);
        LinkType link = writer.Interfaces[interfaceNumber].LinkType;
        if (packet.SegmentSize > 0 && Segmentation.TryStart(packet, link, out Segmentation cut))
        {
            while (cut.TryTake(pool, out Packet? piece)) WritePiece(piece, comment);
        }
        else if (Filter?.Matches(packet.Bytes) == false) return;
        else if (packet.Checksum == ChecksumState.Partial) WriteCopy(packet.Clone(pool), comment);
        else writer.Write(interfaceNumber, time, packet.Bytes, direction, comment);

        void WritePiece(Packet piece, ReadOnlySpan<char> commentOfAll)
        {
            if (Filter?.Matches(piece.Bytes) == false) piece.Return();
            else WriteCopy(piece, commentOfAll);
        }

        void WriteCopy(Packet copy, ReadOnlySpan<char> commentOfAll)
        {
            try
            {
                TransportChecksum.Complete(copy, link);
                writer.Write(interfaceNumber, time, copy.Bytes, direction, commentOfAll);
            }
            finally
            {
                copy.Return();
            }
        }
    }
}
