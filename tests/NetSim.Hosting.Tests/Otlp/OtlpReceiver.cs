using System.Buffers.Binary;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace NetSim.Hosting.Tests.Otlp;

/// <summary>How a receiver answers.</summary>
internal enum ReceiverManner
{
    Takes,

    /// <summary>Takes a request and never answers it.</summary>
    Hangs,

    /// <summary>Has no use for it: 400, after which nobody tries again.</summary>
    Refuses,
}

/// <summary>A collector on this machine: keeps what it gets, in the order in which it came.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    /// <summary>Of a gRPC message: one byte of flags and four of length (grpc/doc/PROTOCOL-HTTP2.md).</summary>
    private const int GrpcPrefix = 5;

    private readonly WebApplication _server;
    private readonly ReceiverManner _manner;
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _lock = new();
    private readonly List<ReceivedSpan> _spans = [];
    private readonly List<ReceivedNumber> _numbers = [];
    private readonly List<ReceivedRecord> _records = [];
    private readonly Dictionary<string, string> _resource = [];

    private OtlpReceiver(WebApplication server, ReceiverManner manner) => (_server, _manner) = (server, manner);

    public string Url => _server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    /// <summary>In the order in which they came.</summary>
    public List<ReceivedSpan> Spans => Read(_spans);

    /// <summary>Of all exports; of a run there is usually one.</summary>
    public List<ReceivedNumber> Numbers => Read(_numbers);

    /// <summary>In the order in which they came.</summary>
    public List<ReceivedRecord> Records => Read(_records);

    public string ResourceOf(string attribute)
    {
        lock (_lock) return _resource.GetValueOrDefault(attribute, "");
    }

    public static async Task<OtlpReceiver> StartAsync(HttpProtocols protocols = HttpProtocols.Http1, ReceiverManner manner = ReceiverManner.Takes)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(server => server.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = protocols));
        WebApplication app = builder.Build();
        var receiver = new OtlpReceiver(app, manner);
        app.MapPost("/v1/traces", http => receiver.Answer(http, receiver.OnSpans));
        app.MapPost("/v1/metrics", http => receiver.Answer(http, receiver.OnNumbers));
        app.MapPost("/v1/logs", http => receiver.Answer(http, receiver.OnRecords));
        app.MapPost("/opentelemetry.proto.collector.logs.v1.LogsService/Export", http => receiver.AnswerGrpc(http, receiver.OnRecords));
        app.MapPost("/opentelemetry.proto.collector.trace.v1.TraceService/Export", http => receiver.AnswerGrpc(http, receiver.OnSpans));
        app.MapPost("/opentelemetry.proto.collector.metrics.v1.MetricsService/Export", http => receiver.AnswerGrpc(http, receiver.OnNumbers));
        await app.StartAsync();
        return receiver;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _server.StopAsync();
        await _server.DisposeAsync();
        _end.Dispose();
    }

    private async Task Answer(HttpContext http, Action<byte[]> take)
    {
        byte[] body = await Body(http);
        if (_manner == ReceiverManner.Refuses)
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }
        take(body);
        http.Response.ContentType = "application/x-protobuf";
    }

    private async Task AnswerGrpc(HttpContext http, Action<byte[]> take)
    {
        byte[] framed = await Body(http);
        int length = (int)BinaryPrimitives.ReadUInt32BigEndian(framed.AsSpan(1));
        take(framed.AsSpan(GrpcPrefix, length).ToArray());
        http.Response.ContentType = "application/grpc";
        http.Response.DeclareTrailer("grpc-status");
        await http.Response.Body.WriteAsync(new byte[GrpcPrefix]);
        http.Response.AppendTrailer("grpc-status", "0");
    }

    private async Task<byte[]> Body(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        if (_manner == ReceiverManner.Hangs) await Task.Delay(Timeout.Infinite, _end.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        return body.ToArray();
    }

    private void OnSpans(byte[] request)
    {
        lock (_lock)
        {
            _spans.AddRange(OtlpDecoder.Spans(request));
            AddResource(request);
        }
    }

    private void OnNumbers(byte[] request)
    {
        lock (_lock)
        {
            _numbers.AddRange(OtlpDecoder.Numbers(request));
            AddResource(request);
        }
    }

    private void OnRecords(byte[] request)
    {
        lock (_lock)
        {
            _records.AddRange(OtlpDecoder.Records(request));
            AddResource(request);
        }
    }

    private void AddResource(byte[] request)
    {
        foreach ((string key, string value) in OtlpDecoder.Resource(request)) _resource[key] = value;
    }

    private List<T> Read<T>(List<T> list)
    {
        lock (_lock) return [.. list];
    }
}
