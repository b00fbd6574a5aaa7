using System.Diagnostics;
using System.Net;
using System.Text;
using NetSim.Simulation.Sockets;
using NetSim.Simulation.Telemetry;
using NetSim.Simulation.Tests.Sockets;

namespace NetSim.Simulation.Tests.Telemetry;

/// <summary>A simulated HTTP server takes part in the trace of whoever asks it (W3C Trace Context).</summary>
[Collection(TelemetryCollection.Name)]
public class TraceJoinTests
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c", Parent = "b7ad6b7169203331", OtherParent = "00f067aa0ba902b7";
    private const string Apps = "[ { http: { port: 80, body: hello } } ]";

    [Fact]
    public void Requests_with_a_traceparent_lie_below_the_spans_that_it_names_and_their_packets_below_them()
    {
        using var listener = new SpanListener();
        Fetch([$"00-{Trace}-{Parent}-01", $"00-{Trace}-{OtherParent}-01"]);

        Activity[] requests = [.. listener.Named("http request").OrderBy(span => span.Begins())];
        Assert.Equal([(Trace, Parent), (Trace, OtherParent)], requests.Select(span => (span.TraceId.ToHexString(), span.ParentSpanId.ToHexString())));
        Activity flow = Assert.Single(listener.Named("tcp flow"), span => span.Kind == ActivityKind.Server);
        Assert.NotEqual(Trace, flow.TraceId.ToHexString());
        Assert.All(requests, request =>
        {
            Assert.Equal((ActivityKind.Server, "server", ActivityStatusCode.Unset), (request.Kind, request.Text(TelemetryNames.Host), request.Status));
            Assert.Equal(flow.SpanId, Assert.Single(request.Links).Context.SpanId);
            Activity answer = Assert.Single(listener.Below(request), packet => packet.Text(TelemetryNames.TcpFlags)!.Contains("PSH", StringComparison.Ordinal));
            Assert.Equal(("packet", "server", "10.0.0.1"), (answer.OperationName, answer.Text(TelemetryNames.Host), answer.Text(TelemetryNames.DestinationAddress)));
            Activity hop = Assert.Single(listener.Below(answer));
            Assert.Equal(("hop", 5_000_000), (hop.OperationName, hop.Number(TelemetryNames.HopPropagate)));
            Assert.True(request.Begins() <= answer.Begins() && answer.Begins() <= hop.Begins() && hop.Ends() <= answer.Ends());
        });
        Assert.Equal(requests[0].Ends(), requests[1].Begins());
    }

    /// <summary>The last one says that its sender does not record, so nobody would look for it.</summary>
    [Fact]
    public void A_traceparent_that_names_no_recorded_span_is_ignored_and_nothing_is_lost()
    {
        string[] values =
        [
            "", "00", "00-xyz", $"00-{Trace}-{Parent}", $"00-{Trace}-{Parent}-01-and-more", $"00-{Trace}-{Parent}-1", $"ff-{Trace}-{Parent}-01",
            $"00-{new string('0', 32)}-{Parent}-01", $"00-{Trace}-{new string('0', 16)}-01", $"00-{Trace.ToUpperInvariant()}-{Parent}-01",
            $"00-{Trace}-{Parent}-01, 00-{Trace}-{OtherParent}-01", new string('-', 2_000), $"00-{Trace}-{Parent}-00",
        ];
        using var listener = new SpanListener();
        Ask([.. values.Select(_ => "")]);
        string without = Outline(listener);
        listener.Spans.Clear();
        Ask([.. values.Select(value => $"traceparent: {value}\r\n")]);

        Assert.Empty(listener.Named("http request"));
        Assert.Equal(without, Outline(listener));
        Assert.Contains("tcp flow", without, StringComparison.Ordinal);
    }

    private static string Outline(SpanListener listener) =>
        string.Join('\n', listener.Spans.Select(span => $"{span.TraceId} {span.SpanId} {span.ParentSpanId} {span.OperationName}"));

    /// <summary>One request after the other over one connection, each answered, with a client of .NET's.</summary>
    private static void Fetch(string[] parents)
    {
        using var hosts = new TwoHosts(Apps);
        using var handler = new SocketsHttpHandler { ConnectCallback = hosts.Client.ConnectAsync, ActivityHeadersPropagator = null };
        using var client = new HttpClient(handler);
        hosts.Run.Drive(
            async () =>
            {
                foreach (string parent in parents)
                {
                    using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("http://server/"));
                    request.Headers.Add("traceparent", parent);
                    using HttpResponseMessage response = await client.SendAsync(request);
                    Assert.Equal((HttpStatusCode.OK, "hello"), (response.StatusCode, await response.Content.ReadAsStringAsync()));
                }
            },
            OutsideThreads.Pool);
    }

    /// <summary>The same byte by byte, since no client sends such fields.</summary>
    private static void Ask(string[] fields)
    {
        using var hosts = new TwoHosts(Apps);
        hosts.Run.Drive(async () =>
        {
            await using TcpStream stream = await hosts.Client.ConnectAsync("server:80");
            using var reader = new StreamReader(stream, leaveOpen: true);
            foreach (string field in fields)
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: server\r\n{field}\r\n"));
                Assert.Equal("HTTP/1.1 200 OK", await reader.ReadLineAsync());
                while (await reader.ReadLineAsync() is { Length: > 0 })
                {
                }
                char[] body = new char["hello".Length];
                await reader.ReadBlockAsync(body);
                Assert.Equal("hello", new string(body));
            }
        });
    }
}
