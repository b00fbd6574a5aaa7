using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using NetSim.Cli.Output.Reports;
using NetSim.Cli.Output.Sequences;
using NetSim.Simulation.Running;
using NetSim.Simulation.Telemetry.Sequences;
using NetSim.Simulation.Topology;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;
using NetSim.Wire.Time;

namespace NetSim.Cli.Commands;

/// <summary>What can be said after <c>netsim run</c>, and what it means.</summary>
internal sealed class RunArguments
{
    private const string AutomaticLanes = "auto";
    private const int MostLanes = 256;

    private readonly Argument<string> _file = CommonOptions.File();
    private readonly Option<bool> _outside = CommonOptions.AllowOutside();
    private readonly Option<TimeMode?> _time = new("--time") { Description = "The clock, whatever the file says.", HelpName = "virtual|real" };
    private readonly Option<string?> _stop = new("--stop") { Description = "When to end, as in the file: 10s, 500ms.", HelpName = "TIME" };
    private readonly Option<ulong?> _seed = new("--seed") { Description = "The seed of all randomness.", HelpName = "N" };

    private readonly Option<string> _lanes = new("--lanes")
    {
        Description = "Threads that a virtual run may use, or auto: as many as are worth it. The result is the same with any number.",
        HelpName = "N|auto",
        DefaultValueFactory = _ => "1",
    };

    private readonly Option<bool> _configureHost = new("--configure-host")
    {
        Description = "Apply the stated host side of TUN and TAP devices, and undo it at the end.",
    };

    private readonly Option<bool> _allowExec = new("--allow-exec")
    {
        Description = "Let the file run programs on this machine, in the network namespaces of its netns nodes.",
    };

    private readonly Option<string?> _pcap = new("--pcap")
    {
        Description = "Capture every interface as pcapng: each into a file of its own in this folder, or all into one file if the name ends in .pcapng.",
        HelpName = "DIR|FILE.pcapng",
    };

    private readonly Option<string?> _pcapRing = new("--pcap-ring")
    {
        Description = "With --pcap DIR: keep only the latest of each interface, in this many files of this size.",
        HelpName = "files=N,size=SIZE",
    };

    private readonly Option<string[]> _report = new("--report")
    {
        Description = "Write what happened into a file, by its ending: .html (a page with charts), .xml (JUnit), .json (the summary), .csv (links and flows); may be given several times.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _sequence = new("--sequence")
    {
        Description = "Print packets in the order in which they were sent, as a ladder: flow=N, the N-th TCP connection that was opened, or a packet filter as for tcpdump.",
        HelpName = "flow=N|FILTER",
    };

    private readonly Option<SequenceFormat> _sequenceFormat = new("--sequence-format")
    {
        Description = "mermaid is a sequenceDiagram, alone on standard output: the summary then goes to standard error.",
        HelpName = "text|mermaid",
        DefaultValueFactory = _ => SequenceFormat.Text,
    };

    private readonly Option<bool> _json = new("--json") { Description = "Print the summary as JSON, and nothing else on standard output." };

    private readonly Option<string?> _record = new("--record")
    {
        Description = "Keep what enters from real devices, and when, so that the run can be had again.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _replay = new("--replay")
    {
        Description = "Run in virtual time with what --record has kept, instead of real devices.",
        HelpName = "FILE",
    };

    private readonly Option<bool> _verify = new("--verify-determinism")
    {
        Description = "Run several times, with 1, 1, 2 and 8 lanes, and show the first frame that differs, if any does.",
    };

    private readonly Option<string?> _abortIfLate = new("--abort-if-late")
    {
        Description = "Real time: end the run when it falls this far behind the clock. Without it the run goes on, late.",
        HelpName = "TIME",
    };

    private readonly Option<bool> _busyPoll = new("--busy-poll")
    {
        Description = "Real time: while there is traffic, ask devices again and again instead of sleeping. Quicker answers for a busy processor.",
    };

    private readonly Option<string?> _ctl = new("--ctl")
    {
        Description = "Take orders from netsim ctl while it runs, by a UNIX socket: here, or in a folder of your own.",
        HelpName = "SOCKET",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _ui = new("--ui")
    {
        Description = "Show the network as a live map in a browser on this machine, at this port or a free one. Virtual time then passes at a pace.",
        HelpName = "PORT",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _pace = new("--pace")
    {
        Description = "With --ui in virtual time: simulated seconds per second, as 0.1 or 10; max; or paused. 1 without it.",
        HelpName = "N|max|paused",
    };

    private readonly Option<string[]> _otel = new("--otel")
    {
        Description = "Send traces and metrics by OpenTelemetry: console, otlp[=URL], file=PATH or perfetto=PATH (a timeline for ui.perfetto.dev); may be given several times.",
        HelpName = "OUTPUT",
    };

    private readonly Option<string?> _tracePackets = new("--trace-packets")
    {
        Description = "With --otel: the share of packets that are followed from hop to hop, 0 to 1, or which ones, as the file says it: 'filter: tcp port 443, nodes: [a], start: 1 s, stop: 2 s, per-second: 100'; dropped ones are told of in any case.",
        HelpName = "RATIO|WORDS",
    };

    public void AddTo(Command command)
    {
        command.Add(_file);
        foreach (Option option in (Option[])
            [_time, _stop, _seed, _lanes, _configureHost, _allowExec, _pcap, _pcapRing, _report, _sequence, _sequenceFormat, _json, _record, _replay, _verify, _abortIfLate, _busyPoll, _ctl, _ui, _pace, _otel, _tracePackets, _outside])
        {
            command.Add(option);
        }
        MustBeDuration(_stop);
        MustBeDuration(_abortIfLate);
        _replay.Validators.Add(result =>
        {
            foreach (Option other in (Option[])[_record, _configureHost, _allowExec, _time, _stop, _seed, _abortIfLate, _busyPoll])
                if (result.GetResult(other) is { Implicit: false }) result.AddError($"--replay runs what was, in virtual time: {other.Name} cannot be given with it");
        });
        _verify.Validators.Add(result =>
        {
            if (!result.GetValueOrDefault<bool>()) return;
            foreach (Option other in (Option[])[_pcap, _report, _sequence, _record, _configureHost, _lanes, _otel, _abortIfLate, _busyPoll])
                if (result.GetResult(other) is { Implicit: false }) result.AddError($"--verify-determinism runs the network for itself: {other.Name} cannot be given with it");
        });
        _ctl.Validators.Add(result =>
        {
            foreach (Option other in (Option[])[_lanes, _replay, _verify, _record])
                if (result.GetResult(other) is { Implicit: false }) result.AddError($"--ctl changes the run from outside: {other.Name} cannot be given with it");
        });
        _ui.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && !RunMap.TryReadPort(text, out _))
                result.AddError($"--ui: '{text}' is no port of this machine: write 8080 or 127.0.0.1:8080; nobody else is to see the map");
            foreach (Option other in (Option[])[_lanes, _replay, _verify, _record])
                if (result.GetResult(other) is { Implicit: false }) result.AddError($"--ui changes the run from outside: {other.Name} cannot be given with it");
        });
        _pace.Validators.Add(result =>
        {
            if (!TryReadPace(result.GetValueOrDefault<string?>(), out _)) result.AddError($"--pace: '{result.GetValueOrDefault<string?>()}' is neither a number of simulated seconds per second nor max nor paused");
            else if (result.GetResult(_ui) is null) result.AddError("--pace is for whoever looks on: give --ui too");
        });
        _lanes.Validators.Add(result =>
        {
            string text = result.GetValueOrDefault<string>();
            bool isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int lanes) && lanes is >= 1 and <= MostLanes;
            if (!isNumber && text != AutomaticLanes) result.AddError($"--lanes: '{text}' is neither a number from 1 to {MostLanes} nor {AutomaticLanes}");
        });
        _otel.Validators.Add(result =>
        {
            foreach (string output in result.GetValueOrDefault<string[]>())
                if (RunTelemetry.Check(output) is { } problem) result.AddError($"--otel: {problem}");
        });
        _pcapRing.Validators.Add(result =>
        {
            if (!CaptureRingText.TryParse(result.GetValueOrDefault<string?>() ?? "", out _, out string? problem)) result.AddError($"--pcap-ring: {problem}");
            else if (result.GetResult(_pcap)?.GetValueOrDefault<string?>() is not { } folder || IsCaptureFile(folder)) result.AddError("--pcap-ring says what is kept of --pcap DIR: give that one too");
        });
        _report.Validators.Add(result =>
        {
            foreach (string path in result.GetValueOrDefault<string[]>())
                if (ReportFile.Check(path) is { } problem) result.AddError($"--report: {problem}");
        });
        _sequence.Validators.Add(result =>
        {
            if (!SequenceRequest.TryParse(result.GetValueOrDefault<string?>() ?? "", out _, out string? problem)) result.AddError($"--sequence: {problem}");
            if (result.GetResult(_json) is { Implicit: false }) result.AddError("--json prints the summary and nothing else: --sequence cannot be given with it");
        });
        _sequenceFormat.Validators.Add(result =>
        {
            if (result is { Implicit: false } && result.GetResult(_sequence) is null) result.AddError("--sequence-format says how --sequence prints: give that one too");
        });
        _tracePackets.Validators.Add(result =>
        {
            if (TraceArgument.Objection(result.GetValueOrDefault<string?>() ?? "") is { } objection) result.AddError($"--trace-packets: {objection}");
            else if (result.GetResult(_otel) is null) result.AddError("--trace-packets says what --otel sends: give that one too");
        });
    }

    public string File(ParseResult parsed) => parsed.GetValue(_file)!;

    public PlanOptions PlanOptions(ParseResult parsed) => CommonOptions.PlanOptions(parsed, _outside) with
    {
        TimeMode = parsed.GetValue(_time),
        Stop = DurationOf(parsed.GetValue(_stop)),
        Seed = parsed.GetValue(_seed),
    };

    /// <summary>What <c>--trace-packets</c> says; null without it.</summary>
    public string? TracePackets(ParseResult parsed) => parsed.GetValue(_tracePackets);

    public RunOptions RunOptions(ParseResult parsed) => new()
    {
        CaptureFolder = parsed.GetValue(_pcap) is { } folder && !IsCaptureFile(folder) ? folder : null,
        CaptureRing = CaptureRingText.TryParse(parsed.GetValue(_pcapRing) ?? "", out CaptureRingPlan? ring, out _) ? ring : null,
        CaptureFile = parsed.GetValue(_pcap) is { } path && IsCaptureFile(path) ? path : null,
        Lanes = int.TryParse(parsed.GetValue(_lanes), NumberStyles.None, CultureInfo.InvariantCulture, out int lanes) ? lanes : 1,
        RecordFile = parsed.GetValue(_record),
        Commands = parsed.GetValue(_allowExec) ? CommandPermission.Allowed : CommandPermission.Refused,
        LagLimit = DurationOf(parsed.GetValue(_abortIfLate)),
        MayBeOperated = Control(parsed) is not null || MapPort(parsed) is not null,
        TimeControl = MapPort(parsed) is not null && TryReadPace(parsed.GetValue(_pace), out TimeControl? time) ? time : null,
        Samples = MapPort(parsed) is not null || Reports(parsed).Any(ReportFile.NeedsSamples) || RunTelemetry.NeedsSamples(TelemetryOutputs(parsed)) ? SampleKeeping.Kept : SampleKeeping.None,
        Sequence = parsed.GetValue(_sequence) is { } which && SequenceRequest.TryParse(which, out SequenceRequest? sequence, out _) ? sequence : null,
        Polling = parsed.GetValue(_busyPoll) ? DevicePolling.Busy : DevicePolling.Sleeping,
    };

    public bool FindsLanes(ParseResult parsed) => parsed.GetValue(_lanes) == AutomaticLanes;

    /// <summary>The file of <c>--replay</c>; null without it.</summary>
    public string? Replay(ParseResult parsed) => parsed.GetValue(_replay);

    public bool VerifiesDeterminism(ParseResult parsed) => parsed.GetValue(_verify);

    public string[] TelemetryOutputs(ParseResult parsed) => parsed.GetValue(_otel) ?? [];

    /// <summary>The socket of <c>--ctl</c>, empty for the usual place; null without it.</summary>
    public string? Control(ParseResult parsed) => parsed.GetResult(_ctl) is { Implicit: false } ? parsed.GetValue(_ctl) ?? "" : null;

    /// <summary>The port of <c>--ui</c>, 0 for a free one; null without it.</summary>
    public int? MapPort(ParseResult parsed)
    {
        if (parsed.GetResult(_ui) is not { Implicit: false }) return null;
        return parsed.GetValue(_ui) is { } text && RunMap.TryReadPort(text, out int port) ? port : 0;
    }

    public string[] Reports(ParseResult parsed) => parsed.GetValue(_report) ?? [];

    public SequenceFormat FormatOfSequence(ParseResult parsed) => parsed.GetValue(_sequenceFormat);

    public bool IsJson(ParseResult parsed) => parsed.GetValue(_json);

    public HostConfiguration Host(ParseResult parsed) => parsed.GetValue(_configureHost) ? HostConfiguration.Applied : HostConfiguration.Advised;

    private static bool TryReadPace(string? text, [NotNullWhen(true)] out TimeControl? time)
    {
        time = new TimeControl();
        if (text is null) return true;
        if (text == "paused") time.Pause();
        else if (text == "max") time.Pace = TimeControl.FullSpeed;
        else if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double pace) && pace >= TimeControl.LeastPace) time.Pace = pace;
        else return false;
        return true;
    }

    private static bool IsCaptureFile(string path) => path.EndsWith(".pcapng", StringComparison.OrdinalIgnoreCase);

    private static void MustBeDuration(Option<string?> option) => option.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<string?>() is { } text && !DurationText.TryParse(text, out _, out string? problem)) result.AddError($"{option.Name}: {problem}");
    });

    private static Duration? DurationOf(string? text) => text is not null && DurationText.TryParse(text, out Duration value, out _) ? value : null;
}
