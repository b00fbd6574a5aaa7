using System.Globalization;
using NetSim.Simulation.Telemetry.Sequences;
using NetSim.Wire.Time;

namespace NetSim.Cli.Output.Sequences;

/// <summary>What both formats say alike.</summary>
internal static class SequenceWords
{
    /// <summary>Seconds of simulated time, to the microsecond.</summary>
    public static string Time(Instant time) => time.TotalSeconds.ToString("0.000000", CultureInfo.InvariantCulture);

    public static string Title(PacketSequence sequence) => sequence.Request.Flow > 0 ? $"TCP connection {sequence.Request.Flow}" : sequence.Request.Text;

    /// <summary>Why there is nothing to show.</summary>
    public static string Nothing(PacketSequence sequence) => sequence.Request.Flow == 0
        ? $"no packet matches '{sequence.Request.Text}'"
        : $"there is no TCP connection {sequence.Request.Flow}: {(sequence.FlowsSeen == 0 ? "none was" : $"only {sequence.FlowsSeen} {(sequence.FlowsSeen == 1 ? "was" : "were")}")} opened";

    /// <summary>What is left out; null if nothing is.</summary>
    public static string? More(PacketSequence sequence)
    {
        long more = sequence.Total - sequence.Rows.Count;
        return more == 0 ? null : $"… {Figures.Count(more, "more packet")}, the last sent at {Time(sequence.LastSent)} s";
    }
}
