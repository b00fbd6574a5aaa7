using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using static NetSim.Wire.Filtering.BpfCode;

namespace NetSim.Wire.Filtering;

/// <summary>
/// A packet filter that has been verified: it runs over any bytes, always ends, and never throws. What reads behind the end of the packet, or
/// divides by zero, does not match.
/// </summary>
public sealed class BpfProgram
{
    private readonly BpfInstruction[] _instructions;

    private BpfProgram(BpfInstruction[] instructions) => _instructions = instructions;

    /// <param name="instructions">From a compiler; nothing is believed of them.</param>
    /// <param name="program">Ready to run.</param>
    /// <param name="problem">In words, what is wrong.</param>
    public static bool TryCreate(ReadOnlySpan<BpfInstruction> instructions, [NotNullWhen(true)] out BpfProgram? program, [NotNullWhen(false)] out string? problem)
    {
        problem = BpfVerifier.Objection(instructions);
        program = problem is null ? new BpfProgram(instructions.ToArray()) : null;
        return program is not null;
    }

    /// <param name="packet">From the header of the link type that the filter was compiled for.</param>
    public bool Matches(ReadOnlySpan<byte> packet) => Run(packet) != 0;

    /// <returns>How many bytes of the packet the filter asks for; 0 if it does not match.</returns>
    public uint Run(ReadOnlySpan<byte> packet)
    {
        Span<uint> scratch = stackalloc uint[BpfVerifier.ScratchWords];
        scratch.Clear();
        uint a = 0, x = 0;
        for (int at = 0; at < _instructions.Length; at++)
        {
            ref readonly BpfInstruction instruction = ref _instructions[at];
            int code = instruction.Code;
            uint k = instruction.Operand;
            switch (ClassOf(code))
            {
                case LoadA:
                    if (!TryLoad(packet, code, k, x, scratch, out a)) return 0;
                    break;
                case LoadX:
                    if (!TryLoadX(packet, code, k, scratch, out x)) return 0;
                    break;
                case StoreA:
                    scratch[(int)k] = a;
                    break;
                case StoreX:
                    scratch[(int)k] = x;
                    break;
                case Arithmetic:
                    uint operand = SourceOf(code) == Constant ? k : x;
                    if (operand == 0 && OperationOf(code) is Divide or Modulo) return 0;
                    a = Compute(OperationOf(code), a, operand);
                    break;
                case Jump:
                    at += Distance(instruction, a, x);
                    break;
                case Return:
                    return (code & Accumulator) != 0 ? a : k;
                default:
                    if ((code & ToA) != 0) a = x;
                    else x = a;
                    break;
            }
        }
        return 0;
    }

    private static bool TryLoad(ReadOnlySpan<byte> packet, int code, uint k, uint x, ReadOnlySpan<uint> scratch, out uint value)
    {
        switch (ModeOf(code))
        {
            case Absolute:
                return TryRead(packet, SizeOf(code), k, out value);
            case Indirect:
                return TryRead(packet, SizeOf(code), (ulong)x + k, out value);
            default:
                value = Plain(packet, code, k, scratch);
                return true;
        }
    }

    private static bool TryLoadX(ReadOnlySpan<byte> packet, int code, uint k, ReadOnlySpan<uint> scratch, out uint value)
    {
        if (ModeOf(code) != HeaderLength)
        {
            value = Plain(packet, code, k, scratch);
            return true;
        }
        bool isThere = TryRead(packet, ByteSize, k, out uint first);
        value = (first & 0x0F) * 4;
        return isThere;
    }

    private static uint Plain(ReadOnlySpan<byte> packet, int code, uint k, ReadOnlySpan<uint> scratch) => ModeOf(code) switch
    {
        Memory => scratch[(int)k],
        Length => (uint)packet.Length,
        _ => k,
    };

    private static bool TryRead(ReadOnlySpan<byte> packet, int size, ulong at, out uint value)
    {
        value = 0;
        int count = size == WordSize ? 4 : size == HalfSize ? 2 : 1;
        if (at + (uint)count > (uint)packet.Length) return false;
        ReadOnlySpan<byte> bytes = packet.Slice((int)at, count);
        value = size == WordSize ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : size == HalfSize ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : bytes[0];
        return true;
    }

    /// <summary>Modulo 2^32; a shift by 32 or more leaves nothing.</summary>
    private static uint Compute(int operation, uint a, uint operand) => operation switch
    {
        Add => unchecked(a + operand),
        Subtract => unchecked(a - operand),
        Multiply => unchecked(a * operand),
        Divide => a / operand,
        Modulo => a % operand,
        Or => a | operand,
        And => a & operand,
        ExclusiveOr => a ^ operand,
        ShiftLeft => operand < 32 ? a << (int)operand : 0,
        ShiftRight => operand < 32 ? a >> (int)operand : 0,
        _ => unchecked(0 - a),
    };

    private static int Distance(in BpfInstruction instruction, uint a, uint x)
    {
        int operation = OperationOf(instruction.Code);
        if (operation == Always) return (int)instruction.Operand;
        uint operand = SourceOf(instruction.Code) == Constant ? instruction.Operand : x;
        bool holds = operation switch
        {
            Equal => a == operand,
            Greater => a > operand,
            GreaterOrEqual => a >= operand,
            _ => (a & operand) != 0,
        };
        return holds ? instruction.JumpTrue : instruction.JumpFalse;
    }
}
