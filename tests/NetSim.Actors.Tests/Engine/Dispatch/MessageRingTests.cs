using NetSim.Actors.Dispatch;
using NetSim.Actors.Lanes;

namespace NetSim.Actors.Tests.Engine.Dispatch;

public sealed class MessageRingTests
{
    [Fact]
    public void Messages_leave_in_the_order_they_came_and_those_put_behind_the_current_one_next()
    {
        using var system = LaneSystem.CreateVirtual("test");
        Resident target = system.Lanes[0].Agent;
        var random = new Random(7);
        var ring = new MessageRing();
        var reference = new LinkedList<object>();
        for (int i = 0; i < 20_000; i++)
        {
            object message = i;
            int dice = random.Next(100);
            if (reference.Count == 0 || dice < (i < 10_000 ? 50 : 30))
            {
                ring.Push(target, message, null);
                reference.AddLast(message);
            }
            else if (dice < 60)
            {
                ring.PushBehindCurrent(new Delivery { To = target, Message = message });
                reference.AddAfter(reference.First!, message);
            }
            else
            {
                Assert.Same(reference.First!.Value, ring.Current.Message);
                ring.Advance();
                reference.RemoveFirst();
            }

            Assert.Equal(reference.Count == 0, ring.IsEmpty);
        }

        while (reference.First is { } first)
        {
            Assert.Same(first.Value, ring.Current.Message);
            ring.Advance();
            reference.RemoveFirst();
        }

        Assert.True(ring.IsEmpty);
    }
}
