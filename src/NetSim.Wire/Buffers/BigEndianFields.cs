using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace NetSim.Wire.Buffers;

/// <summary>Fields in network order (RFC 791 appendix B), read and written at an offset.</summary>
internal static class BigEndianFields
{
    extension(ReadOnlySpan<byte> bytes)
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ushort U16(int at) => BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public uint U32(int at) => BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]);
    }

    extension(Span<byte> bytes)
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ushort U16(int at) => BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public uint U32(int at) => BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void PutU16(int at, ushort value) => BinaryPrimitives.WriteUInt16BigEndian(bytes[at..], value);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void PutU32(int at, uint value) => BinaryPrimitives.WriteUInt32BigEndian(bytes[at..], value);
    }
}
