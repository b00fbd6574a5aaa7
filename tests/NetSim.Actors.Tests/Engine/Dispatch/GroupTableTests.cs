using NetSim.Actors.Dispatch;
using NetSim.Actors.Lanes;

namespace NetSim.Actors.Tests.Engine.Dispatch;

public sealed class GroupTableTests
{
    [Fact]
    public void An_order_has_one_group_whether_near_or_far()
    {
        using var system = LaneSystem.CreateVirtual("test");
        Lane lane = system.Lanes[0];
        var table = new GroupTable();
        var random = new Random(1);
        var reference = new Dictionary<int, LaneGroup>();
        for (int i = 0; i < 5_000; i++)
        {
            int order = i % 50 == 0 ? random.Next(int.MaxValue) : random.Next(2_000);
            LaneGroup group = table.Ensure(lane, order);
            Assert.Equal(order, group.Order);
            if (!reference.TryAdd(order, group)) Assert.Same(reference[order], group);
        }

        foreach ((int order, LaneGroup group) in reference) Assert.Same(group, table.Ensure(lane, order));
        Assert.Same(table.Ensure(lane, int.MaxValue), table.Ensure(lane, int.MaxValue));
    }
}
