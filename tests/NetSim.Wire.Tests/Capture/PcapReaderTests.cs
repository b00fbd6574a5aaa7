using NetSim.Wire.Buffers;
using NetSim.Wire.Capture;
using NetSim.Wire.Time;

namespace NetSim.Wire.Tests.Capture;

public sealed class PcapReaderTests
{
    private const uint Micro = 0xA1B2C3D4, Nano = 0xA1B23C4D;

    private static byte[] File(uint magic, bool isBig, ushort major = 2, uint network = 1)
    {
        List<byte> bytes = [.. U32(magic), .. U16(major), .. U16(4), .. U32(0), .. U32(0), .. U32(65535), .. U32(network)];
        bytes.AddRange([.. U32(5), .. U32(7), .. U32(3), .. U32(60), 1, 2, 3]);
        bytes.AddRange([.. U32(uint.MaxValue), .. U32(999), .. U32(0), .. U32(0)]);
        return [.. bytes];

        byte[] U16(ushort value) => Ordered(BitConverter.GetBytes(value));
        byte[] U32(uint value) => Ordered(BitConverter.GetBytes(value));
        byte[] Ordered(byte[] value) => isBig == BitConverter.IsLittleEndian ? [.. value.Reverse()] : value;
    }

    private static PcapReader Open(byte[] file) => new(new MemoryStream(file));

    [Theory]
    [InlineData(Micro, false, 5_000_007_000)]
    [InlineData(Micro, true, 5_000_007_000)]
    [InlineData(Nano, false, 5_000_000_007)]
    [InlineData(Nano, true, 5_000_000_007)]
    public void Either_byte_order_and_either_resolution_is_read(uint magic, bool isBig, long nanoseconds)
    {
        PcapReader reader = Open(File(magic, isBig));

        Assert.True(reader.TryRead(out CaptureRecord first));
        Assert.Equal((new Instant(nanoseconds), 60L, LinkType.Ethernet), (first.Time, first.OriginalLength, reader.LinkType));
        Assert.Equal([1, 2, 3], first.Bytes.ToArray());
        Assert.True(reader.TryRead(out CaptureRecord second));
        Assert.Equal((uint.MaxValue, 0), (second.Time.Nanoseconds / 1_000_000_000, second.Bytes.Length));
        Assert.False(reader.TryRead(out _));
        Assert.Equal(PcapError.None, reader.Error);
    }

    [Fact]
    public void What_the_link_type_says_of_check_sequences_is_left_out()
    {
        PcapReader reader = Open(File(Micro, isBig: false, network: 0x5000_0065));
        Assert.True(reader.TryRead(out _));
        Assert.Equal(LinkType.Raw, reader.LinkType);
    }

    [Fact]
    public void A_file_that_is_none_of_this_format_says_so()
    {
        AssertEnds(PcapError.NotPcap, []);
        AssertEnds(PcapError.NotPcap, [0x0A, 0x0D, 0x0D, 0x0A, .. new byte[40]]);
        AssertEnds(PcapError.UnsupportedVersion, File(Micro, isBig: true, major: 3));
        AssertEnds(PcapError.NotPcap, File(0xA1B2CD34, isBig: false));
    }

    [Fact]
    public void A_file_cut_anywhere_ends_with_a_reason_unless_it_is_cut_between_packets()
    {
        byte[] whole = File(Nano, isBig: true);
        for (int length = 0; length < whole.Length; length++)
        {
            PcapReader reader = Open(whole[..length]);
            while (reader.TryRead(out _))
            {
                // To the end.
            }
            PcapError expected = length < 4 ? PcapError.NotPcap : length is 24 or 43 ? PcapError.None : PcapError.Truncated;
            Assert.Equal(expected, reader.Error);
        }
    }

    [Fact]
    public void A_length_that_cannot_be_allocates_nothing_and_ends_the_reading()
    {
        byte[] file = File(Micro, isBig: true);
        file[32] = 0x7F;
        AssertEnds(PcapError.PacketTooLong, file);
    }

    private static void AssertEnds(PcapError expected, byte[] file)
    {
        PcapReader reader = Open(file);
        Assert.False(reader.TryRead(out _));
        Assert.Equal(expected, reader.Error);
        Assert.False(reader.TryRead(out _));
    }
}
