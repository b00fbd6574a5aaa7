using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using NetSim.Control;

namespace NetSim.Cli.Commands;

/// <summary>One connection to a running simulation, and what goes wrong with it.</summary>
internal sealed class CtlSession(HttpClient client)
{
    public static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Runs one command against the simulation that is meant.</summary>
    public static async Task<int> Run(string? socket, Func<CtlSession, Task> command)
    {
        socket ??= await FindOnly();
        if (socket is null) return ExitStatus.BadInput;
        using HttpClient client = ControlClient.To(socket);
        try
        {
            await command(new CtlSession(client));
            return ExitStatus.Done;
        }
        catch (HttpRequestException e) when (e.StatusCode is null)
        {
            Console.Error.WriteLine($"netsim: no simulation answers at '{socket}': it was not started with --ctl, or is over");
            return ExitStatus.MachineRefused;
        }
        catch (HttpRequestException e)
        {
            Console.Error.WriteLine($"netsim: {e.Message}");
            return ExitStatus.BadInput;
        }
        catch (OperationCanceledException)
        {
            return ExitStatus.Interrupted;
        }
    }

    public static Task<int> Order(string? socket, JsonObject order, CancellationToken cancellation) => Run(socket, session => session.Order(order, cancellation));

    public async Task<JsonNode> Get(string path, CancellationToken cancellation)
    {
        using HttpResponseMessage response = await client.GetAsync(new Uri(path, UriKind.Relative), cancellation);
        return (await Read(response, cancellation))!;
    }

    public async Task<JsonNode?> Post(string path, JsonObject? body, CancellationToken cancellation)
    {
        using var content = new StringContent(body?.ToJsonString() ?? "", Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await client.PostAsync(new Uri(path, UriKind.Relative), content, cancellation);
        return await Read(response, cancellation);
    }

    /// <summary>Lets something happen, and says when it does.</summary>
    public async Task Order(JsonObject order, CancellationToken cancellation)
    {
        JsonNode answer = (await Post("v1/events", order, cancellation))!;
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"from {answer["at_s"]!.GetValue<double>():0.######} s on"));
    }

    public async Task CopyTo(string path, Stream stream, CancellationToken cancellation)
    {
        using HttpResponseMessage response = await client.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (!response.IsSuccessStatusCode) await Read(response, cancellation);
        await using Stream body = await response.Content.ReadAsStreamAsync(cancellation);
        await body.CopyToAsync(stream, cancellation);
    }

    /// <summary>An order about whatever a name means: a node, an interface, an application, or else a link.</summary>
    public async Task<JsonObject> OrderFor(string name, CancellationToken cancellation) => new() { [await KindOf(name, cancellation)] = name };

    private async Task<string> KindOf(string name, CancellationToken cancellation)
    {
        JsonNode network = await Get("v1/network", cancellation);
        foreach (JsonNode? node in network["nodes"]!.AsArray())
        {
            string own = node!["name"]!.GetValue<string>();
            if (own == name) return "node";
            if (node["interfaces"]!.AsArray().Any(port => $"{own}:{port!["name"]}" == name)) return "interface";
            if (node["applications"]!.AsArray().Any(one => one!.GetValue<string>() is var id && (id == name || $"{own}:{id}" == name))) return "application";
        }
        return "link";
    }

    private static async Task<JsonNode?> Read(HttpResponseMessage response, CancellationToken cancellation)
    {
        string text = await response.Content.ReadAsStringAsync(cancellation);
        JsonNode? body = text.Length == 0 ? null : JsonNode.Parse(text);
        if (response.IsSuccessStatusCode) return body;
        string problem = body?["problems"] is JsonArray problems ? string.Join("; ", problems.Select(one => one!.GetValue<string>())) : $"the simulation answered {(int)response.StatusCode}";
        throw new HttpRequestException(problem, null, response.StatusCode == 0 ? HttpStatusCode.BadRequest : response.StatusCode);
    }

    private static async Task<string?> FindOnly()
    {
        var alive = new List<(string Name, string Path)>();
        foreach ((string Name, string Path) candidate in ControlSocket.Find())
            if (await ControlClient.Answers(candidate.Path)) alive.Add(candidate);
        if (alive.Count == 1) return alive[0].Path;
        Console.Error.WriteLine(alive.Count == 0
            ? "netsim: no simulation that can be controlled runs: start one with `netsim run FILE --ctl`"
            : $"netsim: {alive.Count} simulations run ({string.Join(", ", alive.Select(one => one.Name))}): say which with --socket PATH (`netsim ctl list` has the paths)");
        return null;
    }
}
