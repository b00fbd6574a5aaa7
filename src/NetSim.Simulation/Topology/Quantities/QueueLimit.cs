using System.Globalization;
using NetSim.Simulation.Topology.Diagnostics;

namespace NetSim.Simulation.Topology.Quantities;

/// <summary>What a queue counts.</summary>
public enum QueueUnit
{
    Packets,
    Bytes,
}

/// <summary>How much a queue holds: <c>100 packets</c> or <c>64 KiB</c>.</summary>
public readonly record struct QueueLimit(QueueUnit Unit, long Value)
{
    private static readonly Unit[] PacketUnits = [new("packets", 1), new("packet", 1)];

    internal static readonly UnitTable Table = new()
    {
        Noun = "a queue limit",
        Example = "100 packets",
        Units = [.. PacketUnits, .. ByteSize.Units],
        Offered = ["packets", .. ByteSize.Table.Offered],
        Likely = ["packets", "KB"],
        Hints = [new("p", "packets"), new("pkt", "packets"), new("pkts", "packets"), .. ByteSize.Hints],
        Most = int.MaxValue,
        MostText = "2147483647 packets or bytes",
        Format = value => value.ToString(CultureInfo.InvariantCulture),
    };

    internal static bool TryParse(string text, out QueueLimit value, out Problem problem)
    {
        value = default;
        if (!QuantityText.TryParse(text, Table, out long number, out string unit, out problem)) return false;
        value = new QueueLimit(unit is "packets" or "packet" ? QueueUnit.Packets : QueueUnit.Bytes, number);
        if (number > 0) return true;
        problem = new Problem(DiagnosticCode.OutOfRange,
            $"{Quoted.Text(text)} would hold nothing: a queue holds at least one packet or byte");
        return false;
    }

    /// <summary>Exact, and read back to the same value.</summary>
    public override string ToString() => Unit == QueueUnit.Bytes
        ? new ByteSize(Value).ToString()
        : string.Create(CultureInfo.InvariantCulture, $"{Value} {(Value == 1 ? "packet" : "packets")}");
}
