using System.Buffers.Binary;

namespace NetSim.Simulation.Applications.Iperf;

/// <summary>The client's end of a control connection: bytes in, steps and bytes out.</summary>
internal sealed class IperfClientControl
{
    private const int ErrorBytes = 8;

    private Phase _phase;

    public IperfClientControl(IperfParameters parameters, byte[] cookie)
    {
        (Parameters, Cookie) = (parameters, cookie);
        Stream.Send(Cookie);
    }

    /// <summary>What has come last, but for the last two.</summary>
    private enum Phase
    {
        Nothing,
        ParamExchange,
        CreateStreams,
        TestStart,
        TestRunning,

        /// <summary>This side has ended the test.</summary>
        TestEnd,

        ExchangeResults,
        Results,
        ServerError,
        Over,
    }

    public IperfControlStream Stream { get; } = new();

    public IperfParameters Parameters { get; }

    /// <summary>The first bytes of every connection.</summary>
    public byte[] Cookie { get; }

    public IperfResults PeerResults { get; private set; } = new([]);

    public string Problem { get; private set; } = "";

    /// <summary>The next thing to do because of what has come.</summary>
    public IperfStep Next()
    {
        while (true)
        {
            switch (_phase)
            {
                case Phase.Over:
                    return IperfStep.None;
                case Phase.ExchangeResults when Stream.TryTakeJson(out ReadOnlyMemory<byte> json):
                    if (!IperfResults.TryParse(json, out IperfResults results)) return Fail("the server's results cannot be read");
                    PeerResults = results;
                    _phase = Phase.Results;
                    continue;
                case Phase.ServerError when Stream.TryTake(ErrorBytes, out byte[] error):
                    return Fail($"the server reports error {BinaryPrimitives.ReadInt32BigEndian(error)} of iperf3");
                case not (Phase.ExchangeResults or Phase.ServerError) when Stream.TryTakeState(out IperfState state):
                    IperfStep step = OnState(state);
                    if (step == IperfStep.None) continue;
                    return step;
                default:
                    return Stream.IsBad ? Fail("the server speaks another protocol") : IperfStep.None;
            }
        }
    }

    /// <summary>Time is up, or everything is sent.</summary>
    public void EndTest()
    {
        Stream.Send(IperfState.TestEnd);
        if (_phase == Phase.TestRunning) _phase = Phase.TestEnd;
    }

    public void SendResults(IperfResults results) => Stream.SendJson(results.ToJson());

    private IperfStep OnState(IperfState state)
    {
        switch (state, _phase)
        {
            case (IperfState.ParamExchange, Phase.Nothing):
                Stream.SendJson(Parameters.ToJson());
                return Go(Phase.ParamExchange, IperfStep.None);
            case (IperfState.CreateStreams, Phase.ParamExchange):
                return Go(Phase.CreateStreams, IperfStep.CreateStreams);
            case (IperfState.TestStart, Phase.CreateStreams):
                return Go(Phase.TestStart, IperfStep.None);
            case (IperfState.TestRunning, Phase.TestStart):
                return Go(Phase.TestRunning, IperfStep.Run);
            case (IperfState.ExchangeResults, Phase.TestEnd):
                return Go(Phase.ExchangeResults, IperfStep.SendResults);
            case (IperfState.DisplayResults, Phase.Results):
                Stream.Send(IperfState.Done);
                return Go(Phase.Over, IperfStep.Done);
            case (IperfState.AccessDenied, _):
                return Fail("the server is busy with another test");
            case (IperfState.ServerTerminate, _):
                return Fail("the server has ended the test");
            case (IperfState.ServerError, _):
                return Go(Phase.ServerError, IperfStep.None);
            default:
                return Fail($"the server says {(sbyte)state}, which means nothing now");
        }
    }

    private IperfStep Go(Phase phase, IperfStep step)
    {
        _phase = phase;
        return step;
    }

    private IperfStep Fail(string problem)
    {
        (_phase, Problem) = (Phase.Over, problem);
        return IperfStep.Fail;
    }
}
