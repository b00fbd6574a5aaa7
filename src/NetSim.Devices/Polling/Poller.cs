using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;
using NetSim.Devices.Native;
using NetSim.Wire.Time;

namespace NetSim.Devices.Polling;

/// <summary>
/// Where a lane of a real-time run sleeps: one system call that ends when a descriptor is readable, when another thread calls
/// <see cref="Wake"/>, or after a number of nanoseconds. Readiness is by level: whoever stops reading early, because its budget is
/// spent, is told again at the next wait. A descriptor whose device is gone is ready for ever, so its owner must <see cref="Remove"/> it.
/// All members but <see cref="Wake"/> belong to the lane's thread. Nothing is allocated by a wait.
/// </summary>
public sealed class Poller : IDisposable
{
    private const int AddOperation = 1, RemoveOperation = 2, MaxEvents = 64;
    private const long NanosecondsPerSecond = 1_000_000_000;
    private const ulong WakeData = ulong.MaxValue;

    private readonly SafeFileHandle _epoll;
    private readonly SafeFileHandle _wake;
    private readonly byte[] _events = GC.AllocateArray<byte>(MaxEvents * EpollRecord.Size, pinned: true);
    private TimeoutSystemCall _systemCall;
    private int _wakePending;
    private bool _isPunctual;

    private Poller(SafeFileHandle epoll, SafeFileHandle wake, TimeoutSystemCall systemCall) =>
        (_epoll, _wake, _systemCall) = (epoll, wake, systemCall);

    public static DeviceResult<Poller> Open() => Open(TimeoutSystemCall.EpollWait2);

    /// <summary>Opens one that starts with an older way of waiting, as it is found on kernels before 5.11.</summary>
    internal static DeviceResult<Poller> Open(TimeoutSystemCall systemCall)
    {
        if (!OperatingSystem.IsLinux()) return SystemErrors.Unsupported("polled devices");
        SafeFileHandle epoll = LibC.EpollCreate(LibC.CloseOnExec);
        if (epoll.IsInvalid) return SystemErrors.Of("cannot make an epoll descriptor", Errno.Last);
        SafeFileHandle wake = LibC.EventDescriptor(0, LibC.NonBlocking | LibC.CloseOnExec);
        if (wake.IsInvalid)
        {
            int errno = Errno.Last;
            epoll.Dispose();
            return SystemErrors.Of("cannot make an event descriptor", errno);
        }
        var poller = new Poller(epoll, wake, systemCall);
        if (poller.Register(wake, WakeData) is not { } error) return poller;
        poller.Dispose();
        return error;
    }

    /// <summary>Waits from now on for <paramref name="handle"/> to be readable, too.</summary>
    /// <param name="handle">Stays the caller's.</param>
    /// <param name="token">What <see cref="Wait"/> tells when the handle is readable: an index of the caller's.</param>
    /// <returns>Null if it was done.</returns>
    public DeviceError? Add(SafeFileHandle handle, int token) => Register(handle, (uint)token);

    /// <summary>Waits for it no longer. Of no effect on a handle that was not added.</summary>
    public unsafe void Remove(SafeFileHandle handle)
    {
        byte* unused = stackalloc byte[EpollRecord.Size];
        _ = LibC.EpollControl(_epoll, RemoveOperation, handle, unused);
    }

    /// <summary>Sleeps until something is readable, until <see cref="Wake"/>, or for <paramref name="timeout"/>.</summary>
    /// <param name="timeout">Zero or less: only look. <see cref="Duration.MaxValue"/>: for ever.</param>
    /// <param name="ready">Receives the tokens of what is readable; those that find no place are told the next time.</param>
    /// <returns>How many tokens; 0 after a time-out, a wake-up or a signal.</returns>
    public int Wait(Duration timeout, Span<int> ready)
    {
        ObjectDisposedException.ThrowIf(_epoll.IsClosed, this);
        if (!_isPunctual) BePunctual();
        int capacity = Math.Min(ready.Length + 1, MaxEvents);   // one more for the wake-up
        int count = WaitForEvents(timeout.Nanoseconds, capacity);
        int tokens = 0;
        for (int i = 0; i < count; i++)
        {
            ulong data = EpollRecord.Data(_events, i);
            if (data == WakeData) ClearWake();
            else if (tokens < ready.Length) ready[tokens++] = (int)(uint)data;
        }
        return tokens;
    }

    /// <summary>
    /// Ends the wait that is on, or the next one. From any thread; many calls before the lane is up cost one system call. What the
    /// caller wrote before is visible to the lane after its wait.
    /// </summary>
    public unsafe void Wake()
    {
        if (Interlocked.Exchange(ref _wakePending, 1) != 0) return;
        ulong one = 1;
        try
        {
            _ = LibC.Write(_wake, (byte*)&one, sizeof(ulong));
        }
        catch (ObjectDisposedException)
        {
            // The lane has ended between the caller's decision and now: there is nobody left to wake.
        }
    }

    private unsafe void ClearWake()
    {
        ulong count;
        _ = LibC.Read((int)_wake.DangerousGetHandle(), (byte*)&count, sizeof(ulong));
        // Only after the read: a Wake that finds the flag still set may skip its write, since the lane has yet to look at its inbox.
        Interlocked.Exchange(ref _wakePending, 0);
    }

    /// <summary>
    /// Unless told otherwise the kernel lets a thread's sleeps end up to 50 µs late, so that several timers may share an interrupt. All that a lane
    /// sends would be late by that.
    /// </summary>
    private void BePunctual()
    {
        _isPunctual = true;
        _ = LibC.ThreadControl(LibC.SetTimerSlack, 1, 0, 0, 0);
    }

    private unsafe DeviceError? Register(SafeFileHandle handle, ulong data)
    {
        byte* record = stackalloc byte[16];
        EpollRecord.Write(new Span<byte>(record, 16), EpollRecord.Readable, data);
        return LibC.EpollControl(_epoll, AddOperation, handle, record) == 0
            ? null
            : SystemErrors.Of("cannot wait for a descriptor", Errno.Last);
    }

    private unsafe int WaitForEvents(long nanoseconds, int capacity)
    {
        bool forEver = nanoseconds == long.MaxValue;
        var time = new LibC.TimeSpec
        {
            Seconds = Math.Max(0, nanoseconds) / NanosecondsPerSecond,
            Nanoseconds = Math.Max(0, nanoseconds) % NanosecondsPerSecond,
        };
        LibC.TimeSpec* timeout = forEver ? null : &time;
        byte* events = (byte*)Unsafe.AsPointer(ref _events[0]);     // pinned for life
        int epoll = (int)_epoll.DangerousGetHandle();
        if (_systemCall == TimeoutSystemCall.EpollWait2)
        {
            int count = (int)LibC.EpollWait2(LibC.EpollWait2Number, epoll, events, capacity, timeout, null, 0);
            // EPERM is how an old container sandbox says that it does not know the call.
            if (count >= 0 || Errno.Last is not (Errno.NoSystemCall or Errno.NotPermitted)) return Math.Max(0, count);
            _systemCall = TimeoutSystemCall.Poll;
        }
        var entry = new LibC.PollEntry { Descriptor = epoll, Events = (short)EpollRecord.Readable };
        return LibC.Poll(&entry, 1, timeout, null) <= 0 ? 0 : Math.Max(0, LibC.EpollWait(epoll, events, capacity, 0));
    }

    public void Dispose()
    {
        _epoll.Dispose();
        _wake.Dispose();
    }
}
