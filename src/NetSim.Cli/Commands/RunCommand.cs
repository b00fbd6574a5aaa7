using System.CommandLine;
using NetSim.Cli.Output;
using NetSim.Cli.Output.Reports;
using NetSim.Cli.Output.Sequences;
using NetSim.Devices;
using NetSim.Simulation.Recording;
using NetSim.Simulation.Running;
using NetSim.Simulation.Telemetry.Sequences;
using NetSim.Simulation.Topology;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Cli.Commands;

/// <summary><c>netsim run FILE</c>: loads, checks and runs a topology; progress on standard error, a summary on standard output.</summary>
internal sealed class RunCommand
{
    private readonly RunArguments _arguments = new();

    public static Command Make() => new RunCommand().ToCommand();

    private Command ToCommand()
    {
        var command = new Command("run", "Load, check and run a topology until its stop time, Ctrl-C, or the end of its applications.");
        _arguments.AddTo(command);
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        TopologyLoad load = TopologyFile.Load(_arguments.File(parsed), _arguments.PlanOptions(parsed));
        if (load.Plan is not { } plan) return ExitStatus.BadInput;
        RunRecord? replay = null;
        if (_arguments.Replay(parsed) is { } record && !RecordFile.TryRead(record, plan, out replay)) return ExitStatus.BadInput;
        TracePlan? trace = null;
        if (_arguments.TracePackets(parsed) is { } packets && !TryReadTrace(packets, plan, out trace)) return ExitStatus.BadInput;
        if (_arguments.VerifiesDeterminism(parsed)) return DeterminismVerification.Run(plan, replay, _arguments.IsJson(parsed));

        int? mapPort = _arguments.MapPort(parsed);
        if (mapPort is not null && RunMap.Refusal is { } noMap) return Refuse(noMap);
        string[] outputs = _arguments.TelemetryOutputs(parsed);
        using var signals = new StopSignals();
        bool showsTable = replay is null && plan.Time.Mode == TimeMode.Real && LiveTable.IsPossible && !RunTelemetry.UsesConsole(outputs);
        LiveTable? live = showsTable ? new LiveTable() : null;
        IMessages messages = live ?? (IMessages)new PlainMessages(Console.Error);
        using var host = new HostReporter(plan, replay is null ? _arguments.Host(parsed) : HostConfiguration.Recorded, messages);
        var reporter = new RunReporter(host, messages, parsed.GetValue<bool>("--debug") ? FailureDetail.Everything : FailureDetail.Message);
        RunOptions options = _arguments.RunOptions(parsed) with { Observer = reporter, Replay = replay, Trace = trace };
        if (_arguments.FindsLanes(parsed) && (replay is not null || plan.Time.Mode == TimeMode.Virtual)) options = WithLanes(plan, options, messages);
        // Before the run, which looks once whether anybody listens.
        bool isJson = _arguments.IsJson(parsed);
        using RunTelemetry? telemetry = outputs.Length > 0 ? RunTelemetry.Start(outputs, plan, options, isJson ? Console.Error : Console.Out) : null;
        if (telemetry is not null) options = options with { Observer = telemetry.Observe(reporter) };
        DeviceResult<SimulationRun> opened = SimulationRun.Open(plan, options);
        if (!opened.TryGet(out SimulationRun? run, out DeviceError? error)) return Refuse(error);
        using (run)
        {
            if (host.Configure() is { } refusal) return Refuse(refusal);
            telemetry?.Follow(run);
            using RunControl? control = _arguments.Control(parsed) is { } socket ? RunControl.Start(run, socket, messages, signals.Token) : null;
            using RunMap? map = mapPort is { } port ? RunMap.Start(run, port, messages, control?.Stopped ?? signals.Token) : null;
            CancellationToken stopped = map?.Stopped ?? control?.Stopped ?? signals.Token;
            RunSummary summary = live is null ? RunWithProgress(run, outputs, stopped) : live.While(run, () => run.Run(stopped));
            // A stop that was asked for is the end of the run, and what it was to show is judged as at any other end.
            if (control is not null && !signals.Token.IsCancellationRequested) summary = summary with { Figures = summary.Figures with { IsInterrupted = false } };
            telemetry?.OnEnded(summary);
            telemetry?.Finish(Console.Error);
            if (isJson) SummaryJson.Write(Console.OpenStandardOutput(), summary);
            else WriteSummary(summary, run.Sequence, _arguments.FormatOfSequence(parsed));
            if (replay is not null) RecordFile.Compare(replay, plan, summary, Console.Error);
            int status = StatusOf(summary, reporter, options);
            bool areWritten = WriteReports(_arguments.Reports(parsed), new RunReport(plan, summary, run.Samples));
            map?.StayUntilStopped();
            return areWritten || status != ExitStatus.Done ? status : ExitStatus.MachineRefused;
        }
    }

    private static bool TryReadTrace(string text, TopologyPlan plan, out TracePlan? trace)
    {
        bool isGood = TraceArgument.TryRead(text, plan, out trace, out IReadOnlyList<string> problems);
        foreach (string problem in problems) Console.Error.WriteLine($"netsim: --trace-packets: {problem}");
        return isGood;
    }

    private static RunOptions WithLanes(TopologyPlan plan, RunOptions options, IMessages messages)
    {
        LaneChoice choice = LaneRehearsal.Choose(plan, options, Environment.ProcessorCount);
        messages.Line($"netsim: {(choice.Lanes == 1 ? "1 lane" : $"{choice.Lanes} lanes")}: {choice.Reason}");
        return options with { Lanes = choice.Lanes, Rehearsal = choice.Rehearsal };
    }

    private static RunSummary RunWithProgress(SimulationRun run, string[] outputs, CancellationToken cancellation)
    {
        using RunProgress? progress = RunTelemetry.UsesConsole(outputs) ? null : RunProgress.Start(run, Console.Error);
        return run.Run(cancellation);
    }

    private static void WriteSummary(RunSummary summary, PacketSequence? sequence, SequenceFormat format)
    {
        bool isDiagram = sequence is not null && format == SequenceFormat.Mermaid;
        SummaryText.Write(isDiagram ? Console.Error : Console.Out, summary);
        if (sequence is null) return;
        if (isDiagram) SequenceMermaid.Write(Console.Out, sequence);
        else SequenceText.Write(Console.Out, sequence);
    }

    private static bool WriteReports(string[] paths, RunReport report)
    {
        bool areWritten = true;
        foreach (string path in paths)
        {
            try
            {
                ReportFile.Write(path, report);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Console.Error.WriteLine($"netsim: cannot write the report '{path}': {e.Message}");
                areWritten = false;
            }
        }
        return areWritten;
    }

    private static int StatusOf(RunSummary summary, RunReporter reporter, RunOptions options)
    {
        if (summary.Figures.IsTooLate)
        {
            Console.Error.WriteLine($"netsim: the run has ended, since it was {summary.Figures.MaxLag} behind the clock and --abort-if-late allows {options.LagLimit}: " +
                "this machine is too slow for it, or too busy");
            return ExitStatus.MachineRefused;
        }
        if (summary.Figures.IsInterrupted) return ExitStatus.Interrupted;
        if (!summary.AllExpectationsHeld) return ExitStatus.ExpectationFailed;
        return reporter.HasBrokenCapture ? ExitStatus.MachineRefused : ExitStatus.Done;
    }

    private static int Refuse(string sentence)
    {
        Console.Error.WriteLine($"netsim: {sentence}");
        return ExitStatus.MachineRefused;
    }

    private static int Refuse(DeviceError error)
    {
        Console.Error.WriteLine($"netsim: {error}");
        return error.Kind == DeviceErrorKind.CommandsNotAllowed ? ExitStatus.BadInput : ExitStatus.MachineRefused;
    }
}
