using System.Buffers.Binary;

namespace NetSim.Wire.Virtio;

/// <summary>
/// struct virtio_net_hdr: what stands in front of every packet of a TUN/TAP device with IFF_VNET_HDR (virtio 1.2, 5.1.6). Little endian,
/// which is the host's order on every machine that we run on, and TUNSETVNETLE's elsewhere.
/// <code>
///   0 | flags | gso_type | hdr_len (2) | gso_size (2) | csum_start (2) | csum_offset (2) | 10
/// </code>
/// </summary>
public readonly record struct VirtioNetHeader
{
    public const int Length = 10;

    public VirtioNetFlags Flags { get; init; }

    public VirtioGsoType GsoType { get; init; }

    /// <summary>Bytes of headers that each piece repeats. A hint only: kernels send it wrong.</summary>
    public ushort HeaderLength { get; init; }

    /// <summary>Payload bytes of each piece.</summary>
    public ushort GsoSize { get; init; }

    /// <summary>Where the sum starts, counted from the start of the packet.</summary>
    public ushort ChecksumStart { get; init; }

    /// <summary>Where the field stands, counted from there.</summary>
    public ushort ChecksumOffset { get; init; }

    public static bool TryRead(ReadOnlySpan<byte> bytes, out VirtioNetHeader header)
    {
        header = default;
        if (bytes.Length < Length) return false;
        header = new VirtioNetHeader
        {
            Flags = (VirtioNetFlags)bytes[0],
            GsoType = (VirtioGsoType)bytes[1],
            HeaderLength = BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]),
            GsoSize = BinaryPrimitives.ReadUInt16LittleEndian(bytes[4..]),
            ChecksumStart = BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]),
            ChecksumOffset = BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]),
        };
        return true;
    }

    public void Write(Span<byte> bytes)
    {
        bytes[0] = (byte)Flags;
        bytes[1] = (byte)GsoType;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[2..], HeaderLength);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[4..], GsoSize);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[6..], ChecksumStart);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[8..], ChecksumOffset);
    }
}
