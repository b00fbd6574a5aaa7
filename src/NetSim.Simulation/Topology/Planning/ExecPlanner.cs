using System.Text;
using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Simulation.Topology.Planning;

/// <summary>Programs of this machine.</summary>
internal sealed class ExecPlanner(PlanDraft draft)
{
    public ExecPlan? Plan(ExecDocument document)
    {
        if (Words(document) is not { } words) return null;
        return new ExecPlan
        {
            Words = [.. words],
            Background = document.Background,
            WaitForPort = document.WaitForPort?.Value,
            Expected = document.Expected is { } expected ? new ExecExpectationPlan(expected.Status, expected.Output) : null,
        };
    }

    private List<string>? Words(ExecDocument document)
    {
        if (document.ShellLine is { } line) return ["sh", "-c", line.Value];
        if (document.Run is not { } run) return null;
        List<string>? words = run.Value.Count == 1 ? Split(run.Value[0].Value) : [.. run.Value.Select(word => word.Value)];
        if (words is { Count: > 0 } && words[0].Length > 0) return words;
        if (!document.IsDamaged)
        {
            draft.Diagnostics.Add(run.Place, DiagnosticCode.NoCommand,
                words is null ? "a quote is not closed here" : "a program is needed here: 'run: ping -c 1 10.0.0.2'");
        }
        return null;
    }

    /// <summary>Splits at spaces; what stands in single or double quotes is part of one word. Nothing else means anything.</summary>
    /// <returns>Null if a quote is open at the end.</returns>
    private static List<string>? Split(string text)
    {
        List<string> words = [];
        StringBuilder? word = null;
        char quote = '\0';
        foreach (char c in text)
        {
            if (quote != '\0' && c == quote) quote = '\0';
            else if (quote == '\0' && c is '\'' or '"') (quote, word) = (c, word ?? new StringBuilder());
            else if (quote == '\0' && char.IsWhiteSpace(c))
            {
                if (word is not null) words.Add(word.ToString());
                word = null;
            }
            else (word ??= new StringBuilder()).Append(c);
        }
        if (word is not null) words.Add(word.ToString());
        return quote == '\0' ? words : null;
    }
}
