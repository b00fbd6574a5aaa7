using NetSim.Stack.Sockets.Tcp;
using NetSim.Stack.Sockets.Tcp.Sending;
using NetSim.Testing;
using NetSim.Wire.Time;

namespace NetSim.Stack.Tests.Sockets.Tcp;

/// <summary>The scoreboard and the retransmission queue against models that look at every byte.</summary>
public sealed class SackScoreboardTests
{
    private const int Mss = 10;

    [Fact]
    public void Scoreboard_agrees_with_a_bit_for_every_byte() => SeededRuns.Check(300, random =>
    {
        const int Segments = 60;
        var board = new SackScoreboard();
        RetransmissionQueue queue = Filled(Segments);
        bool[] sacked = new bool[Segments * Mss];
        long una = 0;
        for (int step = 0; step < 60 && una < sacked.Length; step++)
        {
            if (random.Next(4) == 0)
            {
                una = Math.Min(sacked.Length, una + random.Next(0, 3 * Mss));
                // An honest peer never stops at a byte that it holds.
                while (una < sacked.Length && sacked[una]) una++;
                Acknowledge(ref queue, una);
                board.RemoveBelow(una);
            }
            else
            {
                long left = una + 1 + random.Next(0, sacked.Length);
                long right = Math.Min(sacked.Length, left + random.Next(1, 5 * Mss));
                if (left >= right) continue;
                bool isNews = sacked.AsSpan((int)left, (int)(right - left)).Contains(false);
                Assert.Equal(isNews, Add(board, new SequenceRange(left, right), ref queue));
                sacked.AsSpan((int)left, (int)(right - left)).Fill(true);
            }
            CheckCounters(ref queue, sacked, una);
        }
    });

    [Fact]
    public void A_block_that_covers_known_ranges_is_merged_into_one()
    {
        var board = new SackScoreboard();
        RetransmissionQueue queue = Filled(20);
        for (int i = 1; i < 20; i += 2) Add(board, new SequenceRange(i * 10, i * 10 + 10), ref queue);
        Assert.Equal(10, board.Count);
        Assert.True(Add(board, new SequenceRange(25, 175), ref queue));
        Assert.Equal(3, board.Count);
        Assert.False(Add(board, new SequenceRange(30, 100), ref queue));
        // 20-25 and 175-180 are not whole segments until the rest is SACKed; 10, 30..170 and 190 are.
        Assert.Equal(10 * 17, queue.SackedBytes);
        Add(board, new SequenceRange(20, 25), ref queue);
        Assert.Equal(10 * 18, queue.SackedBytes);
    }

    [Fact]
    public void Ranges_are_bounded_P10()
    {
        var board = new SackScoreboard();
        var queue = new RetransmissionQueue(new RingPool<TransmittedSegment>());
        for (int i = 0; i < 17_000; i++)
        {
            queue.Add(i * 2, 1, Instant.Zero);
            queue.Add(i * 2 + 1, 1, Instant.Zero);
        }
        for (int i = 0; i < 17_000; i++) Add(board, new SequenceRange(i * 2 + 1, i * 2 + 2), ref queue);
        Assert.Equal(SackScoreboard.MostRanges, board.Count);
        Assert.Equal(SackScoreboard.MostRanges, queue.SackedBytes);
    }

    [Fact]
    public void Marks_follow_a_segment_through_loss_retransmission_and_acknowledgment()
    {
        RetransmissionQueue queue = Filled(4);
        Assert.Equal(40, queue.Pipe);
        queue.MarkFirstLost();
        Assert.Equal(30, queue.Pipe);
        Assert.True(queue.TryFindLost(Mss, out SequenceRange run));
        Assert.Equal(new SequenceRange(0, 10), run);
        queue.MarkRetransmitted(run, new Instant(5));
        Assert.Equal(40, queue.Pipe);
        Assert.False(queue.TryFindLost(Mss, out _));
        // Lost again.
        queue.MarkFirstLost();
        Assert.True(queue.TryFindLost(Mss, out _));
        queue.MarkRetransmitted(run, new Instant(9));
        DeliveredSegments delivered = Acknowledge(ref queue, 20);
        Assert.Equal((20, true), (delivered.Acknowledged, delivered.IsAmbiguous));
        Assert.Equal((20, 0), (queue.Pipe, queue.LostBytes));
        queue.MarkAllLost();
        Assert.Equal(0, queue.Pipe);
        Assert.True(queue.TryFindLost(15, out run));
        Assert.Equal(new SequenceRange(20, 30), run);
        Assert.True(queue.TryFindLost(20, out run));
        Assert.Equal(new SequenceRange(20, 40), run);
    }

    [Fact]
    public void Cutting_segments_keeps_their_marks_and_the_sums()
    {
        RetransmissionQueue queue = Filled(4);
        MarkSacked(ref queue, new SequenceRange(20, 30));
        queue.MarkFirstLost();
        queue.Resegment(4);
        Assert.Equal(12, queue.Count);
        Assert.Equal((40, 10, 10, 20), (queue.Outstanding, queue.SackedBytes, queue.LostBytes, queue.Pipe));
        Assert.True(queue.TryFindLost(4, out SequenceRange run));
        Assert.Equal(new SequenceRange(0, 4), run);
        Assert.True(queue.TryFindLost(40, out run));
        Assert.Equal(new SequenceRange(0, 10), run);
    }

    [Fact]
    public void An_acknowledged_segment_that_was_SACKed_before_tells_no_time()
    {
        RetransmissionQueue queue = Filled(2);
        MarkSacked(ref queue, new SequenceRange(10, 20));
        DeliveredSegments delivered = Acknowledge(ref queue, 20);
        Assert.Equal((20, 10, 10, true), (delivered.Acknowledged, delivered.SackedBefore, delivered.Bytes, delivered.HasSample));
        Assert.Equal(new Instant(0), delivered.NewestSentAt);
        Assert.True(queue.IsEmpty);
    }

    [Fact]
    public void Of_what_an_ACK_delivers_the_newest_is_told_unless_it_was_sent_again_too_late_for_that()
    {
        RetransmissionQueue queue = Filled(4);
        queue.MarkFirstLost();
        queue.MarkRetransmitted(new SequenceRange(0, 10), new Instant(50));
        var early = new DeliveredSegments(new Instant(49));
        queue.Acknowledge(20, ref early);
        Assert.Equal(new Transmission(new Instant(1), 1), early.Newest);
        Assert.Equal(20, early.LowestSentOnce);

        queue = Filled(4);
        queue.MarkFirstLost();
        queue.MarkRetransmitted(new SequenceRange(0, 10), new Instant(50));
        var late = new DeliveredSegments(new Instant(50));
        queue.Acknowledge(20, ref late);
        Assert.Equal(new Transmission(new Instant(50), 4), late.Newest);
    }

    private static bool Add(SackScoreboard board, SequenceRange block, ref RetransmissionQueue queue)
    {
        var delivered = new DeliveredSegments(Instant.MaxValue);
        return board.Add(block, ref queue, ref delivered);
    }

    private static DeliveredSegments Acknowledge(ref RetransmissionQueue queue, long position)
    {
        var delivered = new DeliveredSegments(Instant.MaxValue);
        queue.Acknowledge(position, ref delivered);
        return delivered;
    }

    private static void MarkSacked(ref RetransmissionQueue queue, SequenceRange range)
    {
        var delivered = new DeliveredSegments(Instant.MaxValue);
        queue.MarkSacked(range, range, ref delivered);
    }

    private static RetransmissionQueue Filled(int segments)
    {
        var queue = new RetransmissionQueue(new RingPool<TransmittedSegment>());
        for (int i = 0; i < segments; i++) queue.Add(i * Mss, Mss, new Instant(i));
        return queue;
    }

    private static void CheckCounters(ref RetransmissionQueue queue, bool[] sacked, long una)
    {
        long expectedSacked = 0;
        for (int segment = 0; segment < sacked.Length / Mss; segment++)
        {
            long start = Math.Max(una, segment * Mss);
            long end = (segment + 1) * Mss;
            if (start < end && !sacked.AsSpan((int)start, (int)(end - start)).Contains(false)) expectedSacked += end - start;
        }
        Assert.Equal(sacked.Length - una, queue.Outstanding);
        Assert.Equal(expectedSacked, queue.SackedBytes);
        Assert.Equal(expectedSacked == 0, queue.SackedSegments == 0);
        Assert.True(queue.Pipe >= 0 && queue.LostBytes >= 0);
    }
}
