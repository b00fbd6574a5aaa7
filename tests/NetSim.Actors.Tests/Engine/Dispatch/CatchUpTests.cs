using NetSim.Actors.Lanes;

namespace NetSim.Actors.Tests.Engine.Dispatch;

public sealed class CatchUpTests
{
    private const long Millisecond = 1_000_000;

    [Fact]
    public void A_lane_that_wakes_a_little_late_or_was_woken_early_goes_to_the_present()
    {
        var catchUp = new CatchUp(scale: 1);
        catchUp.Wake(0, long.MaxValue);

        catchUp.Wake(3000 * Millisecond, meant: 2981 * Millisecond);
        Assert.Equal(3000 * Millisecond, catchUp.Advance(3000 * Millisecond));
        catchUp.Wake(9000 * Millisecond, long.MaxValue);
        Assert.Equal(9001 * Millisecond, catchUp.Advance(9001 * Millisecond));

        Assert.False(catchUp.IsBehind);
    }

    [Fact]
    public void After_an_oversleep_it_makes_many_looks_before_what_it_was_to_wake_for_and_strides_of_milliseconds_later()
    {
        var catchUp = new CatchUp(scale: 1);
        catchUp.Wake(0, long.MaxValue);
        const long meant = 1000 * Millisecond, present = 4000 * Millisecond;
        catchUp.Wake(present, meant);

        int looks = 0, looksBefore = 0;
        long longest = 0, last = catchUp.Reach;
        while (catchUp.IsBehind)
        {
            long reach = catchUp.Advance(present);
            looks++;
            if (reach < meant) looksBefore++;
            (longest, last) = (Math.Max(longest, reach - last), reach);
        }

        Assert.Equal(present, catchUp.Reach);
        Assert.InRange(looksBefore, 15, 25);
        Assert.Equal(5 * Millisecond, longest);
        Assert.InRange(looks, 600, 630);
    }

    [Fact]
    public void A_stall_between_two_looks_is_an_oversleep_too()
    {
        var catchUp = new CatchUp(scale: 1);
        catchUp.Wake(10 * Millisecond, long.MaxValue);

        long reach = catchUp.Advance(510 * Millisecond);

        Assert.True(catchUp.IsBehind);
        Assert.Equal(10 * Millisecond, reach);
    }

    [Fact]
    public void A_lane_too_slow_for_its_strides_still_arrives()
    {
        var catchUp = new CatchUp(scale: 1);
        catchUp.Wake(0, long.MaxValue);
        long present = 2000 * Millisecond;
        catchUp.Wake(present, meant: 1000 * Millisecond);

        // Each look with its events takes longer than the longest stride.
        for (int i = 0; i < 1000 && catchUp.IsBehind; i++) catchUp.Advance(present += 10 * Millisecond);

        Assert.False(catchUp.IsBehind);
    }

    [Fact]
    public void What_answers_outside_never_enters_sooner_than_it_took()
    {
        var catchUp = new CatchUp(scale: 1);
        catchUp.Wake(0, long.MaxValue);
        long present = 2000 * Millisecond;
        catchUp.Wake(present, meant: 1000 * Millisecond);

        for (int i = 0; i < 30; i++)
        {
            long asked = catchUp.Advance(present);
            present += 40_000;
            catchUp.Wake(present, meant: present);
            Assert.True(catchUp.Reach - asked >= 40_000);
        }
    }

    [Fact]
    public void Overslept_again_it_is_careful_again()
    {
        var catchUp = new CatchUp(scale: 1);
        catchUp.Wake(0, long.MaxValue);
        long present = 4000 * Millisecond;
        catchUp.Wake(present, meant: 1000 * Millisecond);
        for (int i = 0; i < 100; i++) catchUp.Advance(present);
        long before = catchUp.Reach;

        catchUp.Wake(present + 2000 * Millisecond, meant: present);

        Assert.Equal(before, catchUp.Reach);
        Assert.InRange(catchUp.Advance(present + 2000 * Millisecond) - before, 1, 1000);
    }

    [Fact]
    public void Real_milliseconds_count_at_any_scale()
    {
        var catchUp = new CatchUp(scale: 100);
        catchUp.Wake(0, long.MaxValue);

        catchUp.Wake(2900 * Millisecond, meant: 1000 * Millisecond);
        Assert.False(catchUp.IsBehind);
        catchUp.Wake(7900 * Millisecond, meant: 3000 * Millisecond);
        Assert.True(catchUp.IsBehind);
    }
}
