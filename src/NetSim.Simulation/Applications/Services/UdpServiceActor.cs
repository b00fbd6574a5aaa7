using NetSim.Simulation.Actors.Sockets;
using NetSim.Wire.Buffers;

namespace NetSim.Simulation.Applications.Services;

/// <summary>RFC 862, 863 and 864 over UDP: what to do with a datagram is all that differs.</summary>
internal sealed class UdpServiceActor(UdpService service, ServiceRecord record, ApplicationContext context) : UntypedActor
{
    /// <summary>RFC 864 answers with 0–512 characters; always a line's worth is the custom.</summary>
    private const int ChargenLength = 74;

    protected override void PreStart() => context.Stack.Tell(new UdpBind(record.Port), Self);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Packet datagram:
                Serve(datagram);
                break;
            case DatagramReady:
                break;
            case BindFailed failed:
                record.Error = failed.Reason;
                break;
            case SocketError:
                break;      // whoever asked has gone
            default:
                Unhandled(message);
                break;
        }
    }

    private void Serve(Packet datagram)
    {
        record.Requests++;
        record.BytesReceived += datagram.Length;
        // Answering from port 7, 19 … to such a port would go on for ever (RFC 862 services pointed at each other).
        if (service == UdpService.Discard || datagram.Remote.Port < 1024)
        {
            datagram.Return();
            return;
        }
        if (service == UdpService.Chargen)
        {
            datagram.Reset();
            CharacterPattern.Block.Span[..ChargenLength].CopyTo(datagram.Append(ChargenLength));
        }
        record.BytesSent += datagram.Length;
        Sender.Tell(datagram, Self);
    }
}

/// <summary>The small services of RFC 862–864.</summary>
internal enum UdpService
{
    Echo,
    Discard,
    Chargen,
}
