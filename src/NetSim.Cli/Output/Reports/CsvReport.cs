using System.Globalization;
using System.Text;
using NetSim.Simulation.Actors.Sockets;
using NetSim.Simulation.Running;
using NetSim.Stack.Sockets.Tcp;
using NetSim.Wire.Time;

namespace NetSim.Cli.Output.Reports;

/// <summary>
/// Links and flows as a table for spreadsheets (RFC 4180): a line for each direction of a link and for each end of a connection. Numbers are
/// plain, in seconds, bytes and bits per second; what a line has not is empty.
/// </summary>
internal static class CsvReport
{
    private static readonly string[] Heads =
    [
        "record", "name", "from", "to", "packets", "bytes", "throughput_bps", "dropped", "duplicated", "corrupted", "reordered",
        "opened_s", "closed_s", "bytes_received", "retransmits", "srtt_s", "cwnd_bytes",
    ];

    public static void Write(Stream stream, RunSummary summary)
    {
        using var output = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\r\n" };
        WriteRow(output, Heads);
        double seconds = summary.Figures.Simulated.TotalSeconds;
        foreach (LinkSummary link in summary.Links)
        {
            WriteRow(output, Direction(link.Id, link.A, link.B, link.AToB, seconds));
            WriteRow(output, Direction(link.Id, link.B, link.A, link.BToA, seconds));
        }
        foreach (TcpFlow flow in summary.Flows) WriteRow(output, Flow(flow));
    }

    private static string[] Direction(string id, string from, string to, DirectionSummary direction, double seconds) =>
    [
        "link", id, from, to, Number(direction.Packets), Number(direction.Bytes), seconds > 0 ? Number(Math.Round(direction.Bytes * 8 / seconds)) : "",
        Number(direction.Drops.Sum(drop => drop.Count)), Number(direction.Impaired.Duplicated), Number(direction.Impaired.Corrupted),
        Number(direction.Impaired.Reordered), "", "", "", "", "", "",
    ];

    private static string[] Flow(TcpFlow flow)
    {
        TcpInfo info = flow.Info;
        double? seconds = flow.Closed is { } closed ? (closed - flow.Opened).TotalSeconds : null;
        return
        [
            "flow", flow.Node, flow.Local.ToString(), flow.Remote.ToString(), "", Number(info.BytesAcknowledged),
            seconds > 0 ? Number(Math.Round(info.BytesAcknowledged * 8 / seconds.Value)) : "", "", "", "", "",
            Number((flow.Opened - Instant.Zero).TotalSeconds), flow.Closed is { } end ? Number((end - Instant.Zero).TotalSeconds) : "",
            Number(info.BytesReceived), Number(info.SegmentsRetransmitted), Number(info.SmoothedRtt.TotalSeconds), Number(info.CongestionWindow),
        ];
    }

    /// <summary>No name of a file can hold what would have to be quoted.</summary>
    private static void WriteRow(TextWriter output, string[] fields) => output.WriteLine(string.Join(',', fields));

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("0.#########", CultureInfo.InvariantCulture);
}
