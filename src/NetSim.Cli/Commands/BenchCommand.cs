using System.CommandLine;
using NetSim.Cli.Bench;
using NetSim.Cli.Bench.Actors;
using NetSim.Simulation.Running;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Time;

namespace NetSim.Cli.Commands;

/// <summary><c>netsim bench NAME</c>: the built-in measurements. Each is run once to warm up and then as often as asked.</summary>
internal sealed class BenchCommand
{
    private static readonly string[] Names = [.. Workload.Names, "connections", "tun", "delay", "actors", "telemetry"];

    /// <summary>A median of fewer is none.</summary>
    private const int LeastRounds = 5;

    private readonly Argument<string> _name = new("NAME") { Description = $"Which: {string.Join(", ", Names)}." };
    private readonly Option<long> _packets = new("--packets") { HelpName = "N", Description = "hops and telemetry: packets to send.", DefaultValueFactory = _ => 1_000_000 };
    private readonly Option<int> _hosts = new("--hosts") { HelpName = "N", Description = "scale: how many hosts.", DefaultValueFactory = _ => 10_000 };
    private readonly Option<int> _count = new("--count") { HelpName = "N", Description = "connections: how many.", DefaultValueFactory = _ => 100_000 };
    private readonly Option<double> _seconds = new("--seconds") { HelpName = "N", Description = "dumbbell: simulated seconds; tun and delay: seconds of each transfer.", DefaultValueFactory = _ => 30 };
    private readonly Option<CongestionControl> _congestion = new("--congestion")
    {
        Description = "dumbbell: who shares the line.",
        HelpName = "newreno|cubic|bbr",
        DefaultValueFactory = _ => CongestionControl.NewReno,
    };

    private readonly Option<int> _rate = new("--rate") { HelpName = "N", Description = "delay: datagrams per second.", DefaultValueFactory = _ => 100_000 };
    private readonly Option<bool> _busyPoll = new("--busy-poll") { Description = "delay: NetSim asks the devices again and again instead of sleeping." };
    private readonly Option<int> _lanes = new("--lanes") { Description = "Threads to use.", DefaultValueFactory = _ => 1 };
    private readonly Option<int> _runs = new("--runs") { HelpName = "N", Description = "How often to measure.", DefaultValueFactory = _ => 1 };
    private readonly Option<bool> _json = new("--json") { Description = "Print each measurement as JSON." };

    public static Command Make() => new BenchCommand().ToCommand();

    private Command ToCommand()
    {
        _name.AcceptOnlyFromAmong(Names);
        var command = new Command("bench", "Measure the engine on this machine.") { _name, _packets, _hosts, _count, _seconds, _congestion, _rate, _busyPoll, _lanes, _runs, _json };
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        if (parsed.GetValue(_name) == "tun") return RunTun(parsed);
        if (parsed.GetValue(_name) == "delay") return RunDelay(parsed);
        if (parsed.GetValue(_name) == "connections") return RunConnections(parsed);
        if (parsed.GetValue(_name) == "actors") return RunActors(parsed);
        if (parsed.GetValue(_name) == "telemetry") return RunTelemetry(parsed);
        // Thrown away: meanwhile hot code is compiled.
        Measurement.Of(() => MakeWorkload(parsed, 0.2), parsed.GetValue(_lanes));
        int status = ExitStatus.Done;
        for (int run = 0; run < parsed.GetValue(_runs); run++)
        {
            Measurement measurement = Measurement.Of(() => MakeWorkload(parsed, 1), parsed.GetValue(_lanes));
            if (parsed.GetValue(_json)) measurement.WriteJson(Console.OpenStandardOutput());
            else measurement.WriteText(Console.Out);
            if (!measurement.IsClean)
            {
                Console.Error.WriteLine($"netsim: {measurement.Name} made garbage after its start, and it was collected {measurement.Collections[0]} times: a packet-hop is to allocate nothing");
                status = ExitStatus.ExpectationFailed;
            }
        }
        return status;
    }

    private int RunConnections(ParseResult parsed)
    {
        for (int run = 0; run < parsed.GetValue(_runs); run++)
        {
            ConnectionsMeasurement measurement = ConnectionsMeasurement.Of(parsed.GetValue(_count));
            if (parsed.GetValue(_json)) measurement.WriteJson(Console.OpenStandardOutput());
            else measurement.WriteText(Console.Out);
        }
        return ExitStatus.Done;
    }

    private int RunDelay(ParseResult parsed)
    {
        for (int run = 0; run < parsed.GetValue(_runs); run++)
        {
            DevicePolling polling = parsed.GetValue(_busyPoll) ? DevicePolling.Busy : DevicePolling.Sleeping;
            DelayMeasurement measurement = DelayMeasurement.Of(parsed.GetValue(_seconds), parsed.GetValue(_rate), polling);
            if (parsed.GetValue(_json)) measurement.WriteJson(Console.OpenStandardOutput());
            else measurement.WriteText(Console.Out);
        }
        return ExitStatus.Done;
    }

    private int RunActors(ParseResult parsed)
    {
        if (parsed.GetValue(_json)) ActorReport.WriteJson(Console.OpenStandardOutput(), parsed.GetValue(_runs));
        else ActorReport.WriteText(Console.Out, parsed.GetValue(_runs));
        return ExitStatus.Done;
    }

    private int RunTelemetry(ParseResult parsed)
    {
        TelemetryMeasurement measurement = TelemetryMeasurement.Of(parsed.GetValue(_packets), Math.Max(LeastRounds, parsed.GetValue(_runs)));
        if (parsed.GetValue(_json)) measurement.WriteJson(Console.OpenStandardOutput());
        else measurement.WriteText(Console.Out);
        return measurement.IsSame ? ExitStatus.Done : ExitStatus.ExpectationFailed;
    }

    private int RunTun(ParseResult parsed)
    {
        TunReport report = TunReport.Measure(parsed.GetValue(_runs), Math.Min(parsed.GetValue(_seconds), 3));
        if (parsed.GetValue(_json)) report.WriteJson(Console.OpenStandardOutput());
        else report.WriteText(Console.Out);
        return ExitStatus.Done;
    }

    /// <param name="parsed">The options.</param>
    /// <param name="share">How much of the whole: a warm-up needs less.</param>
    private Workload MakeWorkload(ParseResult parsed, double share) => parsed.GetValue(_name) switch
    {
        "hops" => ChainWorkload.Make((long)(parsed.GetValue(_packets) * share)),
        "dumbbell" => DumbbellWorkload.Make(parsed.GetValue(_congestion), new Duration((long)(parsed.GetValue(_seconds) * share * 1e9))),
        // Always whole: it takes a third of a second, and after a fifth of that code is still being compiled on a processor that two lanes need.
        "fattree" => FatTreeWorkload.Make(),
        _ => ScaleWorkload.Make((int)(parsed.GetValue(_hosts) * share)),
    };
}
