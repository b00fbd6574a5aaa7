using NetSim.Stack.Sockets.Tcp;
using NetSim.Wire.Tcp;
using NetSim.Wire.Time;

namespace NetSim.Stack.Tests.Sockets.Tcp;

/// <summary>
/// A connection in any state: SND.NXT is 1 (2 once a FIN is out), RCV.NXT is 1 (2 once the peer's FIN is in), nothing waits to be sent.
/// </summary>
internal static class TcpStates
{
    /// <summary>No options, no delays of our own: what a test does not ask for does not happen.</summary>
    public static readonly TcpSettings Plain = new()
    {
        Sack = false,
        Timestamps = false,
        WindowScale = false,
        QuickAcks = 0,
        Nagle = false,
        ReceiveBuffer = 65535,
        Congestion = CongestionAlgorithm.NewReno,
    };

    public static readonly TcpSettings WithSack = Plain with { Sack = true };

    public static readonly TcpSettings WithTimestamps = Plain with { Timestamps = true };

    public static TcpScript SynSent(TcpSettings? settings = null)
    {
        var script = new TcpScript(settings ?? Plain);
        script.Connect();
        script.Expect(TcpFlags.Syn, seq: 0);
        return script;
    }

    /// <summary>Through a simultaneous open: the only way for a connection to stay in that state.</summary>
    public static TcpScript SynReceived(TcpSettings? settings = null)
    {
        TcpScript script = SynSent(settings);
        script.Send(TcpFlags.Syn, seq: 0, options: SynOptions(script.Settings));
        script.Expect(TcpFlags.Syn | TcpFlags.Ack, seq: 0, ack: 1);
        return script;
    }

    /// <summary>Opened actively.</summary>
    public static TcpScript Established(
        TcpSettings? settings = null, TcpOptions? synOptions = null, ushort window = 65535, Duration? roundTrip = null)
    {
        TcpScript script = SynSent(settings);
        if (roundTrip is { } time) script.Advance(time);
        script.PeerWindow = window;
        script.PeerStamps = script.Settings.Timestamps;
        script.Send(TcpFlags.Syn | TcpFlags.Ack, seq: 0, ack: 1, options: synOptions ?? SynOptions(script.Settings));
        script.Expect(TcpFlags.Ack, seq: 1, ack: 1);
        script.ExpectNothing();
        Assert.Equal(TcpState.Established, script.State);
        script.Connection.TakeEvents();
        return script;
    }

    /// <summary>Opened passively and accepted.</summary>
    public static TcpScript Accepted(TcpSettings? settings = null, TcpOptions? synOptions = null)
    {
        var script = new TcpScript(settings ?? Plain);
        script.Listen();
        script.PeerStamps = script.Settings.Timestamps;
        script.Send(TcpFlags.Syn, seq: 0, options: synOptions ?? SynOptions(script.Settings));
        script.Expect(TcpFlags.Syn | TcpFlags.Ack, seq: 0, ack: 1);
        script.Send(TcpFlags.Ack, seq: 1, ack: 1);
        script.Accept();
        script.ExpectNothing();
        Assert.Equal(TcpState.Established, script.State);
        return script;
    }

    public static TcpScript FinWait1(TcpSettings? settings = null)
    {
        TcpScript script = Established(settings);
        script.Shutdown();
        script.Expect(TcpFlags.Fin | TcpFlags.Ack, seq: 1, ack: 1);
        return script;
    }

    public static TcpScript FinWait2(TcpSettings? settings = null)
    {
        TcpScript script = FinWait1(settings);
        script.Send(TcpFlags.Ack, seq: 1, ack: 2);
        script.ExpectNothing();
        return script;
    }

    public static TcpScript CloseWait(TcpSettings? settings = null)
    {
        TcpScript script = Established(settings);
        script.Send(TcpFlags.Fin | TcpFlags.Ack, seq: 1, ack: 1);
        script.Expect(TcpFlags.Ack, seq: 1, ack: 2);
        return script;
    }

    public static TcpScript LastAck(TcpSettings? settings = null)
    {
        TcpScript script = CloseWait(settings);
        script.Shutdown();
        script.Expect(TcpFlags.Fin | TcpFlags.Ack, seq: 1, ack: 2);
        return script;
    }

    public static TcpScript Closing(TcpSettings? settings = null)
    {
        TcpScript script = FinWait1(settings);
        script.Send(TcpFlags.Fin | TcpFlags.Ack, seq: 1, ack: 1);
        script.Expect(TcpFlags.Ack, seq: 2, ack: 2);
        return script;
    }

    public static TcpScript TimeWait(TcpSettings? settings = null)
    {
        TcpScript script = FinWait2(settings);
        script.Send(TcpFlags.Fin | TcpFlags.Ack, seq: 1, ack: 2);
        script.Expect(TcpFlags.Ack, seq: 2, ack: 2);
        return script;
    }

    public static TcpScript In(TcpState state, TcpSettings? settings = null) => state switch
    {
        TcpState.SynSent => SynSent(settings),
        TcpState.SynReceived => SynReceived(settings),
        TcpState.Established => Established(settings),
        TcpState.FinWait1 => FinWait1(settings),
        TcpState.FinWait2 => FinWait2(settings),
        TcpState.CloseWait => CloseWait(settings),
        TcpState.Closing => Closing(settings),
        TcpState.LastAck => LastAck(settings),
        TcpState.TimeWait => TimeWait(settings),
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };

    /// <summary>What a peer with the same settings would offer; an MSS of 1460.</summary>
    public static TcpOptions SynOptions(TcpSettings settings) => new()
    {
        Mss = 1460,
        SackPermitted = settings.Sack,
        WindowScale = settings.WindowScale ? (byte)7 : null,
    };
}
