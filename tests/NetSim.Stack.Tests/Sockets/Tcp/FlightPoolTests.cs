using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using NetSim.Stack.Sockets.Tcp;
using NetSim.Stack.Sockets.Tcp.Sending;
using NetSim.Wire.Time;

namespace NetSim.Stack.Tests.Sockets.Tcp;

/// <summary>One state is that of all senders at rest, of all connections of the process: what one wrote to it, all others would read.</summary>
public sealed class FlightPoolTests
{
    [Fact]
    public void Nothing_that_a_connection_does_is_written_to_the_state_of_those_at_rest()
    {
        var end = new EndSettings { Bytes = 300_000, WriteSize = 10_000, WriteEvery = Duration.FromMilliseconds(40), Tcp = TcpSettings.Default with { Ecn = EcnUse.On } };
        var bad = new PipeSettings { Loss = 0.05, Duplicate = 0.02, Reorder = 0.05, Rate = 10_000_000, MarkAbove = 3 };
        var pair = new TcpPair(end, end, bad);
        pair.Connect();
        pair.Run(() => pair.IsOver, Duration.FromSeconds(3600));

        var reset = new TcpPair(end, end, bad);
        reset.Connect();
        reset.RunFor(Duration.FromSeconds(1));
        reset.Client.Connection.Abort(reset.Now);
        reset.RunFor(Duration.FromSeconds(60));

        Assert.Equal(Dump(new FlightState(new RingPool<TransmittedSegment>())), Dump(FlightPool.Rest));
    }

    [Fact]
    public void A_state_that_was_given_back_is_as_good_as_new()
    {
        var pool = new FlightPool(new RingPool<TransmittedSegment>());
        string fresh = Dump(new FlightState(new RingPool<TransmittedSegment>()));
        FlightState state = pool.Rent();
        state.Recovery.StartAt(5);
        state.Recovery.UsesSack = true;
        (state.SmallSegmentEnd, state.Expiries, state.TimeoutAt, state.ArmedAt, state.StalledSince) = (7, 3, new Instant(9), new Instant(8), new Instant(7));
        state.IsProbing = state.IsProbeDue = state.IsProbeAnswered = true;
        Assert.NotEqual(fresh, Dump(state));
        pool.Return(state);
        Assert.Same(state, pool.Rent());
        Assert.Equal(fresh, Dump(state));
    }

    /// <summary>Every field, of what it refers to as well, but for the pool of rings, which is the stack's.</summary>
    private static string Dump(object root)
    {
        var text = new StringBuilder();
        Dump(root, "", text, []);
        return text.ToString();
    }

    private static void Dump(object of, string path, StringBuilder text, HashSet<object> seen)
    {
        Type type = of.GetType();
        if (type.IsPrimitive || type.IsEnum || of is string)
        {
            text.Append(CultureInfo.InvariantCulture, $"{path} = {of}\n");
            return;
        }
        if (of is RingPool<TransmittedSegment> or Delegate or Type || (!type.IsValueType && !seen.Add(of))) return;
        if (of is Array items)
        {
            text.Append(CultureInfo.InvariantCulture, $"{path} has {items.Length}\n");
            int at = 0;
            foreach (object? item in (IEnumerable)items)
                if (item is not null) Dump(item, $"{path}[{at++}]", text, seen);
            return;
        }
        for (Type? level = type; level is not null; level = level.BaseType)
        {
            foreach (FieldInfo field in level.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                if (field.GetValue(of) is { } value) Dump(value, $"{path}.{field.Name}", text, seen);
                else text.Append(CultureInfo.InvariantCulture, $"{path}.{field.Name} is null\n");
            }
        }
    }
}
