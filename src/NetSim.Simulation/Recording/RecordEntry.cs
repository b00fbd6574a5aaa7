using NetSim.Devices.Netlink;
using NetSim.Wire.Buffers;

namespace NetSim.Simulation.Recording;

/// <summary>One thing that entered a run from outside.</summary>
/// <param name="At">When, in nanoseconds since the start.</param>
internal abstract record RecordEntry(long At);

/// <summary>What the system said of a device.</summary>
internal sealed record LinkEntry(long At, HostLink Link) : RecordEntry(At);

/// <summary>A packet that a device had.</summary>
/// <param name="At">When.</param>
/// <param name="Bytes">All of it.</param>
/// <param name="Checksum">What was known of its checksum.</param>
/// <param name="SegmentSize">Of a super-segment; else 0.</param>
internal sealed record PacketEntry(long At, byte[] Bytes, ChecksumState Checksum, int SegmentSize) : RecordEntry(At)
{
    public Packet ToPacket(PacketPool pool)
    {
        Packet packet = pool.Rent(Bytes.Length);
        Bytes.CopyTo(packet.Append(Bytes.Length));
        packet.Checksum = Checksum;
        packet.SegmentSize = SegmentSize;
        return packet;
    }
}
