using System.Buffers.Binary;
using System.Security.Cryptography;
using NetSim.Simulation.Actors.Sockets;
using NetSim.Simulation.Applications.Services;

namespace NetSim.Simulation.Applications.Transfer;

/// <summary>Takes one file and answers with its digest.</summary>
internal sealed class TransferConnectionActor(IActorRef socket, ServiceRecord record) : TakingConnectionActor(socket, record)
{
    private readonly byte[] _head = new byte[TransferFormat.HeadLength];
    private readonly IncrementalHash _digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private int _headTaken;
    private long _left;
    private bool _hasAnswered;

    protected override void PostStop() => _digest.Dispose();

    /// <summary>What comes after the file is of no account.</summary>
    protected override void Take(ReadOnlySpan<byte> bytes)
    {
        if (_headTaken < _head.Length)
        {
            int taken = Math.Min(bytes.Length, _head.Length - _headTaken);
            bytes[..taken].CopyTo(_head.AsSpan(_headTaken));
            _headTaken += taken;
            bytes = bytes[taken..];
            if (_headTaken < _head.Length) return;
            _left = BinaryPrimitives.ReadInt64BigEndian(_head);
        }
        int part = (int)Math.Clamp(_left, 0, bytes.Length);
        if (part > 0) _digest.AppendData(bytes[..part]);
        _left -= part;
        if (_left <= 0 && !_hasAnswered) Answer();
    }

    private void Answer()
    {
        _hasAnswered = true;
        Record.Requests++;
        Record.BytesSent += TransferFormat.AnswerLength;
        Socket.Tell(new TcpWrite(_digest.GetHashAndReset()), Self);
    }
}
