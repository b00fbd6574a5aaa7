namespace NetSim.Cli;

/// <summary>What scripts may rely on.</summary>
internal static class ExitStatus
{
    public const int Done = 0;

    /// <summary>The run finished, and something that the file expected did not hold.</summary>
    public const int ExpectationFailed = 1;

    /// <summary>The file or the arguments are wrong.</summary>
    public const int BadInput = 2;

    /// <summary>The machine refused something; the message says how to get it.</summary>
    public const int MachineRefused = 3;

    /// <summary>Ended by Ctrl-C or SIGTERM, after an orderly stop.</summary>
    public const int Interrupted = 130;
}
