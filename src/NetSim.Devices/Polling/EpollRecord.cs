using System.Runtime.InteropServices;

namespace NetSim.Devices.Polling;

/// <summary>struct epoll_event: 32 bits of events and 64 bits of ours, packed on x64 and aligned everywhere else.</summary>
internal static class EpollRecord
{
    public const uint Readable = 1;

    public static readonly int Size = IsPacked ? 12 : 16;

    private static readonly int DataAt = IsPacked ? 4 : 8;

    private static bool IsPacked => RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.X86;

    public static void Write(Span<byte> record, uint events, ulong data)
    {
        MemoryMarshal.Write(record, events);
        MemoryMarshal.Write(record[DataAt..], data);
    }

    public static ulong Data(ReadOnlySpan<byte> records, int index) => MemoryMarshal.Read<ulong>(records[(index * Size + DataAt)..]);
}
