using System.Buffers.Binary;

namespace NetSim.Simulation.Applications.Iperf;

/// <summary>The bytes of a control connection, both ways: single bytes, and JSON behind its length in four (network byte order).</summary>
internal sealed class IperfControlStream
{
    private const int LengthBytes = 4;

    /// <summary>128 streams are some 25 KB; nobody sends more by right.</summary>
    private const int LongestJson = 1 << 20;

    private readonly Queue<byte[]> _output = [];
    private byte[] _input = [];
    private int _count;

    /// <summary>The peer has announced more than anybody sends.</summary>
    public bool IsBad { get; private set; }

    public void Add(ReadOnlySpan<byte> bytes)
    {
        if (IsBad) return;
        if (_count + bytes.Length > LongestJson + LengthBytes)
        {
            IsBad = true;
            return;
        }
        if (_count + bytes.Length > _input.Length) Array.Resize(ref _input, Math.Max(_count + bytes.Length, 2 * _input.Length));
        bytes.CopyTo(_input.AsSpan(_count));
        _count += bytes.Length;
    }

    public bool TryTakeState(out IperfState state)
    {
        state = default;
        if (!TryTake(1, out byte[] bytes)) return false;
        state = (IperfState)unchecked((sbyte)bytes[0]);
        return true;
    }

    public bool TryTake(int count, out byte[] bytes)
    {
        bytes = [];
        if (IsBad || _count < count) return false;
        bytes = _input[..count];
        _count -= count;
        _input.AsSpan(count, _count).CopyTo(_input);
        return true;
    }

    public bool TryTakeJson(out ReadOnlyMemory<byte> json)
    {
        json = default;
        if (IsBad || _count < LengthBytes) return false;
        uint length = BinaryPrimitives.ReadUInt32BigEndian(_input);
        if (length > LongestJson)
        {
            IsBad = true;
            return false;
        }
        if (!TryTake(LengthBytes + (int)length, out byte[] message)) return false;
        json = message.AsMemory(LengthBytes);
        return true;
    }

    public void Send(byte[] bytes) => _output.Enqueue(bytes);

    public void Send(IperfState state) => _output.Enqueue([unchecked((byte)state)]);

    public void SendJson(byte[] json)
    {
        var message = new byte[LengthBytes + json.Length];
        BinaryPrimitives.WriteUInt32BigEndian(message, (uint)json.Length);
        json.CopyTo(message.AsSpan(LengthBytes));
        _output.Enqueue(message);
    }

    /// <summary>What is to be written next.</summary>
    public bool TryTakeOutput(out byte[] bytes) => _output.TryDequeue(out bytes!);
}
