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

    private enum Phase
    {
        States,
        Results,
        Error,
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
                case Phase.Results when Stream.TryTakeJson(out ReadOnlyMemory<byte> json):
                    if (!IperfResults.TryParse(json, out IperfResults results)) return Fail("the server's results cannot be read");
                    PeerResults = results;
                    _phase = Phase.States;
                    continue;
                case Phase.Error when Stream.TryTake(ErrorBytes, out byte[] error):
                    return Fail($"the server reports error {BinaryPrimitives.ReadInt32BigEndian(error)} of iperf3");
                case Phase.States when Stream.TryTakeState(out IperfState state):
                    IperfStep step = OnState(state);
                    if (step == IperfStep.None) continue;
                    return step;
                default:
                    return Stream.IsBad ? Fail("the server speaks another protocol") : IperfStep.None;
            }
        }
    }

    /// <summary>Time is up, or everything is sent.</summary>
    public void EndTest() => Stream.Send(IperfState.TestEnd);

    public void SendResults(IperfResults results) => Stream.SendJson(results.ToJson());

    private IperfStep OnState(IperfState state)
    {
        switch (state)
        {
            case IperfState.ParamExchange:
                Stream.SendJson(Parameters.ToJson());
                return IperfStep.None;
            case IperfState.CreateStreams:
                return IperfStep.CreateStreams;
            case IperfState.TestStart:
                return IperfStep.None;
            case IperfState.TestRunning:
                return IperfStep.Run;
            case IperfState.ExchangeResults:
                _phase = Phase.Results;
                return IperfStep.SendResults;
            case IperfState.DisplayResults:
                Stream.Send(IperfState.Done);
                _phase = Phase.Over;
                return IperfStep.Done;
            case IperfState.AccessDenied:
                return Fail("the server is busy with another test");
            case IperfState.ServerTerminate:
                return Fail("the server has ended the test");
            case IperfState.ServerError:
                _phase = Phase.Error;
                return IperfStep.None;
            default:
                return Fail($"the server says {(sbyte)state}, which means nothing now");
        }
    }

    private IperfStep Fail(string problem)
    {
        (_phase, Problem) = (Phase.Over, problem);
        return IperfStep.Fail;
    }
}
