using System.Net;

namespace NetSim.Cli.Output.Reports.Html;

/// <summary>Pieces of a page. Whatever comes from the network or its file goes through <see cref="Encode"/>.</summary>
internal static class HtmlText
{
    public static string Encode(string text) => WebUtility.HtmlEncode(text);

    /// <summary>A table; nothing if it has no rows.</summary>
    /// <param name="page">Where to.</param>
    /// <param name="heads">One for each column.</param>
    /// <param name="rows">Cells of text.</param>
    /// <param name="most">More rows are only counted.</param>
    public static void WriteTable(TextWriter page, string[] heads, IReadOnlyList<string[]> rows, int most = int.MaxValue)
    {
        if (rows.Count == 0) return;
        page.Write("<div class=\"scroll\"><table><thead><tr>");
        foreach (string head in heads) page.Write($"<th>{Encode(head)}</th>");
        page.Write("</tr></thead><tbody>\n");
        foreach (string[] row in rows.Take(most))
        {
            page.Write("<tr>");
            foreach (string cell in row) page.Write($"<td>{Encode(cell)}</td>");
            page.Write("</tr>\n");
        }
        page.Write("</tbody></table></div>\n");
        if (rows.Count > most) page.Write($"<p class=\"note\">… and {Figures.Number(rows.Count - most)} more; <code>--report FILE.json</code> has them all.</p>\n");
    }
}
