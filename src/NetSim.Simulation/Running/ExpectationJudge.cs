using System.Globalization;
using System.Text;
using NetSim.Simulation.Actors;
using NetSim.Simulation.Applications;
using NetSim.Simulation.Applications.Bulk;
using NetSim.Simulation.Applications.Http;
using NetSim.Simulation.Applications.Ping;
using NetSim.Simulation.Applications.Trials;
using NetSim.Simulation.Operating;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;
using NetSim.Stack.Network;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Running;

/// <summary>Holds what was seen against what was expected: a result for each comparison.</summary>
internal sealed class ExpectationJudge(ExpectationPlan plan, NodeAddresses addresses, FrameCounter? counter)
{
    private const int MostShown = 60;

    private string From => addresses.Plan.Nodes[plan.FromNodeId].Name;

    public IEnumerable<ExpectationResult> Judge(ApplicationRecord? record, NodeState node) => (plan, record) switch
    {
        (PingExpectationPlan ping, PingRecord seen) => JudgePing(ping, seen),
        (TcpExpectationPlan tcp, BulkRecord seen) => [JudgeTcp(tcp, seen)],
        (HttpExpectationPlan http, HttpClientRecord seen) => JudgeHttp(http, seen),
        (PathExpectationPlan path, PathRecord seen) => [JudgePath(path, seen)],
        (RouteExpectationPlan route, _) => JudgeRoute(route, node),
        (PacketsExpectationPlan packets, _) => [JudgePackets(packets)],
        _ => throw new InvalidOperationException($"There is no way to judge {plan.GetType().Name}."),
    };

    /// <summary>Every comparison, if nothing has been seen yet.</summary>
    public IEnumerable<ExpectationResult> Untried()
    {
        IEnumerable<ExpectationResult> results = plan switch
        {
            PingExpectationPlan ping => JudgePing(ping, new PingRecord(From, ping.To)),
            TcpExpectationPlan tcp => [JudgeTcp(tcp, new BulkRecord(From, tcp.To))],
            HttpExpectationPlan http => JudgeHttp(http, new HttpClientRecord(From, http.Client.Url)),
            PathExpectationPlan path => [JudgePath(path, new PathRecord(From, path.To))],
            RouteExpectationPlan route => RouteTexts(route).Select(text => new ExpectationResult(text, false, "")),
            PacketsExpectationPlan packets => [JudgePackets(packets)],
            _ => throw new InvalidOperationException($"There is no way to judge {plan.GetType().Name}."),
        };
        return results.Select(result => result with { Held = false, Seen = "not tried to the end" });
    }

    private IEnumerable<ExpectationResult> JudgePing(PingExpectationPlan ping, PingRecord seen)
    {
        string what = $"ping {From} → {ping.To.Text}";
        bool answered = seen.RoundTrip.Count > 0;
        if (ping.Loss is { } loss)
        {
            var lost = new Percentage((int)Math.Round(seen.Loss * Percentage.Whole));
            yield return new ExpectationResult($"{what}: loss {loss}", seen.Sent > 0 && loss.Holds(lost.PartsPerBillion), lost.ToString());
        }
        if (ping.MinRtt is { } min) yield return Rtt("min", min, seen.RoundTrip.Min);
        if (ping.MeanRtt is { } mean) yield return Rtt("mean", mean, seen.RoundTrip.Mean);
        if (ping.MaxRtt is { } max) yield return Rtt("max", max, seen.RoundTrip.Max);

        ExpectationResult Rtt(string name, Comparison expected, Duration time) => new(
            $"{what}: rtt {name} {expected}", answered && expected.Holds(time.Nanoseconds), answered ? time.ToString() : "no answer");
    }

    private ExpectationResult JudgeTcp(TcpExpectationPlan tcp, BulkRecord seen)
    {
        string text = $"tcp {From} → {tcp.To.Text}, {tcp.Bytes}: throughput {tcp.Throughput}";
        return seen.Throughput is { } throughput
            ? new ExpectationResult(text, tcp.Throughput.Holds((long)throughput), Readable((long)throughput).ToString())
            : new ExpectationResult(text, false, seen.Error ?? $"not finished: {new ByteSize(seen.Bytes)} sent");
    }

    private IEnumerable<ExpectationResult> JudgeHttp(HttpExpectationPlan http, HttpClientRecord seen)
    {
        string what = $"http {From} → {http.Client.Url}";
        string? nothing = seen.Received > 0 ? null : seen.Error ?? "no answer";
        if (http.Status is { } status)
        {
            bool holds = nothing is null && status.Holds(seen.LastStatus);
            yield return new ExpectationResult($"{what}: status {status}", holds, nothing ?? Number(seen.LastStatus));
        }
        string body = nothing is null ? Encoding.UTF8.GetString(seen.Body.Span) : "";
        if (http.BodyContains is { } part)
        {
            bool holds = nothing is null && body.Contains(part, StringComparison.Ordinal);
            yield return new ExpectationResult($"{what}: body contains {Shown(part)}", holds, nothing ?? Shown(body));
        }
        if (http.BodyEquals is { } whole)
        {
            bool holds = nothing is null && body == whole && seen.Body.Length == seen.Bytes;
            yield return new ExpectationResult($"{what}: body equals {Shown(whole)}", holds, nothing ?? Shown(body));
        }
        if (http.Time is { } time)
        {
            bool holds = nothing is null && time.Holds(seen.FetchTime.Max.Nanoseconds);
            yield return new ExpectationResult($"{what}: time {time}", holds, nothing ?? seen.FetchTime.Max.ToString());
        }
    }

    private ExpectationResult JudgePath(PathExpectationPlan path, PathRecord seen)
    {
        string text = $"path {From} → {path.To.Text}: {Via([.. path.Via])}";
        string[] hops = [.. seen.Hops.Select(hop => hop is { } address ? addresses.NameOf(address) : "*")];
        bool holds = seen.IsReached && hops.SequenceEqual(path.Via);
        if (seen.IsReached) return new ExpectationResult(text, holds, Via(hops));
        string end = seen.Error ?? "no answer from the target";
        return new ExpectationResult(text, false, hops.Length == 0 ? end : $"{Via(hops)}, then {end}");
    }

    private IEnumerable<ExpectationResult> JudgeRoute(RouteExpectationPlan route, NodeState node)
    {
        Route? found = (node.Inside as HostInside)?.Core.Routes.Find(route.To.Address);
        string seen = found is null ? "no route"
            : found.Kind == RouteKind.Local ? "itself"
            : $"via {addresses.NameOf(found.Gateway != default ? found.Gateway : route.To.Address)}";
        foreach (string text in RouteTexts(route))
            yield return new ExpectationResult(text, route.Via is { } via ? seen == $"via {via}" : found is not null == route.Present, seen);
    }

    private IEnumerable<string> RouteTexts(RouteExpectationPlan route)
    {
        string what = $"route {From} → {route.To.Text}";
        yield return route.Via is { } via ? $"{what}: via {via}" : route.Present ? $"{what}: present" : $"{what}: none";
    }

    private ExpectationResult JudgePackets(PacketsExpectationPlan packets)
    {
        long count = counter!.Count;
        string which = packets.Filter is { } filter ? $", {filter.Text}" : "";
        string text = $"packets {addresses.Plan.EndpointName(packets.InterfaceId)}{which}: count {packets.Count}";
        return new ExpectationResult(text, packets.Count.Holds(count), Number(count));
    }

    private static string Via(string[] hops) => hops.Length == 0 ? "direct" : $"via {string.Join(", ", hops)}";

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>On one line, and not more of it than a table can hold.</summary>
    private static string Shown(string text)
    {
        string line = (text.Length > MostShown ? text[..MostShown] + "…" : text).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal);
        return $"\"{line}\"";
    }

    /// <summary>Four digits, rounded down: what is shown never looks better than what was held against the bound.</summary>
    private static BitRate Readable(long bitsPerSecond)
    {
        long unit = 1;
        while (bitsPerSecond / unit >= 10_000) unit *= 10;
        return new BitRate(bitsPerSecond / unit * unit);
    }
}
