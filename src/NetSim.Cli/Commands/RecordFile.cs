using System.Diagnostics.CodeAnalysis;
using NetSim.Simulation.Determinism;
using NetSim.Simulation.Recording;
using NetSim.Simulation.Running;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Cli.Commands;

/// <summary>The file of <c>--replay</c>: read, held against the topology, and its run against the one that was recorded.</summary>
internal static class RecordFile
{
    /// <summary>False after it has told what is wrong.</summary>
    public static bool TryRead(string path, TopologyPlan plan, [NotNullWhen(true)] out RunRecord? record)
    {
        record = null;
        try
        {
            RunRecord read = RunRecord.Read(path);
            if (read.MisfitOf(plan) is { } misfit) return Refuse($"{path}: {misfit}");
            record = read;
            if (!IsOf(record, plan))
                Console.Error.WriteLine($"netsim: {path} is of another version of this topology: what comes from outside is as it was, what becomes of it may differ");
            return true;
        }
        catch (FormatException fault)
        {
            return Refuse(fault.Message);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return Refuse($"{path} cannot be read: {fault.Message}");
        }
    }

    /// <summary>Tells whether the replay was the recorded run.</summary>
    public static void Compare(RunRecord record, TopologyPlan plan, RunSummary summary, TextWriter output)
    {
        if (record.End is not { } end)
            output.WriteLine("netsim: the record has no end, since its run was killed: the replay went as far as the last thing that entered");
        else if (end.Fingerprint == summary.Fingerprint)
            output.WriteLine("netsim: the replay is the recorded run: the same fingerprint");
        else if (IsOf(record, plan))
            output.WriteLine($"netsim: the replay differs from the recorded run, whose fingerprint was {Fingerprint.Format(end.Fingerprint)}: another version of netsim?");
    }

    private static bool IsOf(RunRecord record, TopologyPlan plan) => record.Header.Topology == RunRecord.HashOf(plan);

    private static bool Refuse(string sentence)
    {
        Console.Error.WriteLine($"netsim: {sentence}");
        return false;
    }
}
