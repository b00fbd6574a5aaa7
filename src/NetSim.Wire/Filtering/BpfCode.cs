namespace NetSim.Wire.Filtering;

/// <summary>The instruction codes, by their parts.</summary>
internal static class BpfCode
{
    public const int LoadA = 0x00, LoadX = 0x01, StoreA = 0x02, StoreX = 0x03, Arithmetic = 0x04, Jump = 0x05, Return = 0x06, Transfer = 0x07;

    public const int WordSize = 0x00, HalfSize = 0x08, ByteSize = 0x10;

    public const int Immediate = 0x00, Absolute = 0x20, Indirect = 0x40, Memory = 0x60, Length = 0x80, HeaderLength = 0xA0;

    public const int Add = 0x00, Subtract = 0x10, Multiply = 0x20, Divide = 0x30, Or = 0x40, And = 0x50, ShiftLeft = 0x60, ShiftRight = 0x70,
        Negate = 0x80, Modulo = 0x90, ExclusiveOr = 0xA0;

    public const int Always = 0x00, Equal = 0x10, Greater = 0x20, GreaterOrEqual = 0x30, AnyBit = 0x40;

    public const int Constant = 0x00, IndexRegister = 0x08;

    /// <summary>What a return gives back: a constant or the accumulator.</summary>
    public const int Accumulator = 0x10;

    public const int ToX = 0x00, ToA = 0x80;

    public static int ClassOf(int code) => code & 0x07;

    public static int SizeOf(int code) => code & 0x18;

    public static int ModeOf(int code) => code & 0xE0;

    public static int OperationOf(int code) => code & 0xF0;

    public static int SourceOf(int code) => code & 0x08;
}
