namespace NetSim.Simulation.Applications.Iperf;

/// <summary>What the two ends of a control connection tell each other, in one byte each (iperf3, iperf_api.h).</summary>
internal enum IperfState : sbyte
{
    TestStart = 1,
    TestRunning = 2,
    TestEnd = 4,
    ParamExchange = 9,
    CreateStreams = 10,
    ServerTerminate = 11,
    ClientTerminate = 12,
    ExchangeResults = 13,
    DisplayResults = 14,
    Done = 16,
    AccessDenied = -1,
    ServerError = -2,
}

/// <summary>What the bytes of a control connection ask its owner to do.</summary>
internal enum IperfStep
{
    /// <summary>Nothing until more bytes have come.</summary>
    None,

    /// <summary>The parameters are known: open the streams, or await them.</summary>
    CreateStreams,

    /// <summary>Both ends have their streams.</summary>
    Run,

    /// <summary>No more data counts.</summary>
    Stop,

    /// <summary>The peer waits for this side's results.</summary>
    SendResults,

    /// <summary>The test has gone through, and the peer's results are there.</summary>
    Done,

    /// <summary>The test is over; the problem says why.</summary>
    Fail,
}
