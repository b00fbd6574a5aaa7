using NetSim.Testing;
using NetSim.Wire.Addresses;
using NetSim.Wire.Checksums;
using NetSim.Wire.Ip;

namespace NetSim.Wire.Tests.Checksums;

public sealed class InternetChecksumTests
{
    /// <summary>The definition, word by word.</summary>
    private static ushort Reference(ReadOnlySpan<byte> bytes, uint initial = 0)
    {
        ulong sum = initial;
        for (int i = 0; i < bytes.Length; i++) sum += (ulong)bytes[i] << (i % 2 == 0 ? 8 : 0);
        while (sum > 0xFFFF) sum = (sum & 0xFFFF) + (sum >> 16);
        return (ushort)sum;
    }

    [Fact]
    [Rfc(1071, "3")]
    public void The_example_of_RFC_1071_section_3_sums_to_DDF2()
    {
        byte[] bytes = [0x00, 0x01, 0xF2, 0x03, 0xF4, 0xF5, 0xF6, 0xF7];
        Assert.Equal(0xDDF2u, InternetChecksum.Sum(bytes));
        Assert.Equal(0x220D, InternetChecksum.Compute(bytes));
    }

    [Fact]
    public void Every_length_up_to_4000_at_random_alignments_sums_as_the_definition_says()
    {
        Random random = new(1);
        byte[] storage = random.NextBytes(4200);
        for (int length = 0; length <= 4000; length++)
        {
            ReadOnlySpan<byte> bytes = storage.AsSpan(random.Next(0, 64), length);
            uint initial = random.NextUInt32();
            Assert.Equal(Reference(bytes, initial), InternetChecksum.Fold(InternetChecksum.Sum(bytes, initial)));
        }
    }

    [Theory]
    [InlineData(0x00)]
    [InlineData(0xFF)]
    public void Every_length_of_equal_bytes_sums_as_the_definition_says(byte value)
    {
        byte[] storage = new byte[1000];
        Array.Fill(storage, value);
        for (int length = 0; length <= storage.Length; length++)
        {
            Assert.Equal(Reference(storage.AsSpan(0, length)), InternetChecksum.Sum(storage.AsSpan(0, length)));
        }
    }

    [Theory]
    [InlineData(2 * 1024 * 1024 + 512)]
    [InlineData(3_000_001)]
    [InlineData(16 * 1024 * 1024 + 7)]
    public void Millions_of_bytes_of_ones_do_not_overflow(int length)
    {
        byte[] bytes = new byte[length];
        Array.Fill(bytes, (byte)0xFF);
        Assert.Equal(Reference(bytes), InternetChecksum.Sum(bytes));
        Assert.Equal(Reference(bytes, uint.MaxValue), InternetChecksum.Sum(bytes, uint.MaxValue));
    }

    [Fact]
    public void Sums_of_pieces_cut_at_even_offsets_add_up() => SeededRuns.Check(500, random =>
    {
        byte[] bytes = random.NextBytes(random.Next(2, 600));
        int cut = random.Next(bytes.Length) & ~1;
        uint pieces = InternetChecksum.Sum(bytes.AsSpan(cut), InternetChecksum.Sum(bytes.AsSpan(0, cut)));
        Assert.Equal(InternetChecksum.Sum(bytes), pieces);
    });

    [Theory]
    [InlineData(0u, 0)]
    [InlineData(0xFFFFu, 0xFFFF)]
    [InlineData(0x1_0000u, 1)]
    [InlineData(0x1_FFFFu, 1)]
    [InlineData(0xFFFF_0000u, 0xFFFF)]
    [InlineData(uint.MaxValue, 0xFFFF)]
    public void Fold_adds_the_carries_back_in(uint sum, int expected) => Assert.Equal(expected, InternetChecksum.Fold(sum));

    [Fact]
    public void A_message_with_its_checksum_in_place_sums_to_all_ones() => SeededRuns.Check(500, random =>
    {
        byte[] bytes = random.NextBytes(2 * random.Next(1, 40));
        (bytes[0], bytes[1]) = (0, 0);
        ushort checksum = InternetChecksum.Compute(bytes);
        (bytes[0], bytes[1]) = ((byte)(checksum >> 8), (byte)checksum);
        Assert.Equal(0xFFFFu, InternetChecksum.Sum(bytes));
    });

    [Fact]
    public void Update_gives_what_a_new_computation_gives() => SeededRuns.Check(3000, random =>
    {
        // Few distinct values, so that the corners of one's complement (0, 0xFFFF) are met.
        byte[] bytes = new byte[2 * random.Next(2, 12)];
        for (int i = 0; i < bytes.Length; i++) bytes[i] = random.Next(3) switch { 0 => 0, 1 => 0xFF, _ => random.NextByte() };
        bytes[0] = 0x45;
        ushort before = InternetChecksum.Compute(bytes);
        int at = 2 * random.Next(1, bytes.Length / 2);
        ushort old = (ushort)(bytes[at] << 8 | bytes[at + 1]);
        ushort fresh = random.Next(3) switch { 0 => 0, 1 => 0xFFFF, _ => random.NextUInt16() };
        (bytes[at], bytes[at + 1]) = ((byte)(fresh >> 8), (byte)fresh);
        Assert.Equal(InternetChecksum.Compute(bytes), InternetChecksum.Update(before, old, fresh));
    });

    [Fact]
    [Rfc(1624, "4")]
    public void Update_handles_the_example_of_RFC_1624_section_4() => Assert.Equal(0x0000, InternetChecksum.Update(0xDD2F, 0x5555, 0x3285));

    [Fact]
    public void Update_of_two_words_is_update_of_each() => SeededRuns.Check(500, random =>
    {
        byte[] bytes = random.NextBytes(12);
        ushort before = InternetChecksum.Compute(bytes);
        uint old = (uint)(bytes[4] << 24 | bytes[5] << 16 | bytes[6] << 8 | bytes[7]);
        uint fresh = random.NextUInt32();
        (bytes[4], bytes[5], bytes[6], bytes[7]) = ((byte)(fresh >> 24), (byte)(fresh >> 16), (byte)(fresh >> 8), (byte)fresh);
        Assert.Equal(InternetChecksum.Compute(bytes), InternetChecksum.Update(before, old, fresh));
    });

    [Theory]
    [InlineData("192.0.2.1", "198.51.100.2")]
    [InlineData("255.255.255.255", "255.255.255.255")]
    [InlineData("2001:db8::1", "ff02::1:ff00:2")]
    [InlineData("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    public void Pseudo_header_is_the_sum_of_its_bytes(string from, string to)
    {
        IpAddress source = IpAddress.Parse(from);
        IpAddress destination = IpAddress.Parse(to);
        byte[] bytes = new byte[40];
        source.Write(bytes);
        destination.Write(bytes.AsSpan(16));
        (bytes[34], bytes[35], bytes[39]) = (0xFF, 0xFE, 17);
        uint sum = InternetChecksum.PseudoHeader(source, destination, IpProtocol.Udp, 0xFFFE);
        Assert.Equal(Reference(bytes), InternetChecksum.Fold(sum));
    }
}
