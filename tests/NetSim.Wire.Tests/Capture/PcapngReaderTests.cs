using NetSim.Wire.Capture;
using NetSim.Wire.Time;

namespace NetSim.Wire.Tests.Capture;

/// <summary>Files that our writer does not write: the other byte order, other blocks, other clocks.</summary>
public sealed class PcapngReaderTests
{
    private sealed class FileBuilder(bool bigEndian)
    {
        private readonly List<byte> _bytes = [];

        public FileBuilder Block(uint type, params byte[][] parts)
        {
            byte[] body = parts.SelectMany(p => p).ToArray();
            body = [.. body, .. new byte[(4 - body.Length % 4) % 4]];
            _bytes.AddRange([.. U32(type), .. U32((uint)body.Length + 12), .. body, .. U32((uint)body.Length + 12)]);
            return this;
        }

        public FileBuilder Section(ushort major = 1) => Block(0x0A0D0D0A, U32(0x1A2B3C4D), U16(major), U16(0), U64(ulong.MaxValue));

        public FileBuilder Interface(params byte[][] options) => Block(1, [U16(101), U16(0), U32(0), .. options]);

        public FileBuilder Packet(uint number, ulong ticks, byte[] data, params byte[][] options) => Block(
            6, [U32(number), U32((uint)(ticks >> 32)), U32((uint)ticks), U32((uint)data.Length), U32((uint)data.Length), data, new byte[(4 - data.Length % 4) % 4], .. options]);

        public byte[] Option(ushort code, params byte[] value) =>
            [.. U16(code), .. U16((ushort)value.Length), .. value, .. new byte[(4 - value.Length % 4) % 4]];

        public byte[] U16(ushort value) => Ordered(BitConverter.GetBytes(value));

        public byte[] U32(uint value) => Ordered(BitConverter.GetBytes(value));

        public byte[] U64(ulong value) => Ordered(BitConverter.GetBytes(value));

        public byte[] ToBytes() => _bytes.ToArray();

        public PcapngReader Read() => new(new MemoryStream(ToBytes()));

        private byte[] Ordered(byte[] bytes) => bigEndian == BitConverter.IsLittleEndian ? [.. bytes.Reverse()] : bytes;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Either_byte_order_is_read(bool bigEndian)
    {
        FileBuilder file = new(bigEndian);
        PcapngReader reader = file.Section()
            .Interface(file.Option(9, 9), file.Option(2, "eth0"u8.ToArray()))
            .Packet(0, 5_000_000_001, [1, 2, 3, 4, 5], file.Option(2, file.U32(2)), file.Option(1, "first"u8.ToArray()), file.Option(1, "second"u8.ToArray()), file.Option(0))
            .Read();
        Assert.True(reader.TryRead(out CaptureRecord record));
        Assert.Equal((new Instant(5_000_000_001), CaptureDirection.Outbound, "first"), (record.Time, record.Direction, record.Comment));
        Assert.Equal([1, 2, 3, 4, 5], record.Bytes.ToArray());
        Assert.Equal("eth0", reader.Interfaces[0].Name);
    }

    [Fact]
    public void A_second_section_may_have_the_other_byte_order_and_starts_with_no_interfaces()
    {
        byte[] file =
        [
            .. new FileBuilder(false).Section().Interface().Packet(0, 1, [1]).ToBytes(),
            .. new FileBuilder(true).Section().Interface().Packet(0, 2, [2]).ToBytes(),
        ];
        PcapngReader reader = new(new MemoryStream(file));
        Assert.True(reader.TryRead(out _));
        Assert.True(reader.TryRead(out CaptureRecord record));
        Assert.Equal([2], record.Bytes.ToArray());
        Assert.Single(reader.Interfaces);
    }

    [Fact]
    public void Unknown_blocks_are_skipped_whatever_their_size()
    {
        FileBuilder file = new(false);
        PcapngReader reader = file.Section().Block(0x0BAD, new byte[20_000_000]).Interface().Block(5, new byte[100]).Packet(0, 1, [7]).Read();
        Assert.True(reader.TryRead(out CaptureRecord record));
        Assert.Equal([7], record.Bytes.ToArray());
    }

    [Theory]
    [InlineData(6, 1_500_000UL, 1_500_000_000L)]
    [InlineData(9, 1_500_000_000UL, 1_500_000_000L)]
    [InlineData(3, 1_500UL, 1_500_000_000L)]
    [InlineData(0, 3UL, 3_000_000_000L)]
    [InlineData(12, 1_500_000_000_999UL, 1_500_000_000L)]
    [InlineData(0x80, 3UL, 3_000_000_000L)]
    [InlineData(0x81, 3UL, 1_500_000_000L)]
    [InlineData(0x80 + 30, 1UL << 30, 1_000_000_000L)]
    [InlineData(0x80 + 127, ulong.MaxValue, 0L)]
    [InlineData(127, ulong.MaxValue, 0L)]
    [InlineData(0, ulong.MaxValue, long.MaxValue)]
    [InlineData(9, ulong.MaxValue, long.MaxValue)]
    public void Stamps_of_any_resolution_become_nanoseconds(int resolution, ulong ticks, long expected)
    {
        FileBuilder file = new(false);
        PcapngReader reader = file.Section().Interface(file.Option(9, (byte)resolution)).Packet(0, ticks, [1]).Read();
        Assert.True(reader.TryRead(out CaptureRecord record));
        Assert.Equal(new Instant(expected), record.Time);
    }

    [Fact]
    public void Without_a_resolution_stamps_are_microseconds_and_an_offset_is_added()
    {
        FileBuilder file = new(true);
        PcapngReader reader = file.Section().Interface(file.Option(14, file.U64(10))).Packet(0, 3, [1]).Read();
        Assert.True(reader.TryRead(out CaptureRecord record));
        Assert.Equal(new Instant(10_000_003_000), record.Time);
    }

    [Theory]
    [InlineData(long.MinValue, 0L)]
    [InlineData(long.MaxValue, long.MaxValue)]
    public void An_offset_out_of_range_becomes_the_nearest_time(long offset, long expected)
    {
        FileBuilder file = new(false);
        PcapngReader reader = file.Section().Interface(file.Option(14, file.U64((ulong)offset))).Packet(0, 3, [1]).Read();
        Assert.True(reader.TryRead(out CaptureRecord record));
        Assert.Equal(new Instant(expected), record.Time);
    }

    [Fact]
    public void A_simple_packet_belongs_to_the_first_interface()
    {
        FileBuilder file = new(false);
        PcapngReader reader = file.Section().Interface().Block(3, file.U32(5), [1, 2, 3, 4, 5]).Read();
        Assert.True(reader.TryRead(out CaptureRecord record));
        Assert.Equal([1, 2, 3, 4, 5], record.Bytes.ToArray());
        Assert.Equal((0, Instant.Zero, 5L), (record.InterfaceNumber, record.Time, record.OriginalLength));
    }

    [Fact]
    public void Every_fault_has_its_reason()
    {
        FileBuilder New() => new(false);
        FileBuilder f = New();
        Assert.Equal(PcapngError.NotPcapng, ErrorOf(New().Interface()));
        Assert.Equal(PcapngError.NotPcapng, ErrorOf(New().Block(0x0A0D0D0A, new byte[16])));
        Assert.Equal(PcapngError.UnsupportedVersion, ErrorOf(New().Section(2)));
        Assert.Equal(PcapngError.UnknownInterface, ErrorOf(New().Section().Packet(0, 0, [1])));
        Assert.Equal(PcapngError.UnknownInterface, ErrorOf(New().Section().Interface().Packet(1, 0, [1])));
        Assert.Equal(PcapngError.UnknownInterface, ErrorOf(New().Section().Block(3, f.U32(1), [1])));
        Assert.Equal(PcapngError.BadBlockLength, ErrorOf(New().Section().Block(1, new byte[4])));
        Assert.Equal(PcapngError.BadBlockLength, ErrorOf(New().Section().Interface().Block(6, new byte[16])));
        Assert.Equal(PcapngError.BadBlockLength, ErrorOf(New().Section().Interface().Block(3)));
        Assert.Equal(PcapngError.BadPacketLength, ErrorOf(New().Section().Interface().Block(6, new byte[12], f.U32(9), f.U32(9), new byte[8])));
        Assert.Equal(PcapngError.BadPacketLength, ErrorOf(New().Section().Interface().Block(6, new byte[12], f.U32(uint.MaxValue), f.U32(9), new byte[8])));
        Assert.Equal(PcapngError.BadPacketLength, ErrorOf(New().Section().Interface().Block(3, f.U32(9), new byte[8])));
        Assert.Equal(PcapngError.BadOption, ErrorOf(New().Section().Interface([.. f.U16(2), .. f.U16(9), 1, 2, 3, 4])));
        Assert.Equal(PcapngError.BadOption, ErrorOf(New().Section().Interface().Packet(0, 0, [1], [.. f.U16(1), .. f.U16(60)])));
        Assert.Equal(PcapngError.BlockTooLong, ErrorOf(New().Section().Interface().Block(6, new byte[PcapngReader.MaxBlockLength + 4])));
    }

    [Fact]
    public void The_number_of_interfaces_is_bounded()
    {
        FileBuilder file = new FileBuilder(false).Section();
        for (int i = 0; i <= PcapngReader.MaxInterfaces; i++) file.Interface();
        PcapngReader reader = file.Read();
        Assert.False(reader.TryRead(out _));
        Assert.Equal((PcapngError.TooManyInterfaces, PcapngReader.MaxInterfaces), (reader.Error, reader.Interfaces.Count));
    }

    private static PcapngError ErrorOf(FileBuilder file)
    {
        PcapngReader reader = file.Read();
        while (reader.TryRead(out _))
        {
        }
        return reader.Error;
    }
}
