using System.CommandLine;
using NetSim.Cli.Output;
using NetSim.Devices;
using NetSim.Simulation.Running;
using NetSim.Simulation.Topology;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;
using NetSim.Wire.Time;

namespace NetSim.Cli.Commands;

/// <summary><c>netsim run FILE</c>: loads, checks and runs a topology; progress on standard error, a summary on standard output.</summary>
internal sealed class RunCommand
{
    private readonly Argument<string> _file = CommonOptions.File();
    private readonly Option<bool> _outside = CommonOptions.AllowOutside();

    private readonly Option<TimeMode?> _time = new("--time") { Description = "The clock: virtual or real." };
    private readonly Option<string?> _stop = new("--stop") { Description = "When to end, as in the file: 10s, 500ms.", HelpName = "TIME" };
    private readonly Option<ulong?> _seed = new("--seed") { Description = "The seed of all randomness.", HelpName = "N" };
    private readonly Option<int> _lanes = new("--lanes")
    {
        Description = "Threads that a virtual run may use; the result is the same with any number.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<bool> _configureHost = new("--configure-host")
    {
        Description = "Apply the stated host side of TUN and TAP devices, and undo it at the end.",
    };

    private readonly Option<string?> _pcap = new("--pcap") { Description = "Capture every interface into this folder, as pcapng.", HelpName = "DIR" };
    private readonly Option<bool> _json = new("--json") { Description = "Print the summary as JSON, and nothing else on standard output." };

    private readonly Option<string[]> _otel = new("--otel")
    {
        Description = "Send traces and metrics by OpenTelemetry: console, otlp[=URL] or file=PATH; may be given several times.",
        HelpName = "OUTPUT",
    };

    private readonly Option<double?> _tracePackets = new("--trace-packets")
    {
        Description = "With --otel: the share of packets that are followed from hop to hop, 0 to 1; dropped ones are told of in any case.",
        HelpName = "RATIO",
    };

    public static Command Make() => new RunCommand().ToCommand();

    private Command ToCommand()
    {
        var command = new Command("run", "Load, check and run a topology until its stop time, Ctrl-C, or the end of its applications.")
        {
            _file, _time, _stop, _seed, _lanes, _configureHost, _pcap, _json, _otel, _tracePackets, _outside,
        };
        _stop.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && !DurationText.TryParse(text, out _, out string? problem)) result.AddError($"--stop: {problem}");
        });
        _otel.Validators.Add(result =>
        {
            foreach (string output in result.GetValueOrDefault<string[]>())
                if (RunTelemetry.Check(output) is { } problem) result.AddError($"--otel: {problem}");
        });
        _tracePackets.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double?>() is not (>= 0 and <= 1)) result.AddError("--trace-packets: a ratio lies between 0 and 1");
            else if (result.GetResult(_otel) is null) result.AddError("--trace-packets says what --otel sends: give that one too");
        });
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        Duration? stop = parsed.GetValue(_stop) is { } text && DurationText.TryParse(text, out Duration value, out _) ? value : null;
        PlanOptions options = CommonOptions.PlanOptions(parsed, _outside) with { TimeMode = parsed.GetValue(_time), Stop = stop, Seed = parsed.GetValue(_seed) };
        TopologyLoad load = TopologyFile.Load(parsed.GetValue(_file)!, options);
        if (load.Plan is not { } plan) return ExitStatus.BadInput;

        string[] outputs = parsed.GetValue(_otel) ?? [];
        bool isJson = parsed.GetValue(_json);
        using var signals = new StopSignals();
        bool showsTable = plan.Time.Mode == TimeMode.Real && LiveTable.IsPossible && !RunTelemetry.UsesConsole(outputs);
        LiveTable? live = showsTable ? new LiveTable() : null;
        IMessages messages = live ?? (IMessages)new PlainMessages(Console.Error);
        HostConfiguration configuration = parsed.GetValue(_configureHost) ? HostConfiguration.Applied : HostConfiguration.Advised;
        using var host = new HostReporter(plan, configuration, messages);
        var reporter = new RunReporter(host, messages, parsed.GetValue<bool>("--debug") ? FailureDetail.Everything : FailureDetail.Message);
        var runOptions = new RunOptions { CaptureFolder = parsed.GetValue(_pcap), Lanes = parsed.GetValue(_lanes), Observer = reporter, Trace = TraceOf(parsed, plan) };
        // Before the run, which looks once whether anybody listens.
        using RunTelemetry? telemetry = outputs.Length > 0 ? RunTelemetry.Start(outputs, plan, runOptions, isJson ? Console.Error : Console.Out) : null;
        DeviceResult<SimulationRun> opened = SimulationRun.Open(plan, runOptions);
        if (!opened.TryGet(out SimulationRun? run, out DeviceError? error)) return Refuse(error);
        using (run)
        {
            if (host.Configure() is { } refusal) return Refuse(refusal);
            telemetry?.Follow(run);
            RunSummary summary = live is null ? RunWithProgress(run, outputs, signals.Token) : live.While(run, () => run.Run(signals.Token));
            telemetry?.Finish(Console.Error);
            if (isJson) SummaryJson.Write(Console.OpenStandardOutput(), summary);
            else SummaryText.Write(Console.Out, summary);
            return StatusOf(summary, reporter);
        }
    }

    /// <summary>What the command line says counts more than what the file says; what it leaves open is as in the file.</summary>
    private TracePlan? TraceOf(ParseResult parsed, TopologyPlan plan)
    {
        if (parsed.GetValue(_tracePackets) is not { } ratio) return null;
        TracePlan inFile = plan.Trace ?? new TracePlan { Flows = FlowTracing.All };
        return inFile with { Packets = new PacketTracePlan(ratio, inFile.Packets?.Drops ?? DropTracing.Always) };
    }

    private static RunSummary RunWithProgress(SimulationRun run, string[] outputs, CancellationToken cancellation)
    {
        using RunProgress? progress = RunTelemetry.UsesConsole(outputs) ? null : RunProgress.Start(run, Console.Error);
        return run.Run(cancellation);
    }

    private static int StatusOf(RunSummary summary, RunReporter reporter)
    {
        if (summary.Figures.IsInterrupted) return ExitStatus.Interrupted;
        if (!summary.AllExpectationsHeld) return ExitStatus.ExpectationFailed;
        return reporter.HasBrokenCapture ? ExitStatus.MachineRefused : ExitStatus.Done;
    }

    private static int Refuse(DeviceError error)
    {
        Console.Error.WriteLine($"netsim: {error}");
        return ExitStatus.MachineRefused;
    }
}
