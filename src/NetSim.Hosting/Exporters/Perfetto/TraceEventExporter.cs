using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using NetSim.Hosting.Outputs;
using NetSim.Simulation.Telemetry;
using NetSim.Simulation.Telemetry.Traces;
using NetSim.Wire.Time;
using OpenTelemetry;

namespace NetSim.Hosting.Exporters.Perfetto;

/// <summary>
/// Spans as trace events. A connection is a thread of each of its nodes with its phases inside; an interface is a thread on which its packets are sent one after the
/// other. What overlaps (waiting, being on the wire, echoes) are asynchronous events, which have no thread.
/// </summary>
internal sealed class TraceEventExporter(TraceEventFile file, RunClock clock) : BaseExporter<Activity>
{
    /// <summary>What a node has beside interfaces and connections.</summary>
    private const string NodeThread = "node";

    /// <summary>Where the spans below a connection belong, by the id of its span, which comes before them.</summary>
    private readonly Dictionary<ActivitySpanId, (string Node, string Thread)> _flows = [];

    /// <summary>Echoes come before the span that they lie below, and only that one knows the node.</summary>
    private readonly Dictionary<ActivitySpanId, List<Activity>> _echoes = [];

    /// <summary>The hops of a packet follow it at once.</summary>
    private (ActivityTraceId Trace, string Text) _packet;

    public override ExportResult Export(in Batch<Activity> batch)
    {
        foreach (Activity span in batch) Write(span);
        return ExportResult.Success;
    }

    private void Write(Activity span)
    {
        switch (span.OperationName)
        {
            case SpanNames.TcpFlow:
                (string, string) flow = (Tag(span, TelemetryNames.Host), $"tcp {EndOf(span, TelemetryNames.SourceAddress, TelemetryNames.SourcePort)} → {EndOf(span, TelemetryNames.DestinationAddress, TelemetryNames.DestinationPort)}");
                _flows[span.SpanId] = flow;
                WriteSlice(span, flow, span.OperationName);
                break;
            case SpanNames.Handshake or SpanNames.Transfer or SpanNames.Close:
                if (_flows.TryGetValue(span.ParentSpanId, out (string, string) place)) WriteSlice(span, place, span.OperationName);
                break;
            case SpanNames.Echo:
                if (!_echoes.TryGetValue(span.ParentSpanId, out List<Activity>? echoes)) _echoes.Add(span.ParentSpanId, echoes = []);
                echoes.Add(span);
                break;
            case SpanNames.EchoFlow:
                WriteEchoes(span);
                break;
            case SpanNames.Packet:
                _packet = (span.TraceId, TextOf(span));
                break;
            case SpanNames.Hop:
                WriteHop(span);
                break;
            case SpanNames.Drop:
                WriteDrop(span, clock.Since(span.StartTimeUtc), (Tag(span, TelemetryNames.Host), NodeThread));
                break;
            default:
                break;
        }
    }

    private void WriteSlice(Activity span, (string, string) place, string name) => file.Write('X', name, clock.Since(span.StartTimeUtc), place, json =>
    {
        json.WriteNumber("dur", TraceEventFile.Microseconds(new Duration(span.Duration.Ticks * 100)));
        WriteArguments(json, span);
    });

    private void WriteEchoes(Activity flow)
    {
        string node = Tag(flow, TelemetryNames.Host);
        if (!_echoes.Remove(flow.SpanId, out List<Activity>? echoes)) return;
        foreach (Activity echo in echoes)
            WriteSpread(echo, $"echo {Tag(echo, TelemetryNames.DestinationAddress)}", (node, NodeThread), (clock.Since(echo.StartTimeUtc), clock.Since(echo.StartTimeUtc) + new Duration(echo.Duration.Ticks * 100)));
    }

    private void WriteHop(Activity span)
    {
        string[] from = Tag(span, TelemetryNames.HopFrom).Split(':', 2);
        (string, string) place = (from[0], from.Length > 1 ? from[1] : NodeThread);
        Duration start = clock.Since(span.StartTimeUtc), sending = start + Length(span, TelemetryNames.HopQueue), sent = sending + Length(span, TelemetryNames.HopTransmit);
        string packet = _packet.Trace == span.TraceId ? _packet.Text : SpanNames.Packet;
        if (sending > start) WriteSpread(span, "queue", place, (start, sending));
        bool isSent = sent > sending || span.Status != ActivityStatusCode.Error;
        if (isSent)
        {
            file.Write('X', packet, sending, place, json =>
            {
                json.WriteNumber("dur", TraceEventFile.Microseconds(sent - sending));
                WriteArguments(json, span);
            });
        }
        if (span.Status == ActivityStatusCode.Error) WriteDrop(span, isSent ? sent : sending, place);
        else WriteSpread(span, "wire", place, (sent, sent + Length(span, TelemetryNames.HopPropagate)));
    }

    private void WriteDrop(Activity span, Duration at, (string, string) place) => file.Write('i', $"dropped: {Tag(span, TelemetryNames.ErrorType)}", at, place, json =>
    {
        json.WriteString("s", "t");
        WriteArguments(json, span);
    });

    /// <summary>Something of which several happen at once.</summary>
    private void WriteSpread(Activity span, string name, (string, string) place, (Duration From, Duration To) time)
    {
        file.Write('b', name, time.From, place, json =>
        {
            WriteIdentity(json);
            WriteArguments(json, span);
        });
        file.Write('e', name, time.To, place, WriteIdentity);

        void WriteIdentity(Utf8JsonWriter json)
        {
            json.WriteString("cat", name);
            json.WriteString("id", span.SpanId.ToHexString());
        }
    }

    private void WriteArguments(Utf8JsonWriter json, Activity span)
    {
        json.WriteStartObject("args");
        if (_packet.Trace == span.TraceId) json.WriteString("packet", _packet.Text);
        json.WriteString("trace", span.TraceId.ToHexString());
        foreach (KeyValuePair<string, object?> tag in span.TagObjects)
        {
            if (tag.Value is long number) json.WriteNumber(tag.Key, number);
            else json.WriteString(tag.Key, Convert.ToString(tag.Value, CultureInfo.InvariantCulture));
        }
        json.WriteEndObject();
    }

    private static string TextOf(Activity packet)
    {
        string transport = Tag(packet, TelemetryNames.Transport), what = transport.Length > 0 ? transport : Tag(packet, TelemetryNames.NetworkType);
        string flags = Tag(packet, TelemetryNames.TcpFlags);
        return $"{what} {(flags.Length > 0 ? flags + " " : "")}{Tag(packet, TelemetryNames.SourceAddress)} → {Tag(packet, TelemetryNames.DestinationAddress)} #{Tag(packet, TelemetryNames.PacketNumber)}";
    }

    private static string EndOf(Activity span, string address, string port) => $"{Tag(span, address)}:{Tag(span, port)}";

    private static string Tag(Activity span, string name) => Convert.ToString(span.GetTagItem(name), CultureInfo.InvariantCulture) ?? "";

    private static Duration Length(Activity span, string name) => span.GetTagItem(name) is long nanoseconds ? new Duration(nanoseconds) : Duration.Zero;
}
