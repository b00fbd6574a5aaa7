using System.Globalization;
using System.Text;
using System.Xml;
using NetSim.Simulation.Determinism;
using NetSim.Simulation.Running;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Cli.Output.Reports;

/// <summary>
/// The expectations as JUnit's XML, which build servers read: one suite for the network, one case for each comparison, and of those that did not
/// hold a failure with what was expected and what was seen.
/// </summary>
internal static class JUnitReport
{
    public static void Write(Stream stream, RunSummary summary)
    {
        var settings = new XmlWriterSettings { Indent = true, Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), CloseOutput = false };
        using var xml = XmlWriter.Create(stream, settings);
        xml.WriteStartElement("testsuites");
        xml.WriteStartElement("testsuite");
        xml.WriteAttributeString("name", Text(summary.Name));
        WriteCounts(xml, summary);
        WriteProperties(xml, summary);
        foreach (ExpectationResult result in summary.Expectations) WriteCase(xml, summary.Name, result);
        xml.WriteEndElement();
        xml.WriteEndElement();
        xml.Flush();
    }

    private static void WriteCounts(XmlWriter xml, RunSummary summary)
    {
        WriteNumber(xml, "tests", summary.Expectations.Count);
        WriteNumber(xml, "failures", summary.Expectations.Count(result => !result.Held));
        WriteNumber(xml, "errors", 0);
        WriteNumber(xml, "skipped", 0);
        xml.WriteAttributeString("time", summary.Figures.Wall.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture));
    }

    private static void WriteProperties(XmlWriter xml, RunSummary summary)
    {
        xml.WriteStartElement("properties");
        WriteProperty(xml, "seed", summary.Figures.Seed.ToString(CultureInfo.InvariantCulture));
        WriteProperty(xml, "fingerprint", Fingerprint.Format(summary.Fingerprint));
        WriteProperty(xml, "time.mode", summary.Figures.Mode == TimeMode.Virtual ? "virtual" : "real");
        WriteProperty(xml, "time.simulated_s", summary.Figures.Simulated.TotalSeconds.ToString(CultureInfo.InvariantCulture));
        xml.WriteEndElement();
    }

    private static void WriteCase(XmlWriter xml, string network, ExpectationResult result)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("name", Text(result.Text));
        xml.WriteAttributeString("classname", Text(network));
        // What one comparison took is no time of the machine's.
        xml.WriteAttributeString("time", "0");
        if (!result.Held)
        {
            xml.WriteStartElement("failure");
            xml.WriteAttributeString("message", Text($"expected {result.Text}; seen {result.Seen}"));
            xml.WriteAttributeString("type", "expectation");
            xml.WriteString(Text($"expected: {result.Text}\nseen:     {result.Seen}"));
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }

    private static void WriteProperty(XmlWriter xml, string name, string value)
    {
        xml.WriteStartElement("property");
        xml.WriteAttributeString("name", name);
        xml.WriteAttributeString("value", value);
        xml.WriteEndElement();
    }

    private static void WriteNumber(XmlWriter xml, string name, int value) =>
        xml.WriteAttributeString(name, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>A page may hold characters that XML has no way to write, not even as references (XML 1.0 section 2.2).</summary>
    private static string Text(string text)
    {
        var clean = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[i + 1], text[i])) clean.Append(text[i]).Append(text[++i]);
            else clean.Append(XmlConvert.IsXmlChar(text[i]) ? text[i] : '\uFFFD');
        }
        return clean.ToString();
    }
}
