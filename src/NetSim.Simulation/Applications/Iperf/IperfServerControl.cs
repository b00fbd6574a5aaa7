using System.Buffers.Binary;

namespace NetSim.Simulation.Applications.Iperf;

/// <summary>The server's end of a control connection: bytes in, steps and bytes out.</summary>
internal sealed class IperfServerControl
{
    /// <summary>IERECVPARAMS: "unable to receive parameters from client".</summary>
    private const int BadParameters = 114;

    private Phase _phase;

    private enum Phase
    {
        Cookie,
        Parameters,
        Streams,
        Running,
        Results,
        Display,
        Over,
    }

    public IperfControlStream Stream { get; } = new();

    public byte[] Cookie { get; private set; } = [];

    public IperfParameters Parameters { get; private set; } = new();

    public IperfResults PeerResults { get; private set; } = new([]);

    public string Problem { get; private set; } = "";

    /// <summary>Connections with the cookie are streams.</summary>
    public bool AwaitsStreams => _phase == Phase.Streams;

    /// <summary>The next thing to do because of what has come.</summary>
    public IperfStep Next()
    {
        IperfStep step = _phase switch
        {
            Phase.Cookie => TakeCookie(),
            Phase.Parameters => TakeParameters(),
            Phase.Results => TakeResults(),
            Phase.Over => IperfStep.None,
            _ => TakeState(),
        };
        return Stream.IsBad && step == IperfStep.None && _phase != Phase.Over ? Fail("the client speaks another protocol") : step;
    }

    /// <summary>All streams are there.</summary>
    public void Run()
    {
        _phase = Phase.Running;
        Stream.Send(IperfState.TestStart);
        Stream.Send(IperfState.TestRunning);
    }

    public void SendResults(IperfResults results)
    {
        Stream.SendJson(results.ToJson());
        Stream.Send(IperfState.DisplayResults);
        _phase = Phase.Display;
    }

    /// <summary>The test is over before its time, and this side says so.</summary>
    public void Terminate()
    {
        if (_phase is not Phase.Over and not Phase.Cookie) Stream.Send(IperfState.ServerTerminate);
        _phase = Phase.Over;
    }

    private IperfStep TakeCookie()
    {
        if (!Stream.TryTake(IperfCookie.Length, out byte[] cookie)) return IperfStep.None;
        Cookie = cookie;
        Stream.Send(IperfState.ParamExchange);
        _phase = Phase.Parameters;
        return TakeParameters();
    }

    private IperfStep TakeParameters()
    {
        if (!Stream.TryTakeJson(out ReadOnlyMemory<byte> json)) return IperfStep.None;
        if (!IperfParameters.TryParse(json, out IperfParameters parameters))
        {
            Stream.Send(IperfState.ServerError);
            var errors = new byte[8];       // of iperf, and of the system, which has none
            BinaryPrimitives.WriteInt32BigEndian(errors, BadParameters);
            Stream.Send(errors);
            return Fail("the client's parameters cannot be used");
        }
        Parameters = parameters;
        Stream.Send(IperfState.CreateStreams);
        _phase = Phase.Streams;
        return IperfStep.CreateStreams;
    }

    private IperfStep TakeResults()
    {
        if (!Stream.TryTakeJson(out ReadOnlyMemory<byte> json)) return IperfStep.None;
        if (!IperfResults.TryParse(json, out IperfResults results)) return Fail("the client's results cannot be read");
        PeerResults = results;
        return IperfStep.SendResults;
    }

    private IperfStep TakeState()
    {
        if (!Stream.TryTakeState(out IperfState state)) return IperfStep.None;
        switch (state)
        {
            case IperfState.TestEnd when _phase == Phase.Running:
                Stream.Send(IperfState.ExchangeResults);
                _phase = Phase.Results;
                return IperfStep.Stop;
            case IperfState.Done when _phase == Phase.Display:
                _phase = Phase.Over;
                return IperfStep.Done;
            case IperfState.ClientTerminate:
                return Fail("the client has ended the test");
            default:
                return Fail($"the client says {(sbyte)state}, which means nothing now");
        }
    }

    private IperfStep Fail(string problem)
    {
        (_phase, Problem) = (Phase.Over, problem);
        return IperfStep.Fail;
    }
}
