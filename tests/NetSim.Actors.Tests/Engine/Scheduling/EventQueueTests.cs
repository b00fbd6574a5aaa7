using NetSim.Actors.Dispatch;
using NetSim.Actors.Lanes;
using NetSim.Actors.Scheduling;

namespace NetSim.Actors.Tests.Engine.Scheduling;

public sealed class EventQueueTests
{
    [Theory]
    [InlineData(1, 10)]
    [InlineData(2, 1_000)]
    [InlineData(3, 1_000_000_000)]
    public void Events_come_in_the_total_order_whatever_order_they_were_put_in(int seed, int spreadOfDueTimes)
    {
        using var system = LaneSystem.CreateVirtual("test");
        Resident target = system.Lanes[0].Agent;
        var random = new Random(seed);
        var queue = new EventQueue();
        var reference = new SortedSet<(long Due, int Target, int Source, long Sequence)>();
        for (long i = 0; i < 30_000; i++)
        {
            bool push = reference.Count < 3 || random.Next(100) < (i < 15_000 ? 60 : 40);
            if (push)
            {
                var key = new EventKey(random.NextInt64(spreadOfDueTimes), random.Next(4), random.Next(4), i);
                reference.Add((key.Due, key.Target, key.Source, key.Sequence));
                queue.Push(key, target, key, null);
            }
            else
            {
                Assert.Equal(reference.Min.Due, queue.NextDue);
                Assert.True(queue.TryPop(long.MaxValue, out Delivery delivery, out long due));
                var key = (EventKey)delivery.Message;
                Assert.Equal(reference.Min, (due, key.Target, key.Source, key.Sequence));
                reference.Remove(reference.Min);
            }

            Assert.Equal(reference.Count, queue.Count);
            if (i % 1_000 == 0) queue.Trim();
        }
    }

    [Fact]
    public void An_event_that_is_due_later_than_asked_for_stays()
    {
        using var system = LaneSystem.CreateVirtual("test");
        var queue = new EventQueue();
        queue.Push(new EventKey(10, 0, 0, 0), system.Lanes[0].Agent, "x", null);

        Assert.False(queue.TryPop(9, out _, out _));
        Assert.True(queue.TryPop(10, out _, out _));
        Assert.False(queue.TryPop(long.MaxValue, out _, out _));
        Assert.Equal(long.MaxValue, queue.NextDue);
    }

    [Fact]
    public void Events_at_the_end_of_time_are_not_lost_among_the_padding()
    {
        using var system = LaneSystem.CreateVirtual("test");
        var queue = new EventQueue();
        for (int i = 0; i < 1000; i++) queue.Push(new EventKey(long.MaxValue, 0, 0, i), system.Lanes[0].Agent, i, null);

        for (int i = 0; i < 1000; i++)
        {
            Assert.True(queue.TryPop(long.MaxValue, out Delivery delivery, out _));
            Assert.Equal(i, delivery.Message);
        }
    }
}
