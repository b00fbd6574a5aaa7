using System.Diagnostics;
using System.IO.Pipes;
using Microsoft.Win32.SafeHandles;
using NetSim.Devices.Polling;
using NetSim.Wire.Time;

namespace NetSim.Devices.Tests.Polling;

public sealed class PollerTests
{
    private static readonly Duration Long = Duration.FromSeconds(20);
    private readonly int[] _ready = new int[4];

    public static TheoryData<string> Ways => [nameof(TimeoutSystemCall.EpollWait2), nameof(TimeoutSystemCall.Poll)];

    private static Poller Open(string way = nameof(TimeoutSystemCall.EpollWait2))
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "needs Linux");
        return Poller.Open(Enum.Parse<TimeoutSystemCall>(way)).Value!;
    }

    [SkippableTheory]
    [MemberData(nameof(Ways))]
    public void A_wait_lasts_at_least_as_long_as_asked(string way)
    {
        using Poller poller = Open(way);
        long start = Stopwatch.GetTimestamp();
        Assert.Equal(0, poller.Wait(Duration.FromMicroseconds(1300), _ready));
        Assert.True(Stopwatch.GetElapsedTime(start) >= TimeSpan.FromMicroseconds(1300));
    }

    [SkippableTheory]
    [MemberData(nameof(Ways))]
    public void A_timeout_of_nothing_or_less_only_looks(string way)
    {
        using Poller poller = Open(way);
        Assert.Equal(0, poller.Wait(Duration.Zero, _ready));
        Assert.Equal(0, poller.Wait(new Duration(-5), _ready));
    }

    [SkippableTheory]
    [MemberData(nameof(Ways))]
    public void A_wake_up_ends_the_wait_that_is_on_and_the_one_to_come(string way)
    {
        using Poller poller = Open(way);
        poller.Wake();
        poller.Wake();
        Assert.Equal(0, poller.Wait(Duration.MaxValue, _ready));

        Task waker = Task.Run(poller.Wake);
        Assert.Equal(0, poller.Wait(Duration.MaxValue, _ready));
        waker.GetAwaiter().GetResult();
    }

    [SkippableFact]
    public void No_wake_up_is_lost_among_many_threads()
    {
        using Poller poller = Open();
        const int perThread = 20_000;
        long asked = 0;
        Task[] wakers = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
        {
            for (int i = 0; i < perThread; i++)
            {
                Interlocked.Increment(ref asked);
                poller.Wake();
            }
        }))];

        // A lost one would leave this waiting for ever.
        while (Volatile.Read(ref asked) < 3 * perThread) poller.Wait(Duration.MaxValue, _ready);

        Task.WaitAll(wakers);
    }

    [SkippableFact]
    public void A_wake_up_after_the_end_is_of_no_effect()
    {
        Poller poller = Open();
        poller.Dispose();
        poller.Wake();
        Assert.Throws<ObjectDisposedException>(() => poller.Wait(Duration.Zero, new int[1]));
    }

    [SkippableTheory]
    [MemberData(nameof(Ways))]
    public void Readiness_is_told_by_token_until_it_is_read_or_removed(string way)
    {
        using Poller poller = Open(way);
        using var first = new TestPipe();
        using var second = new TestPipe();
        Assert.Null(poller.Add(first.Reader, 11));
        Assert.Null(poller.Add(second.Reader, -12));
        Assert.Equal(0, poller.Wait(Duration.Zero, _ready));

        first.Write();
        Assert.Equal(1, poller.Wait(Long, _ready));
        Assert.Equal(11, _ready[0]);
        Assert.Equal(1, poller.Wait(Long, _ready));     // by level: nothing was read

        second.Write();
        Assert.Equal(2, poller.Wait(Long, _ready));
        Assert.Equal([-12, 11], _ready[..2].Order());

        first.Read();
        poller.Remove(second.Reader);
        poller.Remove(second.Reader);
        Assert.Equal(0, poller.Wait(Duration.Zero, _ready));
    }

    [SkippableFact]
    public void What_finds_no_place_is_told_later()
    {
        using Poller poller = Open();
        TestPipe[] pipes = [new(), new(), new()];
        for (int i = 0; i < pipes.Length; i++)
        {
            Assert.Null(poller.Add(pipes[i].Reader, i));
            pipes[i].Write();
        }
        var seen = new SortedSet<int>();
        for (int i = 0; i < 50 && seen.Count < pipes.Length; i++)
        {
            Assert.Equal(1, poller.Wait(Long, _ready.AsSpan(0, 1)));
            seen.Add(_ready[0]);
        }
        Assert.Equal([0, 1, 2], seen);
        foreach (TestPipe pipe in pipes) pipe.Dispose();
    }

    [SkippableFact]
    public void A_file_that_cannot_be_waited_for_is_an_error()
    {
        using Poller poller = Open();
        using SafeFileHandle file = File.OpenHandle(typeof(PollerTests).Assembly.Location);
        Assert.Equal(DeviceErrorKind.System, poller.Add(file, 1)?.Kind);
    }

    [SkippableFact]
    public void Waiting_allocates_nothing()
    {
        using Poller poller = Open();
        poller.Wake();
        poller.Wait(Long, _ready);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            poller.Wake();
            poller.Wait(Long, _ready);
            poller.Wait(new Duration(1), _ready);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private sealed class TestPipe : IDisposable
    {
        private readonly AnonymousPipeServerStream _writer = new(PipeDirection.Out);
        private readonly AnonymousPipeClientStream _reader;

        public TestPipe()
        {
            _reader = new AnonymousPipeClientStream(PipeDirection.In, _writer.ClientSafePipeHandle);
            Reader = new SafeFileHandle(_reader.SafePipeHandle.DangerousGetHandle(), ownsHandle: false);
        }

        public SafeFileHandle Reader { get; }

        public void Write() => _writer.WriteByte(1);

        public void Read() => _reader.ReadByte();

        public void Dispose()
        {
            _reader.Dispose();
            _writer.Dispose();
        }
    }
}
