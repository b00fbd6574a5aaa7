using System.Text;
using NetSim.Simulation.Determinism;
using NetSim.Simulation.Running;
using NetSim.Simulation.Sampling;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Buffers;

namespace NetSim.Cli.Output.Reports.Html;

/// <summary>
/// A run as one page that needs nothing else: no script, no network, no fonts. It says nothing of the machine and of how long it took, so the same run
/// is the same page, with any number of lanes.
/// </summary>
internal sealed class HtmlReport
{
    private const int MostRows = 60;

    private readonly StreamWriter _page;
    private readonly RunReport _report;
    private int _charts;

    private HtmlReport(StreamWriter page, RunReport report) => (_page, _report) = (page, report);

    private RunSummary Summary => _report.Summary;

    public static void Write(Stream stream, RunReport report)
    {
        using var page = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
        new HtmlReport(page, report).Write();
    }

    private void Write()
    {
        string name = HtmlText.Encode(Summary.Name);
        _page.Write("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n");
        _page.Write("<meta name=\"color-scheme\" content=\"light dark\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n");
        _page.Write($"<title>{name}: NetSim report</title>\n<style>\n{Style()}</style>\n</head>\n<body>\n<main>\n<h1>{name}</h1>\n");
        WriteFacts();
        WriteExpectations();
        Section("Network", () => TopologySvg.Write(_page, _report.Plan));
        if (_report.Samples is { Times.Count: > 1 } samples) WriteCharts(samples);
        WriteDrops();
        WriteTable("Applications", ["node", "application", "what it did"],
            [.. Summary.Applications.Select(application => (string[])[application.Node, application.Application, SummaryText.Describe(application)])]);
        WriteTable("Connections", ["node", "flow", "sent", "received", "throughput", "retransmits", "srtt"],
            [.. SummaryText.FlowsOnce(Summary.Flows).Select(SummaryText.Flow)]);
        WriteTable("Links", ["link", "direction", "packets", "bytes", "rate", "dropped"], SummaryText.Directions(Summary));
        WriteTable("Nodes", ["node", "kind", "received", "sent", "forwarded", "dropped"], [.. Summary.Nodes.Select(SummaryText.Node)]);
        _page.Write("</main>\n</body>\n</html>\n");
    }

    private static string Style()
    {
        using Stream resource = typeof(HtmlReport).Assembly.GetManifestResourceStream("Reports/report.css")!;
        using var reader = new StreamReader(resource);
        return reader.ReadToEnd();
    }

    private void WriteFacts()
    {
        RunFigures figures = Summary.Figures;
        List<(string, string)> facts =
        [
            (figures.Mode == TimeMode.Virtual ? "virtual time" : "real time", figures.Simulated.ToString() + (figures.IsInterrupted ? " (interrupted)" : "")),
            ("packet-hops", Figures.Number(Summary.PacketHops)),
            ("seed", figures.Seed.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            ("fingerprint", Fingerprint.Format(Summary.Fingerprint)),
        ];
        if (figures.Mode == TimeMode.Real) facts.Add(("behind the clock", $"at most {figures.MaxLag}"));
        _page.Write("<dl class=\"facts\">");
        foreach ((string name, string value) in facts) _page.Write($"<div><dt>{name}</dt><dd>{HtmlText.Encode(value)}</dd></div>");
        _page.Write("</dl>\n");
    }

    private void WriteExpectations()
    {
        if (Summary.Expectations.Count == 0) return;
        int held = Summary.Expectations.Count(result => result.Held);
        Section("Expectations", () =>
        {
            string verdict = held == Summary.Expectations.Count ? $"All {held} held." : $"{Summary.Expectations.Count - held} of {Summary.Expectations.Count} did not hold.";
            _page.Write($"<p class=\"{(held == Summary.Expectations.Count ? "held" : "failed")}\">{verdict}</p>\n");
            _page.Write("<div class=\"scroll\"><table><thead><tr><th></th><th>expected</th><th>seen</th></tr></thead><tbody>\n");
            foreach (ExpectationResult result in Summary.Expectations)
            {
                string state = result.Held ? "<td class=\"held\">✓ held</td>" : "<td class=\"failed\">✗ FAILED</td>";
                _page.Write($"<tr>{state}<td>{HtmlText.Encode(result.Text)}</td><td>{HtmlText.Encode(result.Seen)}</td></tr>\n");
            }
            _page.Write("</tbody></table></div>\n");
        });
    }

    private void WriteCharts(RunSamples samples)
    {
        var links = new LinkCharts(samples);
        IReadOnlyList<FlowSamples> flows = FlowCharts.Choose(samples);
        Section("Queues", links.Queues(), [.. links.EachQueue()]);
        Section("Round-trip times", RttCharts.Pings(samples), RttCharts.Connections(samples, flows) is { } measured ? [measured] : []);
        Section("Link utilisation", links.Utilisation(), links.Unlimited() is { } unlimited ? [unlimited] : []);
        if (links.NotDrawn > 0) _page.Write($"<p class=\"note\">{Figures.Count(links.NotDrawn, "direction")} of links carried little and {(links.NotDrawn == 1 ? "is" : "are")} not drawn.</p>\n");
        if (flows.Count == 0) return;
        Section("TCP", () =>
        {
            for (int i = 0; i < flows.Count; i++)
            {
                _page.Write($"<h3>{HtmlText.Encode(FlowCharts.NameOf(flows[i].Flow))}</h3>\n<div class=\"pair\">\n");
                Draw(FlowCharts.Sequence(samples, flows[i], 0));
                Draw(FlowCharts.Window(samples, flows[i], 0));
                _page.Write("</div>\n");
            }
            int others = SummaryText.FlowsOnce(Summary.Flows).Count - SummaryText.FlowsOnce([.. flows.Select(flow => flow.Flow)]).Count;
            if (others > 0) _page.Write($"<p class=\"note\">{Figures.Count(others, "other connection")} sent less, or not for long, and {(others == 1 ? "stands" : "stand")} in the table below only.</p>\n");
        });
    }

    private void WriteDrops()
    {
        List<(string Where, string Reason, long Count)> drops = [.. Drops().OrderByDescending(drop => drop.Count)];
        if (drops.Count == 0) return;
        long most = drops[0].Count;
        Section("Drops by reason", () =>
        {
            _page.Write("<div class=\"scroll\"><table><thead><tr><th>where</th><th>reason</th><th>packets</th><th></th></tr></thead><tbody>\n");
            foreach ((string where, string reason, long count) in drops.Take(MostRows))
            {
                string width = FormattableString.Invariant($"{100.0 * count / most:0.#}%");
                _page.Write($"<tr><td>{HtmlText.Encode(where)}</td><td>{reason}</td><td>{Figures.Number(count)}</td><td class=\"bar\"><span style=\"width:{width}\"></span></td></tr>\n");
            }
            _page.Write("</tbody></table></div>\n");
        });
    }

    private IEnumerable<(string Where, string Reason, long Count)> Drops()
    {
        foreach (LinkSummary link in Summary.Links)
        {
            foreach (DropSummary drop in link.AToB.Drops) yield return ($"link {link.Id}: {link.A} → {link.B}", DropReasons.Name(drop.Reason), drop.Count);
            foreach (DropSummary drop in link.BToA.Drops) yield return ($"link {link.Id}: {link.B} → {link.A}", DropReasons.Name(drop.Reason), drop.Count);
        }
        foreach (NodeSummary node in Summary.Nodes)
            foreach (DropSummary drop in node.Drops) yield return ($"node {node.Name}", DropReasons.Name(drop.Reason), drop.Count);
        foreach (DeviceSummary device in Summary.Devices)
            foreach (DropSummary drop in device.Drops) yield return ($"device {device.Name}", DropReasons.Name(drop.Reason), drop.Count);
    }

    private void WriteTable(string title, string[] heads, List<string[]> rows)
    {
        if (rows.Count > 0) Section(title, () => HtmlText.WriteTable(_page, heads, rows, MostRows));
    }

    /// <summary>One chart for all, and others below it.</summary>
    private void Section(string title, Chart? first, IReadOnlyList<Chart> others)
    {
        if (first is null && others.Count == 0) return;
        Section(title, () =>
        {
            if (first is not null) Draw(first);
            List<Chart> halves = [.. others.Where(chart => chart.Size == ChartSize.Half)];
            foreach (Chart chart in others.Where(chart => chart.Size == ChartSize.Wide)) Draw(chart);
            if (halves.Count == 0) return;
            _page.Write("<div class=\"pair\">\n");
            foreach (Chart chart in halves) Draw(chart);
            _page.Write("</div>\n");
        });
    }

    private void Section(string title, Action write)
    {
        _page.Write($"<section>\n<h2>{title}</h2>\n");
        write();
        _page.Write("</section>\n");
    }

    private void Draw(Chart chart)
    {
        _page.Write($"<figure>\n<figcaption>{HtmlText.Encode(chart.Title)}</figcaption>\n<ul class=\"legend\">");
        foreach (ChartLine line in chart.Lines)
        {
            string detail = line.Detail.Length == 0 ? "" : $" <small>{HtmlText.Encode(line.Detail)}</small>";
            _page.Write($"<li><i style=\"background:var(--c{line.Colour % ChartSvg.Colours})\"></i>{HtmlText.Encode(line.Name)}{detail}</li>");
        }
        _page.Write("</ul>\n");
        _page.Write(ChartSvg.Draw(chart, ++_charts));
        _page.Write("</figure>\n");
    }
}
