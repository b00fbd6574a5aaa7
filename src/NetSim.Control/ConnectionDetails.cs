using NetSim.Simulation.Actors.Sockets;
using NetSim.Simulation.Running;
using NetSim.Stack.Sockets.Tcp;
using NetSim.Wire.Time;

namespace NetSim.Control;

/// <summary>One end of a TCP connection at one instant.</summary>
/// <param name="Node">Whose end it is.</param>
/// <param name="Number">By which the node knows it: the first that it had is 0.</param>
/// <param name="Local">This end.</param>
/// <param name="Remote">The other one.</param>
/// <param name="State">Of RFC 9293: Established, FinWait1 …</param>
/// <param name="CongestionWindow">Bytes.</param>
/// <param name="InFlight">Bytes.</param>
/// <param name="SmoothedRttS">Seconds.</param>
/// <param name="Acknowledged">Bytes, since the start.</param>
/// <param name="Received">Bytes, since the start.</param>
/// <param name="Retransmitted">Bytes, since the start.</param>
public sealed record ConnectionDetails(
    string Node, int Number, string Local, string Remote, string State, long CongestionWindow, long InFlight, double SmoothedRttS,
    long Acknowledged, long Received, long Retransmitted)
{
    private const int MostSenders = 50;

    internal static ConnectionDetails Of(TcpFlow flow, int number)
    {
        TcpInfo info = flow.Info;
        return new ConnectionDetails(
            flow.Node, number, flow.Local.ToString(), flow.Remote.ToString(), info.State.ToString(), info.CongestionWindow, info.BytesInFlight, info.SmoothedRtt.TotalSeconds,
            info.BytesAcknowledged, info.BytesReceived, info.BytesRetransmitted);
    }

    /// <summary>The ends that have sent something, the one that was opened last first; not all that ever were.</summary>
    internal static IReadOnlyList<ConnectionDetails> SendersOf(SimulationRun run)
    {
        var latest = new List<(Instant Opened, TcpFlow Flow, int Number)>();
        for (int node = 0; node < run.Plan.Nodes.Length; node++)
        {
            IReadOnlyList<TcpFlow> flows = run.ReadFlows(node);
            for (int i = flows.Count - 1; i >= Math.Max(0, flows.Count - (2 * MostSenders)); i--)
                if (flows[i].Info is { BytesAcknowledged: > 0 } or { State: TcpState.Established, BytesInFlight: > 0 }) latest.Add((flows[i].Opened, flows[i], i));
        }
        return [.. latest.OrderByDescending(one => one.Opened.Nanoseconds).Take(MostSenders).Select(one => Of(one.Flow, one.Number))];
    }
}
