using System.Runtime.InteropServices;
using NetSim.Packetdrill.Sockets;

namespace NetSim.Packetdrill.Native;

/// <summary>Options of sockets and descriptors.</summary>
internal static unsafe class OptionCalls
{
    private const int GetFlags = 3, SetFlags = 4, NonBlocking = 0x800, ReadWrite = 2;
    private const uint LongestOption = 4096;

    private static DrillHost Host => EntryPoint.Host;

    public static void FillIn(InterfaceTable* table)
    {
        table->GetSockOpt = &GetSockOpt;
        table->SetSockOpt = &SetSockOpt;
        table->Fcntl = &Fcntl;
        table->Ioctl = &Ioctl;
    }

    private static SocketOption Option(int level, int name) => (SocketOption)((long)level << 32 | (uint)name);

    [UnmanagedCallersOnly]
    private static int GetSockOpt(nint data, int number, int level, int name, byte* value, uint* length)
    {
        if (value is null || length is null) return EntryPoint.Answer(-Errno.Fault);
        byte[] buffer = new byte[Math.Min(*length, LongestOption)];
        int result = Host.GetOption(number, Option(level, name), buffer);
        if (result < 0) return EntryPoint.Answer(result);
        buffer.AsSpan(0, result).CopyTo(new Span<byte>(value, result));
        *length = (uint)result;
        return 0;
    }

    [UnmanagedCallersOnly]
    private static int SetSockOpt(nint data, int number, int level, int name, byte* value, uint length)
    {
        if (value is null && length > 0) return EntryPoint.Answer(-Errno.Fault);
        if (length > LongestOption) return EntryPoint.Answer(-Errno.Invalid);
        return EntryPoint.Answer(Host.SetOption(number, Option(level, name), new ReadOnlySpan<byte>(value, (int)length).ToArray()));
    }

    /// <summary>In C the number of arguments varies; on x86-64 and ARM64 (Linux) a caller passes the third one the same way.</summary>
    [UnmanagedCallersOnly]
    private static int Fcntl(nint data, int number, int command, nint argument)
    {
        if (command == SetFlags) return EntryPoint.Answer(Host.SetBlocking(number, ((int)argument & NonBlocking) == 0));
        if (command != GetFlags) return EntryPoint.Answer(-Errno.Invalid);
        int blocks = Host.GetBlocking(number);
        return blocks < 0 ? EntryPoint.Answer(blocks) : ReadWrite | (blocks == 1 ? 0 : NonBlocking);
    }

    [UnmanagedCallersOnly]
    private static int Ioctl(nint data, int number, nuint request, int* answer)
    {
        int result = Host.Count(number, (QueueCount)(uint)request);
        if (result < 0) return EntryPoint.Answer(result);
        if (answer is null) return EntryPoint.Answer(-Errno.Fault);
        *answer = result;
        return 0;
    }
}
