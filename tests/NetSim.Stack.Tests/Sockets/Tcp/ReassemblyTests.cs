using NetSim.Stack.Sockets.Tcp;
using NetSim.Stack.Sockets.Tcp.Receiving;
using NetSim.Stack.Sockets.Tcp.Sending;
using NetSim.Testing;
using NetSim.Wire.Buffers;

namespace NetSim.Stack.Tests.Sockets.Tcp;

/// <summary>The queues of data, each against a model that is an array.</summary>
public sealed class ReassemblyTests
{
    [Fact]
    [Rfc(9293, "SHLD-31")]
    public void Pieces_in_any_order_and_overlap_become_the_whole() => SeededRuns.Check(400, random =>
    {
        const int Size = 3_000;
        var pool = new DiagnosticPacketPool();
        var queue = new ReassemblyQueue();
        bool[] held = new bool[Size];
        long next = 0;
        for (int step = 0; step < 200 && next < Size; step++)
        {
            long left = next + 1 + random.Next(0, Size);
            long right = Math.Min(Size, left + random.Next(1, random.NextBool() ? 900 : 30));
            if (left < right)
            {
                SequenceRange run = queue.Insert(Piece(pool, left, right), left, out SequenceRange duplicate);
                bool hadSome = held.AsSpan((int)left, (int)(right - left)).Contains(true);
                Assert.Equal(hadSome, !duplicate.IsEmpty);
                held.AsSpan((int)left, (int)(right - left)).Fill(true);
                Assert.True(run.Left <= left && run.Right >= right, $"{run} does not hold {left}-{right}.");
                Assert.True(queue.Holds(new SequenceRange(left, right)));
            }
            Assert.Equal(held.Count(h => h), queue.Bytes);
            Assert.Equal(RunsOf(held), Enumerable.Range(0, queue.Runs).Select(i => queue[i]));
            if (random.Next(5) > 0) continue;
            // What comes in order may reach into a run.
            next = Math.Min(Size, next + random.Next(1, 200));
            while (queue.TryTake(next, out Packet? chain, out _))
            {
                while (chain is { } payload)
                {
                    chain = payload.Next;
                    foreach (byte value in payload.Bytes) Assert.Equal(ValueAt(next++), value);
                    payload.Next = null;
                    payload.Return();
                }
            }
            held.AsSpan(0, (int)next).Clear();
        }
        queue.Clear();
        Assert.Equal(0, queue.Storage);
        pool.AssertAllReturned();
    });

    [Fact]
    public void Many_single_byte_runs_stay_ordered()
    {
        var pool = new DiagnosticPacketPool();
        var queue = new ReassemblyQueue();
        foreach (int at in Enumerable.Range(0, 500).Select(i => i * 7 % 500)) queue.Insert(Piece(pool, at * 2, at * 2 + 1), at * 2, out _);
        Assert.Equal(500, queue.Runs);
        // One large piece swallows them all.
        queue.Insert(Piece(pool, 1, 998), 1, out _);
        Assert.Equal(1, queue.Runs);
        Assert.Equal(new SequenceRange(0, 999), queue[0]);
        queue.Clear();
        pool.AssertAllReturned();
    }

    [Fact]
    public void The_send_queue_gives_back_what_was_written_at_any_position() => SeededRuns.Check(200, random =>
    {
        byte[] all = random.NextBytes(5_000);
        var queue = new SendQueue(4_000);
        var rings = new PieceRingPool();
        long origin = 1_000_000_000_000;
        queue.StartAt(origin);
        int written = 0;
        int released = 0;
        var ends = new HashSet<int>();
        for (int step = 0; step < 300; step++)
        {
            int wanted = Math.Min(random.Next(1, 300), all.Length - written);
            int room = queue.Room;
            int taken = queue.Append(all.AsMemory(written, wanted), rings);
            Assert.Equal(Math.Min(wanted, room), taken);
            written += taken;
            if (taken > 0) ends.Add(written);
            if (written > released)
            {
                int from = random.Next(released, written);
                int length = random.Next(0, written - from + 1);
                byte[] copy = new byte[length];
                bool endsWrite = queue.CopyTo(origin + from, copy);
                Assert.True(all.AsSpan(from, length).SequenceEqual(copy));
                Assert.Equal(Enumerable.Range(from + 1, length).Any(ends.Contains), endsWrite);
            }
            if (random.NextBool()) queue.Release(origin + (released = random.Next(released, written + 1)));
            Assert.Equal(written - released, queue.Length);
        }
    });

    [Fact]
    public void Tiny_writes_are_bounded_by_their_bookkeeping()
    {
        var queue = new SendQueue(64_000);
        var rings = new PieceRingPool();
        byte[] one = [1];
        int count = 0;
        while (queue.Append(one, rings) == 1) count++;
        Assert.Equal(1000, count);
        queue.Release(1);
        Assert.Equal(1, queue.Append(one, rings));
    }

    private static byte ValueAt(long position) => (byte)(position * 13 + (position >> 7));

    private static Packet Piece(PacketPool pool, long left, long right)
    {
        int length = (int)(right - left);
        Packet packet = pool.Rent(length);
        Span<byte> bytes = packet.Append(length);
        for (int i = 0; i < length; i++) bytes[i] = ValueAt(left + i);
        return packet;
    }

    private static IEnumerable<SequenceRange> RunsOf(bool[] held)
    {
        for (int at = 0; at < held.Length; at++)
        {
            if (!held[at]) continue;
            int left = at;
            while (at < held.Length && held[at]) at++;
            yield return new SequenceRange(left, at);
        }
    }
}
