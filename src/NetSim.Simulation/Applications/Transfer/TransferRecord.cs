using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Applications.Transfer;

/// <summary>What became of the files of a sender.</summary>
public sealed class TransferRecord(string node, Target to) : ApplicationRecord(node, "transfer")
{
    /// <summary>Gets its address when that has been looked up.</summary>
    public Target To { get; set; } = to;

    /// <summary>Files begun.</summary>
    public long Sent { get; set; }

    /// <summary>Files of which the far end has the same SHA-256.</summary>
    public long Whole { get; set; }

    /// <summary>Files of which it has another.</summary>
    public long Damaged { get; set; }

    /// <summary>Bytes of the whole files.</summary>
    public long Bytes { get; set; }

    /// <summary>From the SYN to the far end's answer, of whole files.</summary>
    public RoundTripTimes Times { get; } = new();

    /// <summary>The same, added up.</summary>
    public Duration Busy { get; set; }

    /// <summary>Bits of whole files per second of transfer, connecting and the far end's answer included; null before the first.</summary>
    public double? Goodput => Busy > Duration.Zero ? Bytes * 8 / Busy.TotalSeconds : null;
}
