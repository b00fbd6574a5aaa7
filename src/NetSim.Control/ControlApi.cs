using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using NetSim.Simulation.Applications;
using NetSim.Simulation.Operating;
using NetSim.Simulation.Running;
using NetSim.Simulation.Topology;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Time;

namespace NetSim.Control;

/// <summary>What can be asked and ordered of a running simulation, over HTTP.</summary>
internal sealed class ControlApi(SimulationRun run, IControlOutput output, Action stop)
{
    private const string Json = "application/json";

    public void AddTo(IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder v1 = routes.MapGroup("/v1");
        v1.MapGet("/network", (Delegate)Network).WithSummary("Nodes, interfaces and links as they are now.");
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

    private async Task<Results<Ok<Accepted>, BadRequest<Refusal>>> Happen(HttpContext http)
    {
        Order<EventPlan> order = OrderReader.ReadEvent(run.Plan, await BodyOf(http).ConfigureAwait(false));
        if (order.Plan is not { } plan) return TypedResults.BadRequest(new Refusal(order.Problems));
        Instant at = await run.Operate(plan).ConfigureAwait(false);
        return TypedResults.Ok(new Accepted(new Duration(at.Nanoseconds).TotalSeconds));
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
        ApplicationRecord record = await run.Execute(plan).WaitAsync(http.RequestAborted).ConfigureAwait(false);
        await Answer(http, stream => output.Write(stream, record)).ConfigureAwait(false);
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
