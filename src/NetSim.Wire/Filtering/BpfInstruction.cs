namespace NetSim.Wire.Filtering;

/// <summary>One instruction of the BSD packet filter, as McCanne and Jacobson define it (USENIX Winter 1993) and libpcap compiles it.</summary>
/// <param name="Code">Class, size and mode, or class, operation and source.</param>
/// <param name="JumpTrue">How many instructions to pass over if a comparison holds.</param>
/// <param name="JumpFalse">How many if not.</param>
/// <param name="Operand">A constant, an offset, or an index of scratch memory.</param>
public readonly record struct BpfInstruction(ushort Code, byte JumpTrue, byte JumpFalse, uint Operand);
