using NetSim.Simulation.Actors.Sockets;
using NetSim.Stack.Sockets.Tcp;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Sampling;

/// <summary>One end of a TCP connection over time, while it is open.</summary>
public sealed class FlowSamples : SampleTrack
{
    private long _sent;

    internal FlowSamples(TcpFlow flow, int first)
        : base(first)
    {
        Flow = flow;
        (Sent, Acknowledged, Received, InFlight) = (Column(), Column(), Column(), Column());
        (CongestionWindow, SlowStartThreshold, SmoothedRtt, Retransmitted) = (Column(), Column(), Column(), Column());
    }

    public TcpFlow Flow { get; }

    /// <summary>How far it has got in its sequence space, in bytes.</summary>
    public SampleColumn Sent { get; }

    /// <summary>Bytes acknowledged.</summary>
    public SampleColumn Acknowledged { get; }

    /// <summary>Bytes received in order.</summary>
    public SampleColumn Received { get; }

    /// <summary>Sent and not acknowledged, in bytes.</summary>
    public SampleColumn InFlight { get; }

    /// <summary>cwnd, in bytes.</summary>
    public SampleColumn CongestionWindow { get; }

    /// <summary>ssthresh, in bytes; <see cref="long.MaxValue"/> before the first loss.</summary>
    public SampleColumn SlowStartThreshold { get; }

    /// <summary>SRTT, in nanoseconds; 0 before the first measurement.</summary>
    public SampleColumn SmoothedRtt { get; }

    /// <summary>Segments sent again since the start.</summary>
    public SampleColumn Retransmitted { get; }

    internal override void Take(Instant now)
    {
        IsOver = Flow.Closed is not null;
        TcpInfo info = Flow.Info;
        // SYN and FIN are in flight like a byte, but are none when they are acknowledged.
        _sent = Math.Max(_sent, info.BytesAcknowledged + info.BytesInFlight);
        Sent.Add(_sent);
        Acknowledged.Add(info.BytesAcknowledged);
        Received.Add(info.BytesReceived);
        InFlight.Add(info.BytesInFlight);
        CongestionWindow.Add(info.CongestionWindow);
        SlowStartThreshold.Add(info.SlowStartThreshold);
        SmoothedRtt.Add(info.SmoothedRtt.Nanoseconds);
        Retransmitted.Add(info.SegmentsRetransmitted);
    }
}
