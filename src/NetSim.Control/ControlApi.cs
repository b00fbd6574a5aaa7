using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using NetSim.Simulation.Applications;
using NetSim.Simulation.Operating;
using NetSim.Simulation.Running;
using NetSim.Simulation.Topology;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Time;

namespace NetSim.Control;

/// <summary>What can be asked and ordered of a running simulation, over HTTP.</summary>
/// <param name="run">Which takes orders.</param>
/// <param name="output">Writes results.</param>
/// <param name="stop">Ends the run in good order.</param>
public sealed class ControlApi(SimulationRun run, IControlOutput output, Action stop)
{
    private const string Json = "application/json";
    private static readonly Refusal Over = new(["the run is over"]);

    /// <summary>Between two messages of <c>/v1/live</c>; a large network takes longer, and gets more.</summary>
    private static readonly TimeSpan LivePeriod = TimeSpan.FromMilliseconds(200);

    /// <summary>Keys as in the summary of a run.</summary>
    public static void Configure(JsonOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
    }

    public void AddTo(IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder v1 = routes.MapGroup("/v1");
        v1.MapGet("/network", (Delegate)Network).WithSummary("Nodes, interfaces and links as they are now.");
        v1.MapGet("/live", (Delegate)Live).WithSummary("The same again and again, with the time, as server-sent events named `network`; `ended` when the run is over.")
            .Produces(200, contentType: "text/event-stream");
        v1.MapGet("/time", (Delegate)Time).WithSummary("The simulated time, and how fast it passes.");
        v1.MapPost("/time", (Delegate)Control).WithSummary("Virtual time: pauses, resumes, sets the pace, or steps on.");
        v1.MapGet("/nodes/{node}", (Delegate)Node).WithSummary("All that is known of a node now: interfaces, counters, routes, neighbours, connections.");
        v1.MapGet("/packets", (Delegate)Packets).WithSummary("The packets that are on the links now, each with its time of departure and of arrival.");
        v1.MapGet("/connections", (Delegate)Connections).WithSummary("The ends of TCP connections that have sent something, the latest first.");
        v1.MapGet("/nodes/{node}/connections/{number:int}", (Delegate)Connection)
            .WithSummary("An end of a TCP connection over time: cwnd, ssthresh, bytes in flight, smoothed round-trip time, retransmissions.");
        v1.MapGet("/summary", (Delegate)Summary).WithSummary("The summary of the run so far, as `netsim run --json` prints it at the end.").Produces(200, contentType: Json);
        v1.MapPost("/events", (Delegate)Happen).WithSummary("Lets something happen: an entry of a file's `events`, in YAML or JSON; without `at` now, and `at` counts from now.")
            .Accepts<string>(Json, "application/yaml");
        v1.MapPost("/nodes/{node}/applications", (Delegate)Execute)
            .WithSummary("Runs an application on a node: an entry of a node's `apps`, in YAML or JSON. Answers when it has ended with what it did.")
            .Accepts<string>(Json, "application/yaml").Produces(200, contentType: Json);
        v1.MapGet("/interfaces/{node}/{port}/capture", (Delegate)Capture).WithSummary("The frames of an interface from now on, as pcapng, until the request ends.")
            .Produces(200, contentType: "application/x-pcapng");
        v1.MapPost("/stop", (Delegate)Stop).WithSummary("Ends the run in good order.");
    }

    private Task<NetworkState> Network() => run.Look(NetworkState.Of);

    private async Task Summary(HttpContext http)
    {
        RunSummary summary = await run.Look(static now => now.Summarise()).ConfigureAwait(false);
        await Answer(http, stream => output.Write(stream, summary)).ConfigureAwait(false);
    }

    private ServerSentEventsResult<LiveState> Live(CancellationToken cancellation) => TypedResults.ServerSentEvents(Looks(cancellation));

    /// <summary>Whoever reads too slowly gets fewer of them: each is made when the last one has gone.</summary>
    private async IAsyncEnumerable<SseItem<LiveState>> Looks([EnumeratorCancellation] CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            bool hasEnded = run.HasEnded;
            long began = TimeProvider.System.GetTimestamp();
            LiveState state = await run.Look(static now => new LiveState(TimeStatus.Of(now), NetworkState.Of(now))).ConfigureAwait(false);
            yield return new SseItem<LiveState>(state, hasEnded ? "ended" : "network");
            if (hasEnded) yield break;
            TimeSpan pause = TimeProvider.System.GetElapsedTime(began) * 4;
            await Task.Delay(pause > LivePeriod ? pause : LivePeriod, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private Task<TimeStatus> Time() => run.Look(TimeStatus.Of);

    private async Task<Results<Ok<TimeStatus>, BadRequest<Refusal>>> Control(TimeOrder order) =>
        order.Problem(run) is { } problem ? TypedResults.BadRequest(new Refusal([problem])) : TypedResults.Ok(await order.ApplyTo(run).ConfigureAwait(false));

    private async Task<Results<Ok<NodeDetails>, NotFound<Refusal>>> Node(string node)
    {
        int id = IdOf(node);
        if (id < 0) return TypedResults.NotFound(NoNode(node));
        return TypedResults.Ok(await run.Look(now => NodeDetails.Of(now, id)).ConfigureAwait(false));
    }

    private Task<WireState> Packets() => run.Look(WireState.Of);

    private Task<IReadOnlyList<ConnectionDetails>> Connections() => run.Look(ConnectionDetails.SendersOf);

    private async Task<Results<Ok<ConnectionHistory>, NotFound<Refusal>>> Connection(string node, int number)
    {
        int id = IdOf(node);
        if (id < 0) return TypedResults.NotFound(NoNode(node));
        return await run.Look(now => ConnectionHistory.Of(now, id, number)).ConfigureAwait(false) is { } history
            ? TypedResults.Ok(history)
            : TypedResults.NotFound(new Refusal([$"'{node}' has had no connection {number}"]));
    }

    private async Task<Results<Ok<Accepted>, BadRequest<Refusal>>> Happen(HttpContext http)
    {
        Order<EventPlan> order = OrderReader.ReadEvent(run.Plan, await BodyOf(http).ConfigureAwait(false));
        if (order.Plan is not { } plan) return TypedResults.BadRequest(new Refusal(order.Problems));
        try
        {
            Instant at = await run.Operate(plan).ConfigureAwait(false);
            return TypedResults.Ok(new Accepted(new Duration(at.Nanoseconds).TotalSeconds));
        }
        catch (InvalidOperationException) when (run.HasEnded)
        {
            return TypedResults.BadRequest(Over);
        }
    }

    private async Task Execute(string node, HttpContext http)
    {
        Order<ApplicationPlan> order = OrderReader.ReadApplication(run.Plan, node, await BodyOf(http).ConfigureAwait(false));
        if (order.Plan is not { } plan)
        {
            await TypedResults.BadRequest(new Refusal(order.Problems)).ExecuteAsync(http).ConfigureAwait(false);
            return;
        }
        if (plan.IsServer)
        {
            // It would never answer; it runs until the run ends.
            _ = run.Execute(plan);
            await TypedResults.Accepted((string?)null).ExecuteAsync(http).ConfigureAwait(false);
            return;
        }
        try
        {
            ApplicationRecord record = await run.Execute(plan).WaitAsync(http.RequestAborted).ConfigureAwait(false);
            await Answer(http, stream => output.Write(stream, record)).ConfigureAwait(false);
        }
        catch (InvalidOperationException) when (run.HasEnded)
        {
            await TypedResults.BadRequest(Over).ExecuteAsync(http).ConfigureAwait(false);
        }
    }

    private async Task Capture(string node, string port, HttpContext http)
    {
        if (run.Plan.FindInterface($"{node}:{port}") is not { } id)
        {
            await TypedResults.NotFound(new Refusal([$"there is no interface '{node}:{port}'"])).ExecuteAsync(http).ConfigureAwait(false);
            return;
        }
        using LiveCapture capture = run.Capture(id);
        http.Response.ContentType = "application/x-pcapng";
        await foreach (byte[] block in capture.Blocks.ReadAllAsync(http.RequestAborted).ConfigureAwait(false))
        {
            await http.Response.Body.WriteAsync(block, http.RequestAborted).ConfigureAwait(false);
            await http.Response.Body.FlushAsync(http.RequestAborted).ConfigureAwait(false);
        }
    }

    private Microsoft.AspNetCore.Http.HttpResults.Accepted Stop()
    {
        stop();
        return TypedResults.Accepted((string?)null);
    }

    private int IdOf(string node) => run.Plan.Nodes.ToList().FindIndex(one => one.Name == node);

    private static Refusal NoNode(string node) => new([$"there is no node '{node}'"]);

    private static async Task<string> BodyOf(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        return await reader.ReadToEndAsync(http.RequestAborted).ConfigureAwait(false);
    }

    private static async Task Answer(HttpContext http, Action<Stream> write)
    {
        using var buffer = new MemoryStream();
        write(buffer);
        http.Response.ContentType = Json;
        buffer.Position = 0;
        await buffer.CopyToAsync(http.Response.Body, http.RequestAborted).ConfigureAwait(false);
    }
}

/// <summary>An order was taken.</summary>
/// <param name="AtS">The simulated time at which it takes effect, in seconds since the start.</param>
public sealed record Accepted(double AtS);

/// <summary>An order was not taken, and why.</summary>
/// <param name="Problems">A sentence each.</param>
public sealed record Refusal(IReadOnlyList<string> Problems);
