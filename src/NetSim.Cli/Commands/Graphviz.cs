using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace NetSim.Cli.Commands;

/// <summary>Graphviz's <c>dot</c>, as a program of this machine: it lays a drawing out.</summary>
internal static class Graphviz
{
    private const string Program = "dot";

    /// <param name="dot">The network in DOT.</param>
    /// <param name="result">The SVG, or else a sentence that says why there is none.</param>
    public static bool TryDraw(string dot, out string result)
    {
        using Process process = new()
        {
            StartInfo = new ProcessStartInfo(Program, ["-Tsvg"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
                StandardOutputEncoding = Encoding.UTF8,
            },
        };
        try
        {
            process.Start();
        }
        catch (Win32Exception)
        {
            result = "Graphviz, which lays the drawing out, is not installed (`apt install graphviz`, `brew install graphviz`); `--format dot` and `--format mermaid` need nothing";
            return false;
        }
        Task<string> drawing = process.StandardOutput.ReadToEndAsync(), complaint = process.StandardError.ReadToEndAsync();
        Feed(process, dot);
        process.WaitForExit();
        bool isDrawn = process.ExitCode == 0;
        result = isDrawn ? drawing.Result : $"Graphviz has not drawn it: {FirstLine(complaint.Result)}";
        return isDrawn;
    }

    private static void Feed(Process process, string dot)
    {
        try
        {
            process.StandardInput.Write(dot);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended before it has read everything: its exit status and its complaint say why.
        }
    }

    private static string FirstLine(string text) => text.Split('\n')[0].Trim() is { Length: > 0 } line ? line : "it says nothing about why";
}
