using System.Runtime.InteropServices;
using NetSim.Packetdrill.Sockets;
using NetSim.Wire.Time;

namespace NetSim.Packetdrill.Native;

/// <summary>Whatever has to do with time: the clock, waiting, and the packets, which carry their time.</summary>
internal static unsafe class WaitCalls
{
    private static DrillHost Host => EntryPoint.Host;

    public static void FillIn(InterfaceTable* table)
    {
        table->Poll = &Poll;
        table->NetdevSend = &NetdevSend;
        table->NetdevReceive = &NetdevReceive;
        table->USleep = &USleep;
        table->GetTimeOfDay = &GetTimeOfDay;
        table->EpollCreate = &EpollCreate;
        table->EpollCtl = &EpollCtl;
        table->EpollWait = &EpollWait;
        table->Pipe = &Pipe;
        table->Splice = &Splice;
    }

    private static Duration? Timeout(int milliseconds) => milliseconds < 0 ? null : Duration.FromMilliseconds(milliseconds);

    [UnmanagedCallersOnly]
    private static int Poll(nint data, PollEntry* entries, nuint count, int timeout)
    {
        var wanted = new (int Number, PollEvents Wanted, PollEvents Found)[(int)count];
        for (int i = 0; i < wanted.Length; i++) wanted[i] = (entries[i].Number, (PollEvents)entries[i].Events, PollEvents.None);
        int result = Host.Poll(wanted, Timeout(timeout));
        for (int i = 0; i < wanted.Length; i++) entries[i].Found = (ushort)wanted[i].Found;
        return EntryPoint.Answer(result);
    }

    [UnmanagedCallersOnly]
    private static int NetdevSend(nint data, byte* packet, nint length)
    {
        Host.Deliver(new ReadOnlySpan<byte>(packet, (int)length));
        return 0;
    }

    /// <summary>
    /// packetdrill asks again for ever if it is told of an error. So if there will be no packet, it gets an empty one, which is a bad one,
    /// and the script fails.
    /// </summary>
    [UnmanagedCallersOnly]
    private static int NetdevReceive(nint data, byte* buffer, nint* length, long* microseconds)
    {
        if (Host.Receive() is not { } packet)
        {
            *length = 0;
            *microseconds = Host.Now.Nanoseconds / 1000;
            return 0;
        }
        int count = (int)Math.Min(packet.Bytes.Length, *length);
        packet.Bytes.AsSpan(0, count).CopyTo(new Span<byte>(buffer, count));
        *length = count;
        *microseconds = packet.Time.Nanoseconds / 1000;
        return 0;
    }

    [UnmanagedCallersOnly]
    private static int USleep(nint data, uint microseconds)
    {
        Host.Sleep(Duration.FromMicroseconds(microseconds));
        return 0;
    }

    [UnmanagedCallersOnly]
    private static int GetTimeOfDay(nint data, TimeValue* time, void* zone)
    {
        long microseconds = Host.ReadClock().Nanoseconds / 1000;
        *time = new TimeValue { Seconds = microseconds / 1_000_000, Microseconds = microseconds % 1_000_000 };
        return 0;
    }

    [UnmanagedCallersOnly]
    private static int EpollCreate(nint data, int size) => size > 0 ? Host.CreateEpoll() : EntryPoint.Answer(-Errno.Invalid);

    [UnmanagedCallersOnly]
    private static int EpollCtl(nint data, int set, int operation, int number, EpollEvent* interest)
    {
        (PollEvents Events, ulong Data) wanted = interest is null ? default : ((PollEvents)interest->Events, interest->Data);
        return EntryPoint.Answer(Host.ControlEpoll(set, operation, number, wanted));
    }

    [UnmanagedCallersOnly]
    private static int EpollWait(nint data, int set, EpollEvent* events, int most, int timeout)
    {
        if (most is <= 0 or > 4096) return EntryPoint.Answer(-Errno.Invalid);
        var found = new (PollEvents Events, ulong Data)[most];
        int result = Host.WaitEpoll(set, found, Timeout(timeout));
        for (int i = 0; i < result; i++) events[i] = new EpollEvent { Events = (uint)found[i].Events, Data = found[i].Data };
        return EntryPoint.Answer(result);
    }

    [UnmanagedCallersOnly]
    private static int Pipe(nint data, int* numbers) => EntryPoint.Answer(-Errno.NotSupportedCall);

    [UnmanagedCallersOnly]
    private static int Splice(nint data, int from, long* fromAt, int to, long* toAt, nint length, uint flags) =>
        EntryPoint.Answer(-Errno.NotSupportedCall);
}
