using System.Diagnostics.CodeAnalysis;
using Microsoft.Win32.SafeHandles;
using NetSim.Devices.Native;
using NetSim.Devices.Tun;
using NetSim.Wire.Buffers;
using NetSim.Wire.Checksums;
using NetSim.Wire.Virtio;

namespace NetSim.Devices.Frames;

/// <summary>
/// Reads and writes packets at a descriptor of which each call moves one, with a virtio header in front if the descriptor has that: TUN, TAP and packet sockets.
/// What only a packet's metadata says (a partial checksum, a super-segment) goes along in the header; without one the checksum is filled in here.
/// </summary>
internal sealed class FrameQueue(SafeFileHandle handle, LinkType link)
{
    private const int MaxRead = PacketPool.LargeCapacity - Packet.DefaultHeadroom;
    private const int SmallRead = PacketPool.SmallCapacity - Packet.DefaultHeadroom;

    // The data path hands the number to the kernel, without the handle's reference counting: only the device closes it.
    private readonly int _descriptor = (int)handle.DangerousGetHandle();

    public TunCounters Counters;

    public LinkType Link => link;

    public bool HasVirtioHeader { get; init; }

    /// <returns>False with 0 in <paramref name="errno"/> if there is nothing just now.</returns>
    public bool TryRead(PacketPool pool, [NotNullWhen(true)] out Packet? packet, out int errno)
    {
        packet = null;
        while (true)
        {
            Packet large = pool.Rent(MaxRead);
            if (!ReadInto(large, out errno))
            {
                large.Return();
                return false;
            }
            if (HasVirtioHeader && !TakeHeader(large))
            {
                Counters.MalformedReads++;
                large.Return();
                continue;
            }
            Counters.PacketsRead++;
            Counters.BytesRead += large.Length;
            packet = large.Length <= SmallRead ? ToSmall(large, pool) : large;
            return true;
        }
    }

    /// <returns>0 if it was written, else the system's error number.</returns>
    public int Write(Packet packet)
    {
        nint written;
        if (HasVirtioHeader)
        {
            if (VirtioOffload.Describe(packet, link, out VirtioNetHeader header) != VirtioRefusal.None) return Errno.Invalid;
            written = WriteBehind(header, packet.Bytes);
        }
        else
        {
            if (packet.SegmentSize > 0) return Errno.MessageTooLong;
            if (!TransportChecksum.Complete(packet, link)) return Errno.Invalid;
            written = WriteAlone(packet.Bytes);
        }
        if (written < 0) return Errno.Last;
        Counters.PacketsWritten++;
        Counters.BytesWritten += packet.Length;
        return 0;
    }

    private unsafe bool ReadInto(Packet packet, out int errno)
    {
        packet.Append(MaxRead);
        // lands in the head-room, so the packet itself starts where it should
        if (HasVirtioHeader) packet.Prepend(VirtioNetHeader.Length);
        Span<byte> bytes = packet.Bytes;
        nint length;
        fixed (byte* start = bytes)
        {
            length = LibC.Read(_descriptor, start, bytes.Length);
        }
        errno = 0;
        if (length > 0)
        {
            packet.Truncate((int)length);
            return true;
        }
        int failure = Errno.Last;
        if (failure is Errno.Again or Errno.Interrupted) return false;
        Counters.FailedReads++;
        errno = failure;
        return false;
    }

    private bool TakeHeader(Packet packet)
    {
        if (!VirtioNetHeader.TryRead(packet.Bytes, out VirtioNetHeader header)) return false;
        packet.TrimStart(VirtioNetHeader.Length);
        return VirtioOffload.Apply(header, packet, link) == VirtioRefusal.None;
    }

    /// <summary>A packet waits in queues for long and 64 KiB of storage with it, while copying 1500 bytes takes some 15 ns.</summary>
    private static Packet ToSmall(Packet large, PacketPool pool)
    {
        Packet small = pool.Rent(large.Length);
        large.Bytes.CopyTo(small.Append(large.Length));
        small.Checksum = large.Checksum;
        small.SegmentSize = large.SegmentSize;
        large.Return();
        return small;
    }

    private unsafe nint WriteBehind(in VirtioNetHeader header, ReadOnlySpan<byte> bytes)
    {
        byte* room = stackalloc byte[VirtioNetHeader.Length];
        header.Write(new Span<byte>(room, VirtioNetHeader.Length));
        LibC.IoVector* vectors = stackalloc LibC.IoVector[2];
        fixed (byte* start = bytes)
        {
            vectors[0] = new LibC.IoVector { Start = room, Length = VirtioNetHeader.Length };
            vectors[1] = new LibC.IoVector { Start = start, Length = (nuint)bytes.Length };
            return LibC.WriteVector(_descriptor, vectors, 2);
        }
    }

    private unsafe nint WriteAlone(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            return LibC.Write(_descriptor, start, bytes.Length);
        }
    }
}
