using System.Buffers.Binary;
using System.Security.Cryptography;
using NetSim.Simulation.Actors;
using NetSim.Simulation.Actors.Sockets;
using NetSim.Simulation.Applications.Dns;
using NetSim.Simulation.Determinism;
using NetSim.Simulation.Sockets;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Applications.Transfer;

/// <summary>Sends files of random bytes, each over a connection of its own, and compares what the far end says it got.</summary>
internal sealed class TransferActor : UntypedActor
{
    /// <summary>No multiple of anything that segments or windows have, so that a block that is lost or comes twice changes the digest.</summary>
    private const int BlockLength = 65_521;

    private const int Ahead = 2;

    private readonly TransferPlan _plan;
    private readonly TransferRecord _record;
    private readonly ApplicationContext _context;
    private readonly RandomStream _dice;
    private readonly byte[] _block = new byte[BlockLength];
    private readonly byte[] _answer = new byte[TransferFormat.AnswerLength];
    private readonly TcpWrite _wholeBlock;
    private readonly TcpSocketOptions? _options;
    private readonly IncrementalHash _digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private IpAddress _to;
    private Instant _started;
    private long _size, _left;
    private int _answered;
    private bool _isOpen;

    public TransferActor(TransferPlan plan, TransferRecord record, ApplicationContext context)
    {
        (_plan, _record, _context, _dice) = (plan, record, context, context.DiceOf(plan));
        for (int i = 0; i + sizeof(ulong) <= BlockLength; i += sizeof(ulong)) BinaryPrimitives.WriteUInt64LittleEndian(_block.AsSpan(i), _dice.NextUInt64());
        _wholeBlock = new TcpWrite(_block);
        _options = TcpWords.OptionsOf(plan.Tcp, plan.Dscp);
    }

    protected override void PreStart()
    {
        if (_plan.To.IsName) Context.Parent.Tell(new ResolveName(_plan.To.Text), Self);
        else Begin(_plan.To.Address);
    }

    protected override void PostStop() => _digest.Dispose();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case TcpConnected:
                SendHead(Sender);
                break;
            case TcpWritten:
                SendBlock(Sender);
                break;
            case Packet data:
                Take(data);
                if (_answered == _answer.Length) Check(Sender);
                break;
            case TcpPeerClosed:
                Sender.Tell(TcpClose.Instance, Self);
                break;
            case TcpClosed closed:
                OnClosed(closed.Reason);
                break;
            case Tick:
                SendFile();
                break;
            case NameResolved { Problem: { } problem }:
                Fail(problem);
                break;
            case NameResolved found:
                _record.To = _plan.To with { Address = found.Address };
                Begin(found.Address);
                break;
            case BindFailed failed:
                Fail(failed.Reason);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Begin(IpAddress to)
    {
        _to = to;
        SendFile();
    }

    private void SendFile()
    {
        _started = ApplicationContext.Now;
        _size = _left = Math.Clamp(_plan.Size.Next(_dice), 0, TransferPlan.MostSize);
        (_answered, _isOpen) = (0, true);
        _record.Sent++;
        _context.Stack.Tell(new TcpConnect(new IpEndpoint(_to, _plan.Port), Options: _options), Self);
    }

    private void SendHead(IActorRef socket)
    {
        byte[] head = new byte[TransferFormat.HeadLength];
        BinaryPrimitives.WriteInt64BigEndian(head, _size);
        socket.Tell(new TcpWrite(head, _left > 0 ? WriteThen.More : WriteThen.Send), Self);
        for (int i = 1; i < Ahead; i++) SendBlock(socket);
    }

    private void SendBlock(IActorRef socket)
    {
        if (_left == 0) return;
        int length = (int)Math.Min(_left, BlockLength);
        _digest.AppendData(_block, 0, length);
        socket.Tell(length == BlockLength ? _wholeBlock : new TcpWrite(_block.AsMemory(0, length)), Self);
        _left -= length;
    }

    private void Take(Packet data)
    {
        int taken = Math.Min(data.Length, _answer.Length - _answered);
        data.Bytes[..taken].CopyTo(_answer.AsSpan(_answered));
        _answered += taken;
        data.Return();
    }

    private void Check(IActorRef socket)
    {
        if (!_isOpen) return;
        _isOpen = false;
        Duration time = ApplicationContext.Now - _started;
        if (_digest.GetHashAndReset().AsSpan().SequenceEqual(_answer))
        {
            _record.Whole++;
            _record.Bytes += _size;
            _record.Busy += time;
            _record.Times.Add(time);
        }
        else
        {
            _record.Damaged++;
            _record.Error = "a file did not arrive as it was sent";
        }
        socket.Tell(TcpClose.Instance, Self);
    }

    private void OnClosed(TcpCloseReason reason)
    {
        if (_isOpen)
        {
            _isOpen = false;
            _digest.GetHashAndReset();
            _record.Error = $"connection ended: {reason}";
        }
        if (_record.Sent >= _plan.Count) Context.Parent.Tell(ApplicationDone.Instance, Self);
        else if (_plan.Think is { } think) ApplicationContext.TellAt(ApplicationContext.Now + think.NextInterval(_dice), Self, Tick.Instance);
        else SendFile();
    }

    private void Fail(string reason)
    {
        _record.Error = reason;
        Context.Parent.Tell(ApplicationDone.Instance, Self);
    }
}
