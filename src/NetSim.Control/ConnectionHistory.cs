using NetSim.Simulation.Actors.Sockets;
using NetSim.Simulation.Running;
using NetSim.Simulation.Sampling;
using NetSim.Stack.Sockets.Tcp;
using NetSim.Wire.Time;

namespace NetSim.Control;

/// <summary>
/// One end of a TCP connection over time: what the run has sampled of it, if it keeps samples (with <c>--ui</c> it does), and as long as it is open
/// the present. All lists are of the same length.
/// </summary>
/// <param name="Connection">As it is now.</param>
/// <param name="OpenedS">Simulated seconds since the start.</param>
/// <param name="ClosedS">Null: it is open.</param>
/// <param name="TimesS">When it was looked at.</param>
/// <param name="CongestionWindow">Bytes.</param>
/// <param name="SlowStartThreshold">Bytes; null before the first loss.</param>
/// <param name="InFlight">Bytes.</param>
/// <param name="SmoothedRttS">Seconds; null before the first measurement.</param>
/// <param name="SegmentsRetransmitted">Since the start.</param>
public sealed record ConnectionHistory(
    ConnectionDetails Connection,
    double OpenedS,
    double? ClosedS,
    IReadOnlyList<double> TimesS,
    IReadOnlyList<long> CongestionWindow,
    IReadOnlyList<long?> SlowStartThreshold,
    IReadOnlyList<long> InFlight,
    IReadOnlyList<double?> SmoothedRttS,
    IReadOnlyList<long> SegmentsRetransmitted)
{
    /// <summary>Null: the node has no such connection.</summary>
    internal static ConnectionHistory? Of(SimulationRun run, int nodeId, int number)
    {
        IReadOnlyList<TcpFlow> flows = run.ReadFlows(nodeId);
        if ((uint)number >= (uint)flows.Count) return null;
        TcpFlow flow = flows[number];
        var past = new Readings();
        if (run.Samples is { } samples && samples.Flows.FirstOrDefault(one => ReferenceEquals(one.Flow, flow)) is { } sampled) past.Add(samples.Times, sampled);
        if (flow.Closed is null || past.Times.Count == 0) past.Add(flow.Closed ?? Instant.Zero + run.Now, flow.Info);
        return new ConnectionHistory(
            ConnectionDetails.Of(flow, number), SecondsOf(flow.Opened), flow.Closed is { } closed ? SecondsOf(closed) : null,
            past.Times, past.CongestionWindow, past.SlowStartThreshold, past.InFlight, past.SmoothedRtt, past.Retransmitted);
    }

    private static double SecondsOf(Instant time) => new Duration(time.Nanoseconds).TotalSeconds;

    private sealed class Readings
    {
        public List<double> Times { get; } = [];

        public List<long> CongestionWindow { get; } = [];

        public List<long?> SlowStartThreshold { get; } = [];

        public List<long> InFlight { get; } = [];

        public List<double?> SmoothedRtt { get; } = [];

        public List<long> Retransmitted { get; } = [];

        public void Add(IReadOnlyList<Instant> times, FlowSamples track)
        {
            for (int i = 0; i < track.CongestionWindow.Values.Count; i++)
            {
                Add(times[track.CongestionWindow.First + i], track.CongestionWindow.Values[i], track.SlowStartThreshold.Values[i], track.InFlight.Values[i]);
                Add(track.SmoothedRtt.Values[i], track.Retransmitted.Values[i]);
            }
        }

        /// <summary>The present, unless it is what was sampled last.</summary>
        public void Add(Instant now, in TcpInfo info)
        {
            if (Times.Count > 0 && Times[^1] >= SecondsOf(now)) return;
            Add(now, info.CongestionWindow, info.SlowStartThreshold, info.BytesInFlight);
            Add(info.SmoothedRtt.Nanoseconds, info.SegmentsRetransmitted);
        }

        private void Add(Instant time, long window, long threshold, long inFlight)
        {
            Times.Add(SecondsOf(time));
            CongestionWindow.Add(window);
            SlowStartThreshold.Add(threshold == long.MaxValue ? null : threshold);
            InFlight.Add(inFlight);
        }

        private void Add(long smoothedRtt, long retransmitted)
        {
            SmoothedRtt.Add(smoothedRtt == 0 ? null : new Duration(smoothedRtt).TotalSeconds);
            Retransmitted.Add(retransmitted);
        }
    }
}
