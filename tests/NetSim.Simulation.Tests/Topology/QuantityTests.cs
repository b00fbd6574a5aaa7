using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Quantities;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Tests.Topology;

public sealed class QuantityTests
{
    [Theory]
    [InlineData("10 ms", 10_000_000)]
    [InlineData("10ms", 10_000_000)]
    [InlineData("  10   ms ", 10_000_000)]
    [InlineData("1.5 s", 1_500_000_000)]
    [InlineData("0.000000001 s", 1)]
    [InlineData("1 us", 1_000)]
    [InlineData("1 µs", 1_000)]
    [InlineData("1 μs", 1_000)]
    [InlineData("2 min", 120_000_000_000)]
    [InlineData("1 h", 3_600_000_000_000)]
    [InlineData("007 ns", 7)]
    [InlineData("1.000000000000000000000000 ns", 1)]
    [InlineData("0", 0)]
    [InlineData("0.0", 0)]
    [InlineData("0 s", 0)]
    [InlineData("-0 s", 0)]
    [InlineData("0.0000000000000000000000000000000000000000000000000 s", 0)]
    [InlineData("1000000 h", 3_600_000_000_000_000_000)]
    public void A_duration_is_read_to_the_nanosecond(string text, long nanoseconds)
    {
        Assert.True(DurationText.TryParse(text, out Duration value, out string? problem), problem);
        Assert.Equal(nanoseconds, value.Nanoseconds);
    }

    [Theory]
    [InlineData("10", DiagnosticCode.MissingUnit)]
    [InlineData("", DiagnosticCode.NotAQuantity)]
    [InlineData("ms", DiagnosticCode.NotAQuantity)]
    [InlineData(".5 s", DiagnosticCode.NotAQuantity)]
    [InlineData("5. s", DiagnosticCode.NotAQuantity)]
    [InlineData("1.2.3 s", DiagnosticCode.NotAQuantity)]
    [InlineData("1,5 s", DiagnosticCode.NotAQuantity)]
    [InlineData("1 000 s", DiagnosticCode.UnknownUnit)]
    [InlineData("1_000 s", DiagnosticCode.NotAQuantity)]
    [InlineData("+1 s", DiagnosticCode.NotAQuantity)]
    [InlineData("--1 s", DiagnosticCode.NotAQuantity)]
    [InlineData("1e3 ms", DiagnosticCode.NotAQuantity)]
    [InlineData("1E-3 s", DiagnosticCode.NotAQuantity)]
    [InlineData("nan", DiagnosticCode.NotAQuantity)]
    [InlineData("infinity", DiagnosticCode.NotAQuantity)]
    [InlineData("0x10 ms", DiagnosticCode.UnknownUnit)]
    [InlineData("٣ ms", DiagnosticCode.NotAQuantity)]
    [InlineData("1 S", DiagnosticCode.UnknownUnit)]
    [InlineData("1 seconds", DiagnosticCode.UnknownUnit)]
    [InlineData("1 ms ms", DiagnosticCode.UnknownUnit)]
    [InlineData("-1 ms", DiagnosticCode.NegativeQuantity)]
    [InlineData("0.1 ns", DiagnosticCode.PrecisionLost)]
    [InlineData("1.0000000001 s", DiagnosticCode.PrecisionLost)]
    [InlineData("0.00000000000000000000000000000000000000000000000001 h", DiagnosticCode.PrecisionLost)]
    [InlineData("1000001 h", DiagnosticCode.QuantityTooLarge)]
    [InlineData("99999999999999999999999999999999999999999999999999 ns", DiagnosticCode.QuantityTooLarge)]
    [InlineData("9223372036854775808 ns", DiagnosticCode.QuantityTooLarge)]
    public void What_is_no_duration_is_refused_with_its_reason(string text, DiagnosticCode code)
    {
        Assert.False(DurationText.TryParse(text, out _, out Problem problem));
        Assert.Equal(code, problem.Code);
    }

    [Theory]
    [InlineData("100 Mbit/s", 100_000_000)]
    [InlineData("100 Mbit", 100_000_000)]
    [InlineData("100mbit", 100_000_000)]
    [InlineData("1.5 Gbit/s", 1_500_000_000)]
    [InlineData("64 kbit", 64_000)]
    [InlineData("64 Kbit", 64_000)]
    [InlineData("1 Tbit/s", 1_000_000_000_000)]
    [InlineData("9 bit/s", 9)]
    [InlineData("unlimited", 0)]
    public void A_rate_is_read_in_bits_per_second(string text, long bits)
    {
        Assert.True(BitRate.TryParse(text, out BitRate value, out _));
        Assert.Equal(bits, value.BitsPerSecond);
    }

    [Theory]
    [InlineData("100 MB/s", "write '800 Mbit/s'")]
    [InlineData("1.5 kB/s", "write '12 kbit/s'")]
    [InlineData("10 mbps", "write '10 Mbit/s'")]
    [InlineData("10 Mb/s", "write '10 Mbit/s'")]
    [InlineData("10 Mbits", "write '10 Mbit/s'")]
    [InlineData("10", "write '10 Mbit/s'")]
    [InlineData("10 furlongs", "(units: bit/s, kbit/s, Mbit/s, Gbit/s, Tbit/s)")]
    public void A_rate_in_a_foreign_unit_is_refused_with_what_to_write(string text, string advice)
    {
        Assert.False(BitRate.TryParse(text, out _, out Problem problem));
        Assert.Contains(advice, problem.Message);
    }

    [Theory]
    [InlineData("1500 B", 1500)]
    [InlineData("200 KB", 200_000)]
    [InlineData("200 kB", 200_000)]
    [InlineData("64 KiB", 65_536)]
    [InlineData("1.5 KiB", 1_536)]
    [InlineData("2 GiB", 2_147_483_648)]
    public void A_size_is_read_in_bytes(string text, long bytes)
    {
        Assert.True(ByteSize.TryParse(text, out ByteSize value, out Problem _));
        Assert.Equal(bytes, value.Bytes);
    }

    [Theory]
    [InlineData("1.5 %", 15_000_000)]
    [InlineData("1.5%", 15_000_000)]
    [InlineData("100 %", 1_000_000_000)]
    [InlineData("0.0000001 %", 1)]
    [InlineData("0", 0)]
    public void A_percentage_is_read_in_parts_per_billion(string text, int parts)
    {
        Assert.True(Percentage.TryParse(text, out Percentage value, out _));
        Assert.Equal(parts, value.PartsPerBillion);
    }

    [Fact]
    public void A_share_of_one_is_told_how_to_become_a_percentage()
    {
        Assert.False(Percentage.TryParse("0.025", out _, out Problem problem));
        Assert.Equal("'0.025' has no unit: write '0.025 %', or '2.5 %' if a share of 1 is meant", problem.Message);
        Assert.False(Percentage.TryParse("5", out _, out problem));
        Assert.Equal("'5' has no unit: write '5 %'", problem.Message);
    }

    [Theory]
    [InlineData("100 packets", QueueUnit.Packets, 100)]
    [InlineData("1 packet", QueueUnit.Packets, 1)]
    [InlineData("64 KiB", QueueUnit.Bytes, 65_536)]
    [InlineData("1500B", QueueUnit.Bytes, 1500)]
    public void A_queue_limit_counts_packets_or_bytes(string text, QueueUnit unit, long value)
    {
        Assert.True(QueueLimit.TryParse(text, out QueueLimit limit, out _));
        Assert.Equal(new QueueLimit(unit, value), limit);
    }

    [Fact]
    public void What_is_written_is_read_back_as_the_same_value()
    {
        long[] values = [1, 7, 999, 1000, 1001, 1024, 1500, 65_536, 123_456_789, 1_000_000_000, 60_000_000_000, 86_400_000_000_000, 1_048_576_000];
        foreach (long value in values)
        {
            Assert.True(DurationText.TryParse(DurationText.Format(new Duration(value)), out Duration duration, out string? problem), problem);
            Assert.Equal(value, duration.Nanoseconds);
            Assert.True(BitRate.TryParse(new BitRate(value).ToString(), out BitRate rate, out _));
            Assert.Equal(value, rate.BitsPerSecond);
            Assert.True(ByteSize.TryParse(new ByteSize(value).ToString(), out ByteSize size, out Problem _));
            Assert.Equal(value, size.Bytes);
            Percentage percentage = new((int)(value % (Percentage.Whole + 1L)));
            Assert.True(Percentage.TryParse(percentage.ToString(), out Percentage read, out _));
            Assert.Equal(percentage, read);
        }
    }

    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(1, "1 ns")]
    [InlineData(1_500, "1.5 us")]
    [InlineData(10_000_000, "10 ms")]
    [InlineData(92_100_000, "92.1 ms")]
    [InlineData(1_000_000_001, "1000000.001 us")]
    [InlineData(90_000_000_000, "90 s")]
    public void A_duration_is_written_in_the_largest_unit_that_is_exact(long nanoseconds, string text) =>
        Assert.Equal(text, DurationText.Format(new Duration(nanoseconds)));

    [Theory]
    [InlineData("= 5 ms", 5_000_000, 5_000_001)]
    [InlineData("< 5 ms", 4_999_999, 5_000_000)]
    [InlineData("<= 5 ms", 5_000_000, 5_000_001)]
    [InlineData("> 5 ms", 5_000_001, 5_000_000)]
    [InlineData(">=5ms", 5_000_000, 4_999_999)]
    [InlineData("100 ms ± 5 %", 105_000_000, 105_000_001)]
    [InlineData("100 ms +- 5 %", 95_000_000, 94_999_999)]
    [InlineData("100 ms +/- 1 us", 100_001_000, 100_001_001)]
    public void A_comparison_holds_up_to_its_limit(string text, long good, long bad)
    {
        Assert.True(Comparison.TryParse(text, DurationText.Table, out Comparison? comparison, out _));
        Assert.True(comparison!.Holds(good));
        Assert.False(comparison.Holds(bad));
        Assert.Equal(text, comparison.Text);
    }

    [Fact]
    public void The_tolerance_of_a_percentage_is_in_points()
    {
        Assert.True(Comparison.TryParse("10 % ± 5 %", Percentage.Table, out Comparison? comparison, out _));
        Assert.True(comparison!.Holds(150_000_000));
        Assert.False(comparison.Holds(150_000_001));
    }
}
