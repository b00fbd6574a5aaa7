using System.Runtime.InteropServices;

namespace NetSim.Devices.Filtering;

/// <summary>What is used of libpcap: its compiler, on a handle that captures nothing.</summary>
internal sealed unsafe class LibPcap
{
    private static readonly string[] Names = ["libpcap.so.1", "libpcap.so.0.8"];

    private readonly delegate* unmanaged<int, int, nint> _openDead;
    private readonly delegate* unmanaged<nint, PcapProgram*, nint, int, uint, int> _compile;
    private readonly delegate* unmanaged<nint, nint> _getError;
    private readonly delegate* unmanaged<PcapProgram*, void> _freeCode;
    private readonly delegate* unmanaged<nint, void> _close;

    private LibPcap(nint library)
    {
        _openDead = (delegate* unmanaged<int, int, nint>)NativeLibrary.GetExport(library, "pcap_open_dead");
        _compile = (delegate* unmanaged<nint, PcapProgram*, nint, int, uint, int>)NativeLibrary.GetExport(library, "pcap_compile");
        _getError = (delegate* unmanaged<nint, nint>)NativeLibrary.GetExport(library, "pcap_geterr");
        _freeCode = (delegate* unmanaged<PcapProgram*, void>)NativeLibrary.GetExport(library, "pcap_freecode");
        _close = (delegate* unmanaged<nint, void>)NativeLibrary.GetExport(library, "pcap_close");
    }

    /// <returns>Null if it is not installed.</returns>
    public static LibPcap? Load()
    {
        foreach (string name in Names)
            if (NativeLibrary.TryLoad(name, out nint library)) return new LibPcap(library);
        return null;
    }

    public nint OpenDead(int linkType, int snapLength) => _openDead(linkType, snapLength);

    public int Compile(nint handle, PcapProgram* program, nint text, int optimize, uint netmask) => _compile(handle, program, text, optimize, netmask);

    public nint GetError(nint handle) => _getError(handle);

    public void FreeCode(PcapProgram* program) => _freeCode(program);

    public void Close(nint handle) => _close(handle);
}

/// <summary><c>struct bpf_program</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct PcapProgram
{
    public uint Length;
    public PcapInstruction* Instructions;
}

/// <summary><c>struct bpf_insn</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PcapInstruction
{
    public ushort Code;
    public byte JumpTrue;
    public byte JumpFalse;
    public uint Operand;
}
