using NetSim.Testing;
using NetSim.Wire.Tcp;

namespace NetSim.Wire.Tests.Tcp;

public sealed class SequenceNumberTests
{
    private static SequenceNumber N(uint value) => new(value);

    [Theory]
    [InlineData(0u, 1u)]
    [InlineData(uint.MaxValue, 0u)]
    [InlineData(uint.MaxValue, 5u)]
    [InlineData(0x7FFF_FFFFu, 0x8000_0000u)]
    [InlineData(0u, 0x7FFF_FFFFu)]
    [Rfc(9293, "3.4")]
    public void Before_and_after_hold_across_the_wrap(uint earlier, uint later)
    {
        Assert.True(N(earlier).IsBefore(N(later)));
        Assert.True(N(earlier).IsBeforeOrAt(N(later)));
        Assert.True(N(later).IsAfter(N(earlier)));
        Assert.True(N(later).IsAfterOrAt(N(earlier)));
        Assert.False(N(later).IsBefore(N(earlier)));
        Assert.False(N(earlier).IsAfterOrAt(N(later)));
        Assert.Equal(N(later), SequenceNumber.Later(N(earlier), N(later)));
        Assert.Equal(N(earlier), SequenceNumber.Earlier(N(later), N(earlier)));
    }

    [Fact]
    public void A_number_is_neither_before_nor_after_itself()
    {
        Assert.False(N(7).IsBefore(N(7)));
        Assert.False(N(7).IsAfter(N(7)));
        Assert.True(N(7).IsBeforeOrAt(N(7)));
        Assert.True(N(7).IsAfterOrAt(N(7)));
    }

    [Fact]
    public void Differences_and_sums_wrap()
    {
        Assert.Equal(10, N(4) - N(uint.MaxValue - 5));
        Assert.Equal(-10, N(uint.MaxValue - 5) - N(4));
        Assert.Equal(N(4), N(uint.MaxValue - 5) + 10);
        Assert.Equal(N(4), N(uint.MaxValue - 5) + 10u);
        Assert.Equal(N(uint.MaxValue - 5), N(4) - 10);
        Assert.Equal(N(uint.MaxValue), N(0) + -1);
    }

    [Theory]
    [InlineData(10u, 10u, 20u, true)]
    [InlineData(19u, 10u, 20u, true)]
    [InlineData(20u, 10u, 20u, false)]
    [InlineData(9u, 10u, 20u, false)]
    [InlineData(10u, 10u, 10u, false)]
    [InlineData(2u, uint.MaxValue - 1, 3u, true)]
    [InlineData(3u, uint.MaxValue - 1, 3u, false)]
    public void Between_includes_the_first_and_not_the_end(uint number, uint first, uint end, bool expected) =>
        Assert.Equal(expected, N(number).IsBetween(N(first), N(end)));

    [Theory]
    [InlineData(10u, 10u, 20u, false)]
    [InlineData(11u, 10u, 20u, true)]
    [InlineData(20u, 10u, 20u, true)]
    [InlineData(21u, 10u, 20u, false)]
    [InlineData(0u, uint.MaxValue, 0u, true)]
    [InlineData(10u, 10u, 10u, false)]
    public void An_acceptable_acknowledgment_is_after_the_oldest_and_up_to_the_newest(uint number, uint lower, uint last, bool expected) =>
        Assert.Equal(expected, N(number).IsAfterUpTo(N(lower), N(last)));

    [Theory]
    [InlineData(5u, 5u, 0u, false)]
    [InlineData(5u, 5u, 1u, true)]
    [InlineData(4u, 5u, 1u, false)]
    [InlineData(1u, uint.MaxValue, 3u, true)]
    [InlineData(2u, uint.MaxValue, 3u, false)]
    public void A_window_has_its_size(uint number, uint first, uint size, bool expected) =>
        Assert.Equal(expected, N(number).IsInWindow(N(first), size));

    [Fact]
    public void There_is_no_order_to_sort_by() =>
        Assert.False(typeof(SequenceNumber).IsAssignableTo(typeof(IComparable<SequenceNumber>)) || typeof(SequenceNumber).GetMethod("op_LessThan") is not null);
}
