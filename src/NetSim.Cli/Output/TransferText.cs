using System.Text.Json;
using NetSim.Simulation.Applications.Transfer;
using static NetSim.Cli.Output.Figures;

namespace NetSim.Cli.Output;

/// <summary>What a sender of files did, for the summaries.</summary>
internal static class TransferText
{
    public static string Describe(TransferRecord transfer) =>
        $"to {transfer.To.Text}: {transfer.Whole} of {Count(transfer.Sent, "file")} whole, {Size(transfer.Bytes)}"
        + (transfer.Goodput is { } goodput ? $", goodput {Rate(goodput)}, {SummaryText.Times(transfer.Times)}" : "");

    public static void Write(Utf8JsonWriter json, TransferRecord transfer)
    {
        json.WriteString("to", transfer.To.IsName ? transfer.To.Text : transfer.To.Address.ToString());
        json.WriteNumber("sent", transfer.Sent);
        json.WriteNumber("whole", transfer.Whole);
        json.WriteNumber("damaged", transfer.Damaged);
        json.WriteNumber("bytes", transfer.Bytes);
        if (transfer.Goodput is { } goodput) json.WriteNumber("goodput_bps", Math.Round(goodput));
        SummaryJson.WriteTimes(json, "time_s", transfer.Times);
    }
}
