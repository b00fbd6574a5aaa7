using NetSim.Stack.Sockets.Tcp;
using NetSim.Testing;
using NetSim.Wire.Tcp;

namespace NetSim.Stack.Tests.Sockets.Tcp;

/// <summary>
/// Every synchronized state against every kind of segment at every edge of the window, and with good and bad acknowledgments. What must
/// come
/// of it is worked out by <see cref="Expect"/> from the text of RFC 9293 3.10.7.4, RFC 5961 and RFC 1337 alone.
/// </summary>
public sealed class StateMatrixTests
{
    private const int Data = 10;

    private static readonly TcpState[] States =
    [
        TcpState.SynReceived, TcpState.Established, TcpState.FinWait1, TcpState.FinWait2,
        TcpState.CloseWait, TcpState.Closing, TcpState.LastAck, TcpState.TimeWait,
    ];

    private static readonly TcpFlags[] Kinds =
    [
        TcpFlags.Syn, TcpFlags.Syn | TcpFlags.Ack, TcpFlags.Ack, TcpFlags.Fin | TcpFlags.Ack,
        TcpFlags.Rst, TcpFlags.Rst | TcpFlags.Ack, TcpFlags.None, TcpFlags.Fin,
    ];

    /// <summary>Where SEG.SEQ lies.</summary>
    internal enum Place
    {
        FarLeft,
        LeftLess1,
        Left,
        LeftPlus1,
        RightLess1,
        Right,
        RightPlus1,
    }

    /// <summary>What SEG.ACK says.</summary>
    internal enum Ack
    {
        Old,
        Una,
        Nxt,
        Unsent,
        Ancient,
    }

    internal enum Reply
    {
        Nothing,
        Ack,
        Reset,
    }

    internal readonly record struct Case(TcpState State, TcpFlags Flags, Place Place, Ack Ack, int Data, bool IsWindowClosed);

    internal readonly record struct Outcome(TcpState State, Reply Reply, int Readable);

    [Fact]
    [Rfc(9293, "3.10.7.4")]
    public void Every_state_answers_every_segment_as_the_RFC_says()
    {
        List<string> wrong = [];
        int cases = 0;
        foreach (Case one in Cases())
        {
            cases++;
            Outcome expected = Expect(one);
            Outcome actual = Observe(one);
            if (expected != actual) wrong.Add($"{one}: expected {expected}, got {actual}");
        }
        Assert.True(cases > 2_500, $"Only {cases} cases were made.");
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {cases} cases differ:\n{string.Join('\n', wrong.Take(40))}");
    }

    private static IEnumerable<Case> Cases()
    {
        foreach (TcpState state in States)
        foreach (TcpFlags flags in Kinds)
        foreach (Place place in Enum.GetValues<Place>())
        foreach (Ack ack in Enum.GetValues<Ack>())
        foreach (int data in (int[])[0, Data])
        foreach (bool isClosed in (bool[])[false, true])
        {
            bool hasAck = (flags & TcpFlags.Ack) != 0;
            // Without the bit there is only one acknowledgment; a closed window is only told apart where data can be read.
            if (!hasAck && ack != Ack.Una) continue;
            if (isClosed && state is not (TcpState.Established or TcpState.FinWait1 or TcpState.FinWait2)) continue;
            // A RST with data and a SYN with data differ in nothing from those without.
            if (data > 0 && (flags & (TcpFlags.Rst | TcpFlags.Syn)) != 0) continue;
            yield return new Case(state, flags, place, ack, data, isClosed);
        }
    }

    private static Outcome Observe(Case one)
    {
        TcpScript script = TcpStates.In(one.State, Settings(one));
        long left = RcvNxt(one.State);
        if (one.IsWindowClosed)
        {
            script.Send(TcpFlags.Ack, seq: left, ack: Una(one.State), data: 1000);
            script.TakeAll();
            script.AdvanceMilliseconds(500);
            script.TakeAll();
            left += 1000;
        }
        script.Send(one.Flags, SequenceOf(one, left), AcknowledgmentOf(one), one.Data);
        List<Sent> sent = script.TakeAll();
        Reply reply = sent.Count == 0 ? Reply.Nothing : (sent[^1].Flags & TcpFlags.Rst) != 0 ? Reply.Reset : Reply.Ack;
        int readable = script.Connection.ReadableBytes - (one.IsWindowClosed && script.State != TcpState.Closed ? 1000 : 0);
        TcpState state = script.State;
        Assert.True(sent.Count <= 1, $"{one}: {sent.Count} segments were sent.");
        script.AssertNothingLeaks();
        return new Outcome(state, reply, Math.Max(0, readable));
    }

    private static TcpSettings Settings(Case one) => one.IsWindowClosed ? TcpStates.Plain with { ReceiveBuffer = 1000 } : TcpStates.Plain;

    /// <summary>RCV.NXT, counted from IRS, as <see cref="TcpStates"/> leaves it.</summary>
    private static long RcvNxt(TcpState state) =>
        state is TcpState.CloseWait or TcpState.Closing or TcpState.LastAck or TcpState.TimeWait ? 2 : 1;

    private static long Nxt(TcpState state) => state is TcpState.SynReceived or TcpState.Established or TcpState.CloseWait ? 1 : 2;

    private static long Una(TcpState state) => state switch
    {
        TcpState.SynReceived => 0,
        TcpState.FinWait1 or TcpState.Closing or TcpState.LastAck => 1,
        _ => Nxt(state),
    };

    /// <summary>What the peer was told: 65535 bytes from RCV.NXT on, also behind its FIN, or nothing any more.</summary>
    private static long Window(Case one) => one.IsWindowClosed ? 0 : 65535;

    private static long SequenceOf(Case one, long left) => one.Place switch
    {
        Place.FarLeft => left - 100_000,
        Place.LeftLess1 => left - 1,
        Place.Left => left,
        Place.LeftPlus1 => left + 1,
        Place.RightLess1 => left + Window(one) - 1,
        Place.Right => left + Window(one),
        _ => left + Window(one) + 1,
    };

    private static long AcknowledgmentOf(Case one) => one.Ack switch
    {
        Ack.Old => Una(one.State) - 1,
        Ack.Una => Una(one.State),
        Ack.Nxt => Nxt(one.State),
        Ack.Unsent => Nxt(one.State) + 1,
        _ => Una(one.State) - 65535 - 2,
    };

    /// <summary>The oracle.</summary>
    private static Outcome Expect(Case one)
    {
        long left = one.IsWindowClosed ? RcvNxt(one.State) + 1000 : RcvNxt(one.State);
        long window = Window(one);
        long seq = SequenceOf(one, left);
        TcpFlags flags = one.Flags;
        bool isSyn = (flags & TcpFlags.Syn) != 0;
        bool isFin = (flags & TcpFlags.Fin) != 0;
        bool isRst = (flags & TcpFlags.Rst) != 0;
        bool hasAck = (flags & TcpFlags.Ack) != 0;
        int length = one.Data + (isSyn ? 1 : 0) + (isFin ? 1 : 0);
        Outcome unchanged = new(one.State, Reply.Nothing, 0);

        // Figure 8: the SYN-ACK of a simultaneous open counts as its ACK.
        if (one.State == TcpState.SynReceived && isSyn && hasAck && seq == left - 1)
        {
            return one.Ack == Ack.Nxt
                ? new Outcome(TcpState.Established, Reply.Ack, 0)
                : new Outcome(TcpState.SynReceived, Reply.Reset, 0);
        }
        if (one.State == TcpState.TimeWait) return ExpectInTimeWait(one, seq, left);

        // First: sequence number.
        bool isInside(long at) => left <= at && at < left + window;
        bool isAcceptable = length == 0
            ? window == 0 ? seq == left : isInside(seq)
            : window > 0 && (isInside(seq) || isInside(seq + length - 1));
        // "special allowance should be made to accept valid ACKs, URGs, and RSTs" with a closed window.
        bool isAllowed = window == 0 && seq == left;
        if (!isAcceptable && !isAllowed) return unchanged with { Reply = isRst ? Reply.Nothing : Reply.Ack };

        // Second: RST.
        if (isRst) return seq == left ? new Outcome(TcpState.Closed, Reply.Nothing, 0) : unchanged with { Reply = Reply.Ack };
        // Fourth: SYN.
        if (isSyn) return unchanged with { Reply = Reply.Ack };
        // Fifth: ACK.
        if (!hasAck) return unchanged;
        long ack = AcknowledgmentOf(one);
        TcpState state = one.State;
        if (state == TcpState.SynReceived)
        {
            if (one.Ack != Ack.Nxt) return unchanged with { Reply = Reply.Reset };
            state = TcpState.Established;
        }
        else
        {
            if (ack > Nxt(state) || ack < Una(state) - 65535) return unchanged with { Reply = Reply.Ack };
            bool isFinAcknowledged = ack == Nxt(state) && Una(state) < Nxt(state);
            if (isFinAcknowledged && state == TcpState.FinWait1) state = TcpState.FinWait2;
            else if (isFinAcknowledged && state == TcpState.Closing) return new Outcome(TcpState.TimeWait, Reply.Nothing, 0);
            else if (isFinAcknowledged && state == TcpState.LastAck) return new Outcome(TcpState.Closed, Reply.Nothing, 0);
        }
        return ExpectText(one, state, seq, left, window, isFin);
    }

    /// <summary>Seventh and eighth: text and FIN.</summary>
    private static Outcome ExpectText(Case one, TcpState state, long seq, long left, long window, bool isFin)
    {
        bool takesText = state is TcpState.Established or TcpState.FinWait1 or TcpState.FinWait2;
        if (!takesText) return new Outcome(state, Reply.Nothing, 0);
        long end = Math.Min(seq + one.Data, left + window);
        int readable = seq <= left ? (int)Math.Max(0, end - left) : 0;
        Reply reply = Reply.Nothing;
        if (one.Data > 0)
        {
            // Out of order, partly old, or not to be stored: at once. In order: the delayed ACK's business.
            bool isInOrder = seq == left && readable == one.Data;
            if (!isInOrder && !(seq == left && readable > 0)) reply = Reply.Ack;
        }
        // A FIN whose data fits is taken, wherever the data lies; it counts when its turn comes.
        bool isFinTaken = isFin && seq + one.Data <= left + window;
        if (isFinTaken && seq + one.Data == left + readable && seq <= left) return new Outcome(AfterFin(state), Reply.Ack, readable);
        // A FIN above a hole is out of order like any other byte.
        if (isFin && one.Data == 0 && seq > left) reply = Reply.Ack;
        return new Outcome(state, reply, readable);
    }

    private static TcpState AfterFin(TcpState state) => state switch
    {
        TcpState.Established => TcpState.CloseWait,
        TcpState.FinWait1 => TcpState.Closing,
        _ => TcpState.TimeWait,
    };

    private static Outcome ExpectInTimeWait(Case one, long seq, long left)
    {
        Outcome unchanged = new(TcpState.TimeWait, Reply.Nothing, 0);
        if ((one.Flags & TcpFlags.Rst) != 0) return unchanged;
        bool isSyn = (one.Flags & TcpFlags.Syn) != 0;
        // RFC 6191: a SYN beyond what was received opens a new connection.
        if (isSyn && (one.Flags & TcpFlags.Ack) == 0 && seq > left) return new Outcome(TcpState.Closed, Reply.Nothing, 0);
        int length = one.Data + (isSyn ? 1 : 0) + ((one.Flags & TcpFlags.Fin) != 0 ? 1 : 0);
        bool isInside(long at) => left <= at && at < left + Window(one);
        bool isAcceptable = isInside(seq) || (length > 0 && isInside(seq + length - 1));
        if (!isAcceptable || isSyn) return unchanged with { Reply = Reply.Ack };
        if ((one.Flags & TcpFlags.Ack) == 0) return unchanged;
        return length > 0 || one.Ack is Ack.Unsent or Ack.Ancient ? unchanged with { Reply = Reply.Ack } : unchanged;
    }
}
