using System.Globalization;
using System.Text.Json;

namespace NetSim.Cli.Bench;

/// <summary>Medians of several rounds, in which the three transfers take turns.</summary>
internal sealed class TunReport
{
    private readonly List<double> _receive = [], _send = [], _veth = [];

    public static TunReport Measure(int rounds, double seconds)
    {
        var report = new TunReport();
        using var measurement = new TunMeasurement(seconds);
        for (int round = 0; round < rounds; round++)
        {
            report._veth.Add(measurement.Veth());
            report._receive.Add(measurement.Receive());
            report._send.Add(measurement.Send());
        }
        return report;
    }

    public void WriteText(TextWriter output)
    {
        double veth = Median(_veth);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"tun: one TCP flow, MTU 1500, medians of {_veth.Count}"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  kernel → NetSim  {Median(_receive):0.00} Gbit/s, {Median(_receive) / veth:0.00} × veth"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  NetSim → kernel  {Median(_send):0.00} Gbit/s, {Median(_send) / veth:0.00} × veth"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  veth             {veth:0.00} Gbit/s between two kernel stacks"));
    }

    public void WriteJson(Stream stream)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("name", "tun");
        json.WriteNumber("rounds", _veth.Count);
        json.WriteNumber("receive_gbps", Math.Round(Median(_receive), 3));
        json.WriteNumber("send_gbps", Math.Round(Median(_send), 3));
        json.WriteNumber("veth_gbps", Math.Round(Median(_veth), 3));
        json.WriteEndObject();
        json.Flush();
        stream.WriteByte((byte)'\n');
    }

    private static double Median(List<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
