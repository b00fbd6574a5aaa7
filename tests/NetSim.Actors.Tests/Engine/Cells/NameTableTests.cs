using System.Globalization;
using NetSim.Actors.Cells;
using NetSim.Actors.Dispatch;
using NetSim.Actors.Lanes;

namespace NetSim.Actors.Tests.Engine.Cells;

public sealed class NameTableTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void It_finds_what_a_dictionary_finds_whatever_comes_and_goes(int seed)
    {
        using var system = LaneSystem.CreateVirtual("test");
        LaneGroup group = system.Lanes[0].Agent.Group;
        var random = new Random(seed);
        var table = new NameTable();
        var reference = new Dictionary<string, Cell>();
        for (int i = 0; i < 20_000; i++)
        {
            string name = random.Next(2_000).ToString(CultureInfo.InvariantCulture);
            Assert.Same(reference.GetValueOrDefault(name), table.Find(name));
            if (reference.Remove(name, out Cell? known))
            {
                table.Remove(known);
            }
            else
            {
                var cell = new Cell(parent: null, name, uid: i, Props.Empty, group);
                reference.Add(name, cell);
                table.Add(cell);
            }
        }

        for (int i = 0; i < 2_000; i++)
        {
            string name = i.ToString(CultureInfo.InvariantCulture);
            Assert.Same(reference.GetValueOrDefault(name), table.Find(name));
        }
    }

    [Fact]
    public void A_removal_of_what_is_not_there_changes_nothing()
    {
        using var system = LaneSystem.CreateVirtual("test");
        var table = new NameTable();
        var cell = new Cell(parent: null, "a", uid: 1, Props.Empty, system.Lanes[0].Agent.Group);
        table.Remove(cell);
        table.Add(cell);

        table.Remove(new Cell(parent: null, "a", uid: 2, Props.Empty, system.Lanes[0].Agent.Group));

        Assert.Same(cell, table.Find("a"));
    }
}
