using NetSim.Wire.Filtering;

namespace NetSim.Wire.Tests.Filtering;

/// <summary>The interpreter of packet filters, with programs as tcpdump -d prints them, with such as no compiler makes, and with random ones.</summary>
public sealed class BpfProgramTests
{
    private const ushort LoadHalf = 0x28, LoadByte = 0x30, LoadWord = 0x20, LoadHalfIndirect = 0x48, HeaderLength = 0xB1, JumpEqual = 0x15, JumpAnyBit = 0x45, Return = 0x06;

    /// <summary>What <c>tcp dst port 80</c> is over IPv4 on Ethernet.</summary>
    private static readonly BpfInstruction[] ToPort80 =
    [
        new(LoadHalf, 0, 0, 12), new(JumpEqual, 0, 8, 0x800), new(LoadByte, 0, 0, 23), new(JumpEqual, 0, 6, 6), new(LoadHalf, 0, 0, 20),
        new(JumpAnyBit, 4, 0, 0x1FFF), new(HeaderLength, 0, 0, 14), new(LoadHalfIndirect, 0, 0, 16), new(JumpEqual, 0, 1, 80), new(Return, 0, 0, 262144), new(Return, 0, 0, 0),
    ];

    private static BpfProgram Program(params BpfInstruction[] instructions)
    {
        Assert.True(BpfProgram.TryCreate(instructions, out BpfProgram? program, out string? problem), problem);
        return program;
    }

    private static byte[] Segment(int port, int headerLength = 20)
    {
        byte[] frame = new byte[14 + headerLength + 20];
        frame[12] = 8;
        frame[14] = (byte)(0x40 | headerLength / 4);
        frame[23] = 6;
        frame[14 + headerLength + 2] = (byte)(port >> 8);
        frame[14 + headerLength + 3] = (byte)port;
        return frame;
    }

    [Fact]
    public void A_program_of_tcpdump_finds_the_port_behind_a_header_of_any_length()
    {
        BpfProgram program = Program(ToPort80);
        Assert.Equal(262144u, program.Run(Segment(80)));
        Assert.True(program.Matches(Segment(80, headerLength: 60)));
        Assert.False(program.Matches(Segment(81)));
        Assert.False(program.Matches(Segment(80).AsSpan(0, 36)));
        Assert.False(program.Matches([]));
    }

    [Theory]
    [InlineData(0x04, 0xFFFFFFFFu, 2u, 1u)]         // add
    [InlineData(0x14, 1u, 2u, 0xFFFFFFFFu)]         // sub
    [InlineData(0x24, 0x10000u, 0x10001u, 0x10000u)]// mul
    [InlineData(0x34, 7u, 2u, 3u)]                  // div
    [InlineData(0x94, 7u, 2u, 1u)]                  // mod
    [InlineData(0x44, 5u, 2u, 7u)]                  // or
    [InlineData(0x54, 7u, 10u, 2u)]                 // and
    [InlineData(0xA4, 7u, 10u, 13u)]                // xor
    [InlineData(0x64, 1u, 31u, 0x80000000u)]        // lsh
    [InlineData(0x64, 1u, 32u, 0u)]
    [InlineData(0x74, 0x80000000u, 31u, 1u)]        // rsh
    [InlineData(0x74, 0x80000000u, 64u, 0u)]
    [InlineData(0x84, 1u, 0u, 0xFFFFFFFFu)]         // neg
    public void Arithmetic_is_modulo_2_to_the_32(int code, uint a, uint operand, uint result)
    {
        Assert.Equal(result, Program(new(0x00, 0, 0, a), new((ushort)code, 0, 0, operand), new(0x16, 0, 0, 0)).Run([]));
        if (code == 0x84) return;
        Assert.Equal(result, Program(new(0x01, 0, 0, operand), new(0x00, 0, 0, a), new((ushort)(code | 8), 0, 0, 0), new(0x16, 0, 0, 0)).Run([]));
    }

    [Fact]
    public void Scratch_memory_the_length_and_both_registers_can_be_moved() =>
        Assert.Equal(14u, Program(
            new(0x80, 0, 0, 0), new(0x02, 0, 0, 15), new(0x07, 0, 0, 0), new(0x03, 0, 0, 3), new(0x60, 0, 0, 3), new(0x61, 0, 0, 15),
            new(0x0C, 0, 0, 0), new(0x07, 0, 0, 0), new(0x00, 0, 0, 0), new(0x87, 0, 0, 0), new(0x16, 0, 0, 0)).Run(new byte[7]));

    [Fact]
    public void What_lies_behind_the_packet_or_divides_by_nothing_does_not_match()
    {
        Assert.Equal(0u, Program(new(LoadWord, 0, 0, 1), new(Return, 0, 0, 1)).Run(new byte[4]));
        Assert.Equal(0u, Program(new(0x01, 0, 0, uint.MaxValue), new(0x40, 0, 0, uint.MaxValue), new(Return, 0, 0, 1)).Run(new byte[64]));
        Assert.Equal(0u, Program(new(0x3C, 0, 0, 0), new(Return, 0, 0, 1)).Run([]));
    }

    public static TheoryData<string, BpfInstruction[]> Refused => new()
    {
        { "at least one", [] },
        { "no code 0x3F", [new(0x3F, 0, 0, 0), new(Return, 0, 0, 0)] },
        { "no code 0x120", [new(0x120, 0, 0, 0), new(Return, 0, 0, 0)] },
        { "jumps out", [new(JumpEqual, 1, 0, 0), new(Return, 0, 0, 0)] },
        { "jumps out", [new(0x05, 0, 0, uint.MaxValue), new(Return, 0, 0, 0)] },
        { "scratch", [new(0x02, 0, 0, 16), new(Return, 0, 0, 0)] },
        { "scratch", [new(0x61, 0, 0, 16), new(Return, 0, 0, 0)] },
        { "divides by zero", [new(0x94, 0, 0, 0), new(Return, 0, 0, 0)] },
        { "does not return", [new(0x00, 0, 0, 0)] },
        { "4096 are the most", new BpfInstruction[4097] },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_could_go_astray_is_refused(string reason, BpfInstruction[] instructions)
    {
        Assert.False(BpfProgram.TryCreate(instructions, out _, out string? problem));
        Assert.Contains(reason, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Random_programs_are_refused_or_end_and_never_throw()
    {
        var random = new Random(1);
        byte[] packet = new byte[64];
        int accepted = 0;
        for (int round = 0; round < 20_000; round++)
        {
            var instructions = new BpfInstruction[random.Next(1, 12)];
            for (int i = 0; i < instructions.Length; i++)
            {
                uint operand = random.Next(4) == 0 ? (uint)random.NextInt64(1L << 32) : (uint)random.Next(16);
                instructions[i] = new BpfInstruction((ushort)random.Next(256), (byte)random.Next(4), (byte)random.Next(4), operand);
            }
            if (random.Next(8) != 0) instructions[^1] = new BpfInstruction(0x16, 0, 0, 0);
            random.NextBytes(packet);
            if (!BpfProgram.TryCreate(instructions, out BpfProgram? program, out _)) continue;
            accepted++;
            for (int length = 0; length <= packet.Length; length += 16) program.Run(packet.AsSpan(0, length));
        }
        Assert.InRange(accepted, 1000, 20_000);
    }
}
