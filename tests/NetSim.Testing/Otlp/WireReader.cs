using System.Buffers.Binary;
using System.Text;

namespace NetSim.Testing.Otlp;

/// <summary>
/// Goes through the fields of one protobuf message: as much of the wire format (protobuf.dev, "Encoding") as OTLP needs. What is no such message is
/// an exception, which fails the test.
/// </summary>
public ref struct WireReader(ReadOnlySpan<byte> message)
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int LengthDelimited = 2;
    private const int Fixed32 = 5;

    private ReadOnlySpan<byte> _rest = message;

    /// <summary>The number of the field that was read last.</summary>
    public int Field { get; private set; }

    /// <summary>Its value, if it is a number.</summary>
    public ulong Number { get; private set; }

    /// <summary>Its value, if it is a text, bytes or a message.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    public readonly string Text => Encoding.UTF8.GetString(Bytes);

    public readonly string Hex => Convert.ToHexStringLower(Bytes);

    public readonly double Fraction => BitConverter.UInt64BitsToDouble(Number);

    public bool Read()
    {
        if (_rest.IsEmpty) return false;
        ulong tag = ReadVarint();
        Field = (int)(tag >> 3);
        Number = 0;
        Bytes = default;
        switch ((int)(tag & 7))
        {
            case Varint:
                Number = ReadVarint();
                break;
            case Fixed64:
                Number = BinaryPrimitives.ReadUInt64LittleEndian(Take(8));
                break;
            case LengthDelimited:
                Bytes = Take((int)ReadVarint());
                break;
            case Fixed32:
                Number = BinaryPrimitives.ReadUInt32LittleEndian(Take(4));
                break;
            default:
                throw new InvalidDataException($"field {Field} has a wire type that does not exist");
        }
        return true;
    }

    private ulong ReadVarint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte next = Take(1)[0];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }
        throw new InvalidDataException("a number is longer than 64 bits");
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        ReadOnlySpan<byte> taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }
}
