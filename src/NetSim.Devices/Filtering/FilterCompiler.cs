using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using NetSim.Wire.Buffers;
using NetSim.Wire.Filtering;

namespace NetSim.Devices.Filtering;

/// <summary>
/// Turns an expression of pcap-filter(7) into a program, by libpcap's own compiler, so that it means what it means to tcpdump. The library is
/// loaded when the first filter needs it.
/// </summary>
public static unsafe class FilterCompiler
{
    private const int MostBytes = 262144;

    /// <summary>Of a network that is not known: "ip broadcast" then cannot be compiled.</summary>
    private const uint NoNetmask = 0xFFFFFFFF;

    private static readonly Lazy<LibPcap?> Library = new(LibPcap.Load);

    /// <summary>Whether there is a library to compile with.</summary>
    public static bool IsThere => Library.Value is not null;

    /// <param name="expression">As for tcpdump: <c>tcp port 443 and host 10.0.0.1</c>.</param>
    /// <param name="link">Of the packets that it will see.</param>
    /// <param name="program">Verified.</param>
    /// <param name="problem">What is wrong with it, in the compiler's words.</param>
    /// <exception cref="InvalidOperationException">There is no library.</exception>
    public static bool TryCompile(string expression, LinkType link, [NotNullWhen(true)] out BpfProgram? program, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(expression);
        LibPcap library = Library.Value ?? throw new InvalidOperationException("libpcap is not installed.");
        (program, problem) = (null, null);
        nint handle = library.OpenDead(link == LinkType.Ethernet ? 1 : 12, MostBytes);
        if (handle == 0)
        {
            problem = "libpcap has no memory left";
            return false;
        }
        try
        {
            return TryCompile(library, handle, expression, out program, out problem);
        }
        finally
        {
            library.Close(handle);
        }
    }

    private static bool TryCompile(
        LibPcap library, nint handle, string expression, [NotNullWhen(true)] out BpfProgram? program, [NotNullWhen(false)] out string? problem)
    {
        program = null;
        PcapProgram compiled = default;
        nint text = Marshal.StringToCoTaskMemUTF8(expression);
        try
        {
            if (library.Compile(handle, &compiled, text, 1, NoNetmask) != 0)
            {
                problem = Marshal.PtrToStringUTF8(library.GetError(handle)) ?? "it cannot be compiled";
                return false;
            }
            var instructions = new BpfInstruction[compiled.Length];
            for (int i = 0; i < instructions.Length; i++)
            {
                PcapInstruction one = compiled.Instructions[i];
                instructions[i] = new BpfInstruction(one.Code, one.JumpTrue, one.JumpFalse, one.Operand);
            }
            library.FreeCode(&compiled);
            return BpfProgram.TryCreate(instructions, out program, out problem);
        }
        finally
        {
            Marshal.FreeCoTaskMem(text);
        }
    }
}
