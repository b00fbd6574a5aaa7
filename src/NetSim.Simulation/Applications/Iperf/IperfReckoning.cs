using NetSim.Wire.Addresses;

namespace NetSim.Simulation.Applications.Iperf;

/// <summary>Puts what the two ends have counted together, stream by stream.</summary>
internal static class IperfReckoning
{
    public static IperfOutcome Of(IpAddress peer, IperfTransfer transfer, IperfResults own, IperfResults others) => new(
        peer, transfer.Parameters.Transport, transfer.Parameters.Parallel,
        Figures(transfer, IperfRole.Sender, own, others), Figures(transfer, IperfRole.Receiver, own, others));

    private static IperfFigures? Figures(IperfTransfer transfer, IperfRole role, IperfResults own, IperfResults others)
    {
        (IperfResults senders, IperfResults receivers) = role == IperfRole.Sender ? (own, others) : (others, own);
        List<IperfStreamResult> sent = [], received = [];
        int streams = 0;
        foreach (IperfStream stream in transfer.Streams)
        {
            if (stream.Role != role) continue;
            streams++;
            sent.AddRange(senders.Streams.Where(result => result.Id == stream.Id).Take(1));
            received.AddRange(receivers.Streams.Where(result => result.Id == stream.Id).Take(1));
        }
        if (streams == 0) return null;
        return new IperfFigures
        {
            BytesSent = sent.Sum(result => result.Bytes),
            BytesReceived = received.Sum(result => result.Bytes),
            SendTime = sent.Select(result => result.Seconds).DefaultIfEmpty().Max(),
            ReceiveTime = received.Select(result => result.Seconds).DefaultIfEmpty().Max(),
            Retransmits = sent.Any(result => result.Retransmits >= 0) ? sent.Sum(result => Math.Max(0, result.Retransmits)) : null,
            Packets = sent.Sum(result => result.Packets - result.OmittedPackets),
            Lost = received.Sum(result => Math.Max(0, result.Errors - result.OmittedErrors)),
            Jitter = received.Select(result => result.Jitter).DefaultIfEmpty().Average(),
        };
    }
}
