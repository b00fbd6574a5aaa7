using static NetSim.Wire.Filtering.BpfCode;

namespace NetSim.Wire.Filtering;

/// <summary>
/// What must be true of a program before it may run: every instruction is known, every jump leads forward and to an instruction, scratch memory is
/// there, nothing divides by a constant zero, and the last instruction returns. So it ends after at most as many steps as it is long.
/// </summary>
internal static class BpfVerifier
{
    public const int MostInstructions = 4096;
    public const int ScratchWords = 16;

    /// <returns>What is wrong; null if nothing is.</returns>
    public static string? Objection(ReadOnlySpan<BpfInstruction> program)
    {
        if (program.IsEmpty) return "a filter has at least one instruction";
        if (program.Length > MostInstructions) return $"the filter has {program.Length} instructions, and {MostInstructions} are the most";
        for (int at = 0; at < program.Length; at++)
            if (Objection(program[at], program.Length - at - 1) is { } problem) return $"instruction {at}: {problem}";
        return ClassOf(program[^1].Code) == Return ? null : "the last instruction does not return";
    }

    /// <param name="instruction">To be judged.</param>
    /// <param name="behind">How many instructions follow.</param>
    private static string? Objection(BpfInstruction instruction, int behind)
    {
        int code = instruction.Code;
        if (!IsKnown(code)) return $"there is no code 0x{code:X2}";
        switch (ClassOf(code))
        {
            case Jump when OperationOf(code) == Always:
                return instruction.Operand < (uint)behind ? null : "it jumps out of the filter or back, as 'protochain' does";
            case Jump:
                return Math.Max(instruction.JumpTrue, instruction.JumpFalse) < behind ? null : "it jumps out of the filter or back, as 'protochain' does";
            case StoreA or StoreX:
                return instruction.Operand < ScratchWords ? null : "there is no such scratch memory";
            case LoadA or LoadX when ModeOf(code) == Memory:
                return instruction.Operand < ScratchWords ? null : "there is no such scratch memory";
            case Arithmetic when OperationOf(code) is Divide or Modulo && SourceOf(code) == Constant:
                return instruction.Operand != 0 ? null : "it divides by zero";
            default:
                return null;
        }
    }

    private static bool IsKnown(int code)
    {
        if (code > 0xFF) return false;
        return ClassOf(code) switch
        {
            LoadA => ModeOf(code) is Absolute or Indirect ? SizeOf(code) is WordSize or HalfSize or ByteSize : ModeOf(code) is Immediate or Memory or Length && SizeOf(code) == WordSize,
            LoadX => ModeOf(code) == HeaderLength ? SizeOf(code) == ByteSize : ModeOf(code) is Immediate or Memory or Length && SizeOf(code) == WordSize,
            StoreA or StoreX => (code & ~0x07) == 0,
            Arithmetic => OperationOf(code) <= ExclusiveOr && (OperationOf(code) != Negate || SourceOf(code) == Constant),
            Jump => OperationOf(code) == Always ? SourceOf(code) == Constant : OperationOf(code) <= AnyBit,
            Return => (code & ~0x07) is Constant or Accumulator,
            _ => (code & ~0x07) is ToX or ToA,
        };
    }
}
