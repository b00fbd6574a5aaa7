using NetSim.Simulation.Actors.Sockets;
using NetSim.Wire.Buffers;

namespace NetSim.Simulation.Applications.Services;

/// <summary>RFC 862, 863 and 864 over UDP.</summary>
internal sealed class UdpServiceActor(UdpService service, ServiceRecord record, ApplicationContext context)
    : DatagramServerActor(new UdpBind(record.Port), record, context)
{
    /// <summary>RFC 864 answers with 0–512 characters; always a line's worth is the custom.</summary>
    private const int ChargenLength = 74;

    protected override void Serve(Packet datagram)
    {
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
        Answer(datagram);
    }
}

/// <summary>The small services of RFC 862–864.</summary>
internal enum UdpService
{
    Echo,
    Discard,
    Chargen,
}
