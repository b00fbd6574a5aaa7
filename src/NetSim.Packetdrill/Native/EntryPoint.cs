using System.Runtime.InteropServices;
using NetSim.Wire.Buffers;

namespace NetSim.Packetdrill.Native;

/// <summary>Where the shim comes in. packetdrill is one process for one script, so there is one host, kept here.</summary>
internal static unsafe class EntryPoint
{
    private static DrillHost? _host;

    /// <summary>The host of this process.</summary>
    public static DrillHost Host => _host!;

    [UnmanagedCallersOnly]
    public static void Initialize(byte* flags, InterfaceTable* table)
    {
        if (DrillOptions.Parse(Marshal.PtrToStringUTF8((nint)flags), out string fault) is not { } options)
        {
            Console.Error.WriteLine($"--so_flags: {fault}");
            Environment.Exit(1);
            return;
        }
        _host = new DrillHost(options, new RecyclingPacketPool());
        *table = default;
        table->Free = &Free;
        SocketCalls.FillIn(table);
        DataCalls.FillIn(table);
        OptionCalls.FillIn(table);
        WaitCalls.FillIn(table);
    }

    [UnmanagedCallersOnly]
    private static void Free(nint data) => Host.Stop();

    /// <summary>Tells the caller as libc does: -1 and errno.</summary>
    public static int Answer(int result)
    {
        if (result >= 0) return result;
        Marshal.SetLastSystemError(-result);
        return -1;
    }
}
