using NetSim.Stack.Sockets.Tcp;
using NetSim.Stack.Sockets.Tcp.Receiving;
using NetSim.Wire.Buffers;
using NetSim.Wire.Tcp;
using NetSim.Wire.Time;
using static NetSim.Stack.Tests.Sockets.Tcp.TcpStates;

namespace NetSim.Stack.Tests.Sockets.Tcp;

/// <summary>Buffers that follow the path: the receiver's what the application takes in a round trip, the sender's the congestion window.</summary>
public sealed class BufferTuningTests
{
    private const int Megabyte = 1 << 20;
    private static readonly Duration OneWay = Duration.FromMilliseconds(50);

    [Theory]
    [InlineData(0, 70_000_000, 90_000_000)]
    [InlineData(32 * Megabyte, 400_000_000, 483_000_000)]
    public void A_long_fat_path_is_filled_only_if_buffers_may_grow(int largest, double least, double most)
    {
        TcpSettings settings = new() { LargestReceiveBuffer = largest, LargestSendBuffer = largest };
        PipeSettings path = new() { Delay = OneWay, Rate = 500_000_000 };
        var pair = new TcpPair(
            new EndSettings { Bytes = 1L << 40, Tcp = settings }, new EndSettings { Tcp = settings }, path, new PipeSettings { Delay = OneWay },
            options: new PairOptions { Pool = new RecyclingPacketPool(), ChecksPackets = false });
        pair.Connect();
        pair.RunFor(Duration.FromSeconds(4));
        long before = pair.Server!.Received;
        pair.RunFor(Duration.FromSeconds(1));
        Assert.InRange((pair.Server.Received - before) * 8.0, least, most);
        Assert.Equal(largest > 0, pair.Server.Connection.Info.ReceiveBuffer > Megabyte);
        Assert.Equal(largest > 0, pair.Client.Connection.Info.SendBuffer > Megabyte);
    }

    [Fact]
    public void The_buffer_becomes_twice_what_is_taken_in_a_round_trip_and_no_larger_than_allowed()
    {
        var tuning = new ReceiveTuning(1000);
        var roundTrip = Duration.FromMilliseconds(10);
        tuning.OnInOrder(At(0), roundTrip, 0, 5000);
        tuning.OnInOrder(At(9), roundTrip, 900, 5000);
        Assert.Equal(1000, tuning.Buffer);
        tuning.OnInOrder(At(10), roundTrip, 900, 5000);
        Assert.Equal(1800, tuning.Buffer);
        tuning.OnInOrder(At(20), roundTrip, 1700, 5000);
        Assert.Equal(1800, tuning.Buffer);
        tuning.OnInOrder(At(30), roundTrip, 9700, 5000);
        Assert.Equal(5000, tuning.Buffer);
    }

    [Fact]
    public void An_application_that_does_not_read_gets_no_larger_buffer()
    {
        TcpScript script = Established(Plain with { ReceiveBuffer = 20_000, LargestReceiveBuffer = 1 << 20 }, roundTrip: OneWay);
        for (int i = 0; i < 13; i++)
        {
            script.Send(TcpFlags.Ack, seq: 1 + i * 1460, ack: 1, data: 1460);
            script.Advance(OneWay);
        }
        Assert.Equal(20_000, script.Info.ReceiveBuffer);
        script.AssertNothingLeaks();
    }

    [Fact]
    public void The_shift_that_is_offered_is_enough_for_the_largest_buffer()
    {
        var script = new TcpScript(Plain with { WindowScale = true, ReceiveBuffer = 65_535, LargestReceiveBuffer = 16 * Megabyte });
        script.Connect();
        Assert.Equal((byte?)9, script.Expect(TcpFlags.Syn).Options.WindowScale);
        script.AssertNothingLeaks();
    }

    private static Instant At(int milliseconds) => new Instant(1) + Duration.FromMilliseconds(milliseconds);
}
