using System.CommandLine;
using System.Runtime.InteropServices;
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

        HostConfiguration host = parsed.GetValue(_configureHost) ? HostConfiguration.Applied : HostConfiguration.Advised;
        using var reporter = new HostReporter(plan, host, Console.Error);
        var runOptions = new RunOptions { CaptureFolder = parsed.GetValue(_pcap), Lanes = parsed.GetValue(_lanes), Observer = reporter, Trace = TraceOf(parsed, plan) };
        bool isJson = parsed.GetValue(_json);
        // Before the run, which looks once whether anybody listens.
        using RunTelemetry? telemetry = parsed.GetValue(_otel) is { Length: > 0 } outputs
            ? RunTelemetry.Start(outputs, plan, runOptions, isJson ? Console.Error : Console.Out)
            : null;
        DeviceResult<SimulationRun> opened = SimulationRun.Open(plan, runOptions);
        if (!opened.TryGet(out SimulationRun? run, out DeviceError? error)) return Refuse(error);
        using (run)
        {
            if (reporter.Configure() is { } refusal) return Refuse(refusal);
            telemetry?.Follow(run);
            RunSummary summary = RunUntilEnd(run, plan, telemetry is not { WritesToConsole: true });
            telemetry?.Finish(Console.Error);
            if (isJson) SummaryJson.Write(Console.OpenStandardOutput(), summary);
            else SummaryText.Write(Console.Out, summary);
            return StatusOf(summary);
        }
    }

    /// <summary>What the command line says counts more than what the file says; what it leaves open is as in the file.</summary>
    private TracePlan? TraceOf(ParseResult parsed, TopologyPlan plan)
    {
        if (parsed.GetValue(_tracePackets) is not { } ratio) return null;
        TracePlan inFile = plan.Trace ?? new TracePlan { Flows = FlowTracing.All };
        return inFile with { Packets = new PacketTracePlan(ratio, inFile.Packets?.Drops ?? DropTracing.Always) };
    }

    private static RunSummary RunUntilEnd(SimulationRun run, TopologyPlan plan, bool showsProgress)
    {
        using var cancellation = new CancellationTokenSource();
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using RunProgress? progress = showsProgress ? RunProgress.Start(run, plan, Console.Error) : null;
        return run.Run(cancellation.Token);

        void Stop(PosixSignalContext context)
        {
            // The first signal asks for an orderly stop; a second one finds the default action, which ends the process.
            if (cancellation.IsCancellationRequested) return;
            context.Cancel = true;
            cancellation.Cancel();
        }
    }

    private static int StatusOf(RunSummary summary)
    {
        if (summary.Figures.IsInterrupted) return ExitStatus.Interrupted;
        return summary.AllExpectationsHeld ? ExitStatus.Done : ExitStatus.ExpectationFailed;
    }

    private static int Refuse(DeviceError error)
    {
        Console.Error.WriteLine($"netsim: {error}");
        return ExitStatus.MachineRefused;
    }
}
