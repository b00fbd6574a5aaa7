using System.Globalization;

namespace NetSim.Testing.Otlp;

/// <summary>Reads export requests (opentelemetry-proto: trace.proto, metrics.proto, logs.proto, common.proto; the numbers are those of their fields).</summary>
public static class OtlpDecoder
{
    /// <summary>The attributes of the resources in a request, of either kind.</summary>
    public static Dictionary<string, string> Resource(ReadOnlySpan<byte> request)
    {
        var attributes = new Dictionary<string, string>();
        var resources = new WireReader(request);
        while (resources.Read())
        {
            var parts = new WireReader(resources.Bytes);
            while (parts.Read())
            {
                if (parts.Field != 1) continue;
                var resource = new WireReader(parts.Bytes);
                while (resource.Read())
                    if (resource.Field == 1) Add(attributes, resource.Bytes);
            }
        }
        return attributes;
    }

    public static List<ReceivedSpan> Spans(ReadOnlySpan<byte> request)
    {
        var spans = new List<ReceivedSpan>();
        var resources = new WireReader(request);
        while (resources.Read())
        {
            var scopes = new WireReader(resources.Bytes);
            while (scopes.Read())
            {
                if (scopes.Field != 2) continue;
                var scope = new WireReader(scopes.Bytes);
                while (scope.Read())
                    if (scope.Field == 2) spans.Add(Span(scope.Bytes));
            }
        }
        return spans;
    }

    public static List<ReceivedNumber> Numbers(ReadOnlySpan<byte> request)
    {
        var numbers = new List<ReceivedNumber>();
        var resources = new WireReader(request);
        while (resources.Read())
        {
            var scopes = new WireReader(resources.Bytes);
            while (scopes.Read())
            {
                if (scopes.Field != 2) continue;
                var scope = new WireReader(scopes.Bytes);
                while (scope.Read())
                    if (scope.Field == 2) AddMetric(numbers, scope.Bytes);
            }
        }
        return numbers;
    }

    public static List<ReceivedRecord> Records(ReadOnlySpan<byte> request)
    {
        var records = new List<ReceivedRecord>();
        var resources = new WireReader(request);
        while (resources.Read())
        {
            var scopes = new WireReader(resources.Bytes);
            while (scopes.Read())
            {
                if (scopes.Field != 2) continue;
                var scope = new WireReader(scopes.Bytes);
                while (scope.Read())
                    if (scope.Field == 2) records.Add(Record(scope.Bytes));
            }
        }
        return records;
    }

    private static ReceivedRecord Record(ReadOnlySpan<byte> bytes)
    {
        long time = 0;
        int severity = 0;
        string body = "";
        var attributes = new Dictionary<string, string>();
        var fields = new WireReader(bytes);
        while (fields.Read())
        {
            switch (fields.Field)
            {
                case 1: time = (long)fields.Number; break;
                case 2: severity = (int)fields.Number; break;
                case 5: body = Value(fields.Bytes); break;
                case 6: Add(attributes, fields.Bytes); break;
            }
        }
        return new ReceivedRecord(time, severity, body, attributes);
    }

    private static ReceivedSpan Span(ReadOnlySpan<byte> bytes)
    {
        var span = new ReceivedSpan();
        var attributes = new Dictionary<string, string>();
        var links = new List<string>();
        var fields = new WireReader(bytes);
        while (fields.Read())
        {
            switch (fields.Field)
            {
                case 1: span = span with { TraceId = fields.Hex }; break;
                case 2: span = span with { SpanId = fields.Hex }; break;
                case 4: span = span with { ParentId = fields.Hex }; break;
                case 5: span = span with { Name = fields.Text }; break;
                case 6: span = span with { Kind = (int)fields.Number }; break;
                case 7: span = span with { Start = (long)fields.Number }; break;
                case 8: span = span with { End = (long)fields.Number }; break;
                case 9: Add(attributes, fields.Bytes); break;
                case 13: links.Add(Link(fields.Bytes)); break;
                case 15: span = span with { Status = Status(fields.Bytes) }; break;
            }
        }
        return span with { Attributes = attributes, Links = links };
    }

    private static string Link(ReadOnlySpan<byte> bytes)
    {
        string trace = "", span = "";
        var attributes = new Dictionary<string, string>();
        var fields = new WireReader(bytes);
        while (fields.Read())
        {
            switch (fields.Field)
            {
                case 1: trace = fields.Hex; break;
                case 2: span = fields.Hex; break;
                case 4: Add(attributes, fields.Bytes); break;
            }
        }
        return $"{string.Join(' ', attributes.Values)} {trace} {span}";
    }

    private static int Status(ReadOnlySpan<byte> bytes)
    {
        var fields = new WireReader(bytes);
        while (fields.Read())
            if (fields.Field == 3) return (int)fields.Number;
        return 0;
    }

    private static void AddMetric(List<ReceivedNumber> numbers, ReadOnlySpan<byte> bytes)
    {
        string name = "", unit = "";
        var fields = new WireReader(bytes);
        while (fields.Read())
        {
            switch (fields.Field)
            {
                case 1: name = fields.Text; break;
                case 3: unit = fields.Text; break;
                case 5 or 7:
                    var points = new WireReader(fields.Bytes);
                    while (points.Read())
                        if (points.Field == 1) numbers.Add(Number(name, unit, points.Bytes));
                    break;
            }
        }
    }

    private static ReceivedNumber Number(string name, string unit, ReadOnlySpan<byte> bytes)
    {
        double value = 0;
        var attributes = new Dictionary<string, string>();
        var fields = new WireReader(bytes);
        while (fields.Read())
        {
            switch (fields.Field)
            {
                case 4: value = fields.Fraction; break;
                case 6: value = (long)fields.Number; break;
                case 7: Add(attributes, fields.Bytes); break;
            }
        }
        return new ReceivedNumber(name, unit, value, string.Join(' ', attributes.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value)));
    }

    private static void Add(Dictionary<string, string> attributes, ReadOnlySpan<byte> bytes)
    {
        string key = "", value = "";
        var pair = new WireReader(bytes);
        while (pair.Read())
        {
            if (pair.Field == 1)
            {
                key = pair.Text;
                continue;
            }
            value = Value(pair.Bytes);
        }
        attributes.Add(key, value);
    }

    private static string Value(ReadOnlySpan<byte> bytes)
    {
        string value = "";
        var any = new WireReader(bytes);
        while (any.Read())
        {
            value = any.Field switch
            {
                1 => any.Text,
                2 => any.Number != 0 ? "true" : "false",
                3 => ((long)any.Number).ToString(CultureInfo.InvariantCulture),
                4 => any.Fraction.ToString(CultureInfo.InvariantCulture),
                _ => value,
            };
        }
        return value;
    }
}
