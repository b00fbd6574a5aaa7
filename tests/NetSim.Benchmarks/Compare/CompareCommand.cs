using System.CommandLine;

namespace NetSim.Benchmarks.Compare;

/// <summary><c>compare</c>: NetSim and ns-3 by turns on the same work, so that a busy minute meets both.</summary>
internal sealed class CompareCommand
{
    private readonly Argument<string[]> _work = new("WORK") { Description = $"Which work: {string.Join(", ", Comparison.Names)}. [default: all]" };
    private readonly Option<int> _turns = new("--turns") { HelpName = "N", Description = "How often to run each.", DefaultValueFactory = _ => 5 };
    private readonly Option<string> _netsim = new("--netsim") { HelpName = "PATH", Description = "The netsim to measure.", DefaultValueFactory = _ => NetsimProgram.Default };
    private readonly Option<FileInfo?> _write = new("--write") { HelpName = "FILE", Description = $"Put the result between '{MarkedSection.Begin}' and '{MarkedSection.End}' of FILE." };

    public static Command Make() => new CompareCommand().ToCommand();

    private Command ToCommand()
    {
        _turns.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1) result.AddError("--turns is at least 1.");
        });
        _work.AcceptOnlyFromAmong(Comparison.Names);
        var command = new Command("compare", "Run NetSim and ns-3 by turns on the same work, and check that both did it.") { _work, _turns, _netsim, _write };
        command.Validators.Add(result =>
        {
            if (result.GetValue(_write) is not null && result.GetValue(_work) is { Length: > 0 }) result.AddError("--write needs the whole table, so no WORK can be chosen with it.");
        });
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        try
        {
            FileInfo? file = parsed.GetValue(_write);
            // Asked before minutes are spent.
            if (file is not null) MarkedSection.Replace(File.ReadAllText(file.FullName), "");
            int turns = parsed.GetValue(_turns);
            Ns3Program ns3 = Ns3Program.Compile();
            var netsim = new NetsimProgram(parsed.GetValue(_netsim)!);
            netsim.Prepare();
            var match = new Match(Comparison.Chosen(parsed.GetValue(_work)!), ns3.Run, netsim.Run);
            match.Play(turns, Console.Error);
            string result = $"{match.Table()}\n{Machine.Describe(turns, ns3.Version, TimeProvider.System.GetLocalNow())}\n";
            Console.Out.Write(result);
            foreach (string disagreement in match.Disagreements) Console.Error.WriteLine(disagreement);
            if (match.Disagreements.Count > 0) return 1;
            if (file is not null) File.WriteAllText(file.FullName, MarkedSection.Replace(File.ReadAllText(file.FullName), result));
            return 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            Console.Error.WriteLine(e.Message);
            return 1;
        }
    }
}
