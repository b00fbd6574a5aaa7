using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace NetSim.Actors.Dispatch;

/// <summary>
/// Where the threads of a run meet between two windows. Each says what it knows and reads what the others say, so all come to the same plan
/// without anybody giving orders: one message each way instead of two. The wait is short as a rule, so it spins; whoever waits longer sleeps.
/// </summary>
internal sealed class Meeting
{
    /// <summary>Some hundred microseconds: longer than it takes to wake a sleeper, so that two threads that both run never sleep.</summary>
    private const int MostSpins = 4096;

    private const int LeastSpins = 128;

    /// <summary>
    /// Of so many waits one spins to the full, however the ones before went: two threads that both sleep wake each other ever too late to see
    /// that spinning would help again.
    /// </summary>
    private const int WaitsBetweenTrials = 32;

    private readonly object _monitor = new();
    private readonly Statement[] _statements;
    private readonly int _threads;
    private int _asleep;

    public Meeting(int threads)
    {
        _threads = threads;
        _statements = new Statement[2 * threads];
        for (int i = 0; i < threads; i++) _statements[i].Spins = MostSpins;
    }

    /// <summary>Says <paramref name="own"/> and waits until all have spoken in this round. All threads get the same answer.</summary>
    /// <param name="thread">Who speaks.</param>
    /// <param name="round">Counts up by one; two rounds take turns in memory, since nobody is more than one round behind.</param>
    /// <param name="own">What this thread knows.</param>
    public Outlook Meet(int thread, long round, in Outlook own)
    {
        int side = ((int)round & 1) * _threads;
        ref Statement mine = ref _statements[side + thread];
        mine.Outlook = own;
        // A full fence, so that a sleeper either sees the round or is seen asleep.
        Interlocked.Exchange(ref mine.Round, round);
        if (Volatile.Read(ref _asleep) > 0) WakeAll();
        Outlook all = own;
        for (int other = 0; other < _threads; other++)
        {
            ref Statement statement = ref _statements[side + other];
            if (Volatile.Read(ref statement.Round) != round) WaitFor(ref statement, round, ref _statements[thread]);
            all = all.With(statement.Outlook);
        }

        return all;
    }

    /// <summary>Where spinning has not helped, because the other thread has no processor, the next waits spin less.</summary>
    private void WaitFor(ref Statement statement, long round, ref Statement own)
    {
        bool isTrial = ++own.Waits % WaitsBetweenTrials == 0;
        int spins = isTrial ? MostSpins : own.Spins;
        for (int i = 0; i < spins; i++)
        {
            Pause();
            if (Volatile.Read(ref statement.Round) != round) continue;
            own.Spins = isTrial ? MostSpins : Math.Min(MostSpins, own.Spins * 2);
            return;
        }

        own.Spins = Math.Max(LeastSpins, own.Spins / 2);
        lock (_monitor)
        {
            Interlocked.Increment(ref _asleep);
            while (Volatile.Read(ref statement.Round) != round) Monitor.Wait(_monitor);
            Interlocked.Decrement(ref _asleep);
        }
    }

    /// <summary>The shortest rest there is: windows are of microseconds.</summary>
    private static void Pause()
    {
        if (X86Base.IsSupported) X86Base.Pause();
        else Thread.SpinWait(1);
    }

    private void WakeAll()
    {
        lock (_monitor) Monitor.PulseAll(_monitor);
    }

    /// <summary>A cache line of its own (and the one beside it, which the processor fetches along).</summary>
    [StructLayout(LayoutKind.Explicit, Size = 128)]
    private struct Statement
    {
        [FieldOffset(0)]
        public long Round;

        [FieldOffset(8)]
        public Outlook Outlook;

        /// <summary>How long the thread spins before it sleeps (kept in the first of its two statements).</summary>
        [FieldOffset(24)]
        public int Spins;

        /// <summary>How often it has waited (kept there, too).</summary>
        [FieldOffset(28)]
        public uint Waits;
    }
}

/// <summary>What a thread knows of the future: when the next thing happens, and where the run ends at the latest.</summary>
internal readonly record struct Outlook(long Next, long End)
{
    public Outlook With(in Outlook other) => new(Math.Min(Next, other.Next), Math.Min(End, other.End));
}
