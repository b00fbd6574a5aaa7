using System.Text.RegularExpressions;
using NetSim.Cli.Commands;
using NetSim.Simulation.Topology.Drawing;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Cli.Output.Reports.Html;

/// <summary>The drawing of <c>netsim graph</c>, for a page: in the page's colours, and without what only a file of its own needs.</summary>
internal static partial class TopologySvg
{
    /// <summary>Nobody finds anything in a larger one, and laying it out takes longer than most runs.</summary>
    private const int MostNodes = 150;

    public static void Write(TextWriter page, TopologyPlan plan)
    {
        if (plan.Nodes.Length > MostNodes)
        {
            page.Write($"<p class=\"note\">{Figures.Number(plan.Nodes.Length)} nodes and {Figures.Number(plan.Links.Length)} links are too many to draw here.</p>\n");
            return;
        }
        if (Graphviz.TryDraw(DotWriter.ToDot(plan), out string result))
        {
            page.Write($"<div class=\"scroll topology\">{InPage(result)}</div>\n");
            return;
        }
        page.Write($"<p class=\"note\">Not drawn: {HtmlText.Encode(result)}. This is the network in the language of Mermaid:</p>\n");
        page.Write($"<pre>{HtmlText.Encode(MermaidWriter.ToMermaid(plan))}</pre>\n");
    }

    private static string InPage(string svg)
    {
        string drawing = svg[svg.IndexOf("<svg", StringComparison.Ordinal)..].Replace("stroke=\"#404040\"", "stroke=\"currentColor\"", StringComparison.Ordinal);
        drawing = Paper().Replace(drawing, "", 1);
        return Points().Replace(drawing, "$1=\"$2\"", 2).Trim();
    }

    /// <summary>The white ground that Graphviz lays under everything.</summary>
    [GeneratedRegex("<polygon fill=\"white\" stroke=\"(none|transparent)\"[^>]*/>\n?")]
    private static partial Regex Paper();

    /// <summary>A point of print is a pixel of the page.</summary>
    [GeneratedRegex("(width|height)=\"(\\d+)pt\"")]
    private static partial Regex Points();
}
