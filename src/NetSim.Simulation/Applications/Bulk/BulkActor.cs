using NetSim.Simulation.Actors;
using NetSim.Simulation.Actors.Sockets;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Applications.Bulk;

/// <summary>Sends as fast as the connection takes it, then closes; what comes back is thrown away.</summary>
internal sealed class BulkActor(BulkPlan plan, BulkRecord record, ApplicationContext context) : UntypedActor
{
    private const int Ahead = 2;

    private static readonly ReadOnlyMemory<byte> Block = new byte[64 * 1024];
    private static readonly TcpWrite WholeBlock = new(Block);

    private readonly long? _bytes = plan.Bytes is { } bytes ? context.Draw(bytes, plan) : null;
    private IActorRef? _socket;
    private Instant? _until;
    private bool _isClosing;

    protected override void PreStart()
    {
        record.Started = ApplicationContext.Now;
        context.Stack.Tell(new TcpConnect(new IpEndpoint(plan.To.Address, plan.Port), Options: TcpWords.OptionsOf(plan.Tcp, plan.Dscp)), Self);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case TcpConnected:
                _socket = Sender;
                if (plan.For is { } length) _until = ApplicationContext.Now + length;
                for (int i = 0; i < Ahead; i++) WriteNext();
                break;
            case TcpWritten:
                WriteNext();
                break;
            case Packet data:
                data.Return();
                break;
            case TcpPeerClosed:
                break;
            case TcpClosed closed:
                Finish(closed.Reason);
                break;
            case BindFailed failed:
                record.Error = failed.Reason;
                Finish(TcpCloseReason.Unreachable);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void WriteNext()
    {
        if (_isClosing) return;
        bool timeIsUp = _until is { } until && ApplicationContext.Now >= until;
        long left = timeIsUp ? 0 : _bytes is { } bytes ? bytes - record.Bytes : Block.Length;
        if (left > 0)
        {
            int length = (int)Math.Min(left, Block.Length);
            _socket!.Tell(length == Block.Length ? WholeBlock : new TcpWrite(Block[..length]), Self);
            record.Bytes += length;
            left -= length;
        }
        if (left > 0 || (_bytes is null && !timeIsUp)) return;
        _isClosing = true;
        _socket!.Tell(TcpClose.Instance, Self);
    }

    private void Finish(TcpCloseReason reason)
    {
        if (record.IsDone) return;
        record.IsDone = true;
        if (reason == TcpCloseReason.Normal) record.Ended = ApplicationContext.Now;
        else record.Error ??= $"connection ended: {reason}";
        Context.Parent.Tell(ApplicationDone.Instance, Self);
    }
}
