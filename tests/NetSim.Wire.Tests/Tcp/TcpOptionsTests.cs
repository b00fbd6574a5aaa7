using NetSim.Testing;
using NetSim.Wire.Tcp;

namespace NetSim.Wire.Tests.Tcp;

public sealed class TcpOptionsTests
{
    [Fact]
    public void A_SYN_with_everything_takes_20_bytes_in_the_usual_order()
    {
        TcpOptions options = new()
        {
            Mss = 1460, SackPermitted = true, HasTimestamps = true, TimestampValue = 0x01020304, TimestampEcho = 0, WindowScale = 7,
        };
        byte[] bytes = Write(options);
        PacketAssert.Is([2, 4, 0x05, 0xB4, 4, 2, 8, 10, 1, 2, 3, 4, 0, 0, 0, 0, 1, 3, 3, 7], bytes);
    }

    [Fact]
    public void Timestamps_alone_take_the_form_of_RFC_7323_appendix_A() =>
        PacketAssert.Is([1, 1, 8, 10, 0, 0, 0, 1, 0, 0, 0, 2], Write(new TcpOptions { HasTimestamps = true, TimestampValue = 1, TimestampEcho = 2 }));

    [Fact]
    public void Sack_permitted_alone_is_padded() => PacketAssert.Is([1, 1, 4, 2], Write(new TcpOptions { SackPermitted = true }));

    [Fact]
    public void No_options_take_no_bytes() => Assert.Equal(0, default(TcpOptions).Length);

    [Theory]
    [InlineData(false, 4)]
    [InlineData(true, 3)]
    public void As_many_SACK_blocks_are_taken_as_fit(bool timestamps, int expected)
    {
        TcpOptions options = new() { HasTimestamps = timestamps };
        int taken = 0;
        while (options.TryAddSackBlock(new SackBlock(new SequenceNumber(1), new SequenceNumber(2)))) taken++;
        Assert.Equal(expected, taken);
        Assert.InRange(options.Length, 1, TcpOptions.MaxLength);
    }

    [Fact]
    public void What_is_written_is_read_back() => SeededRuns.Check(2000, random =>
    {
        TcpOptions options = NextOptions(random);
        PoisonedBytes bytes = new(options.Length);
        options.Write(bytes.Span);
        bytes.AssertIntact();
        AssertSame(options, TcpOptions.Parse(bytes.Span));
    });

    [Fact]
    public void Options_at_odd_places_between_unknown_ones_are_read()
    {
        byte[] bytes = [1, 254, 3, 0xAA, 2, 4, 0x02, 0x18, 30, 2, 3, 3, 9, 0, 8, 10];
        TcpOptions options = TcpOptions.Parse(bytes);
        Assert.Equal((ushort?)536, options.Mss);
        Assert.Equal((byte?)9, options.WindowScale);
        Assert.False(options.HasTimestamps);
    }

    [Theory]
    [InlineData("MSS too short", new byte[] { 3, 3, 7, 2, 3, 5, 4, 2 })]
    [InlineData("MSS too long", new byte[] { 3, 3, 7, 2, 5, 5, 4, 4, 4, 2 })]
    [InlineData("length 0", new byte[] { 3, 3, 7, 99, 0, 4, 2 })]
    [InlineData("length 1", new byte[] { 3, 3, 7, 99, 1, 4, 2 })]
    [InlineData("length beyond the header", new byte[] { 3, 3, 7, 99, 5, 4, 2 })]
    [InlineData("kind without length", new byte[] { 3, 3, 7, 99 })]
    [InlineData("SACK without blocks", new byte[] { 3, 3, 7, 5, 2, 4, 2 })]
    [InlineData("SACK with half a block", new byte[] { 3, 3, 7, 5, 6, 0, 0, 0, 0, 4, 2 })]
    [InlineData("timestamps too short", new byte[] { 3, 3, 7, 8, 4, 0, 0, 4, 2 })]
    [InlineData("SACK permitted too long", new byte[] { 3, 3, 7, 4, 3, 0, 4, 2 })]
    public void An_illegal_length_ends_the_parse_with_what_was_read_before(string what, byte[] bytes)
    {
        TcpOptions options = TcpOptions.Parse(bytes);
        Assert.True(options.WindowScale == 7, what);
        Assert.False(options.SackPermitted, what);
        Assert.Null(options.Mss);
        Assert.False(options.HasTimestamps, what);
        Assert.True(options.SackBlocks.IsEmpty, what);
    }

    [Fact]
    public void Of_an_option_that_comes_twice_the_last_counts() =>
        Assert.Equal((ushort?)2, TcpOptions.Parse([2, 4, 0, 1, 2, 4, 0, 2]).Mss);

    [Fact]
    public void Any_bytes_can_be_parsed_and_what_was_read_fits_a_header_again() => SeededRuns.Check(5000, random =>
    {
        // Small numbers are kinds and plausible lengths.
        byte[] bytes = new byte[random.Next(TcpOptions.MaxLength + 1)];
        for (int i = 0; i < bytes.Length; i++) bytes[i] = random.Next(4) == 0 ? random.NextByte() : (byte)random.Next(11);
        TcpOptions options = TcpOptions.Parse(bytes);
        Assert.InRange(options.SackBlocks.Length, 0, TcpOptions.MaxSackBlocks);
        if (options.Length > TcpOptions.MaxLength) return;
        AssertSame(options, TcpOptions.Parse(Write(options)));
    });

    private static TcpOptions NextOptions(Random random)
    {
        TcpOptions options = new()
        {
            Mss = random.NextBool() ? random.NextUInt16() : null,
            WindowScale = random.NextBool() ? random.NextByte() : null,
            SackPermitted = random.NextBool(),
            HasTimestamps = random.NextBool(),
        };
        if (options.HasTimestamps) (options.TimestampValue, options.TimestampEcho) = (random.NextUInt32(), random.NextUInt32());
        for (int blocks = random.Next(6); blocks > 0; blocks--)
        {
            options.TryAddSackBlock(new SackBlock(new SequenceNumber(random.NextUInt32()), new SequenceNumber(random.NextUInt32())));
        }
        return options;
    }

    private static byte[] Write(TcpOptions options)
    {
        byte[] bytes = new byte[options.Length];
        options.Write(bytes);
        return bytes;
    }

    private static void AssertSame(TcpOptions expected, TcpOptions actual)
    {
        Assert.Equal(expected.Mss, actual.Mss);
        Assert.Equal(expected.WindowScale, actual.WindowScale);
        Assert.Equal(expected.SackPermitted, actual.SackPermitted);
        Assert.Equal(expected.HasTimestamps, actual.HasTimestamps);
        Assert.Equal(expected.TimestampValue, actual.TimestampValue);
        Assert.Equal(expected.TimestampEcho, actual.TimestampEcho);
        Assert.True(expected.SackBlocks.SequenceEqual(actual.SackBlocks));
    }
}
