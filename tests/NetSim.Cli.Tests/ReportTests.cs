using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace NetSim.Cli.Tests;

/// <summary>What <c>--report</c> writes for other programs.</summary>
public sealed partial class ReportTests
{
    private const string Network = """
        name: reported
        time: { mode: virtual, stop: 30 s }
        nodes:
          a: { kind: host, interfaces: { eth0: { address: 10.0.0.1/24 } }, apps: [ bulk: { to: b, bytes: 1 MB, start: 2 s } ] }
          b: { kind: host, interfaces: { eth0: { address: 10.0.0.2/24 } }, apps: [ sink: , http: { body: "<b>\u0001]]>" } ] }
        links: [ { endpoints: ["a:eth0", "b:eth0"], id: cable, rate: 10 Mbit/s, delay: 10 ms, queue: { limit: 1000 packets } } ]
        expect:
          - { ping: { from: a, to: b, count: 3 }, loss: "= 0 %", rtt: { max: "< 15 ms" } }
          - { http: { from: a, url: "http://b/" }, body: { equals: "x" } }
        """;

    /// <summary>What build servers take for JUnit's format: that of Ant's task, as Maven and Jenkins have spread it.</summary>
    private const string Schema = """
        <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
          <xs:element name="testsuites">
            <xs:complexType><xs:sequence><xs:element ref="testsuite" minOccurs="0" maxOccurs="unbounded"/></xs:sequence></xs:complexType>
          </xs:element>
          <xs:element name="testsuite">
            <xs:complexType>
              <xs:sequence>
                <xs:element name="properties" minOccurs="0">
                  <xs:complexType><xs:sequence>
                    <xs:element name="property" maxOccurs="unbounded">
                      <xs:complexType><xs:attribute name="name" type="xs:token" use="required"/><xs:attribute name="value" type="xs:string" use="required"/></xs:complexType>
                    </xs:element>
                  </xs:sequence></xs:complexType>
                </xs:element>
                <xs:element name="testcase" minOccurs="0" maxOccurs="unbounded">
                  <xs:complexType>
                    <xs:sequence>
                      <xs:element name="failure" minOccurs="0" maxOccurs="unbounded">
                        <xs:complexType><xs:simpleContent><xs:extension base="xs:string">
                          <xs:attribute name="message" type="xs:string"/><xs:attribute name="type" type="xs:string" use="required"/>
                        </xs:extension></xs:simpleContent></xs:complexType>
                      </xs:element>
                    </xs:sequence>
                    <xs:attribute name="name" type="xs:token" use="required"/>
                    <xs:attribute name="classname" type="xs:token" use="required"/>
                    <xs:attribute name="time" type="xs:decimal" use="required"/>
                  </xs:complexType>
                </xs:element>
              </xs:sequence>
              <xs:attribute name="name" type="xs:string" use="required"/>
              <xs:attribute name="tests" type="xs:int" use="required"/>
              <xs:attribute name="failures" type="xs:int" use="required"/>
              <xs:attribute name="errors" type="xs:int" use="required"/>
              <xs:attribute name="skipped" type="xs:int"/>
              <xs:attribute name="time" type="xs:decimal" use="required"/>
            </xs:complexType>
          </xs:element>
        </xs:schema>
        """;

    [Fact]
    public void The_xml_is_what_build_servers_read_with_a_case_for_each_comparison()
    {
        using var folder = new TestFolder();
        string file = folder.Write("net.yaml", Network), report = folder.Write("results.xml", "");
        NetsimResult result = Netsim.Run("run", file, "--report", report);
        Assert.True(result.Status == 1, result.ToString());
        var settings = new XmlReaderSettings { ValidationType = ValidationType.Schema };
        settings.Schemas.Add(null, XmlReader.Create(new StringReader(Schema)));
        XElement suite = XDocument.Load(XmlReader.Create(report, settings)).Root!.Element("testsuite")!;
        Assert.Equal("reported", suite.Attribute("name")!.Value);
        Assert.Equal(("3", "2"), (suite.Attribute("tests")!.Value, suite.Attribute("failures")!.Value));
        XElement[] cases = [.. suite.Elements("testcase")];
        Assert.Equal("ping a → b: loss = 0 %", cases[0].Attribute("name")!.Value);
        Assert.Empty(cases[0].Elements());
        Assert.StartsWith("expected ping a → b: rtt max < 15 ms; seen ", cases[1].Element("failure")!.Attribute("message")!.Value);
        Assert.Equal("expected http a → http://b/: body equals \"x\"; seen \"<b>\uFFFD]]>\"", cases[2].Element("failure")!.Attribute("message")!.Value);
    }

    [Fact]
    public void Json_and_csv_can_be_had_in_the_same_run()
    {
        using var folder = new TestFolder();
        string file = folder.Write("net.yaml", Network), json = folder.Write("all.json", ""), csv = folder.Write("all.CSV", "");
        NetsimResult result = Netsim.Run("run", file, "--json", "--report", json, "--report", csv);
        Assert.Equal(1, result.Status);
        Assert.Equal(result.Output, File.ReadAllText(json));
        string[] lines = File.ReadAllText(csv).Split("\r\n");
        Assert.StartsWith("record,name,from,to,packets,bytes,throughput_bps,dropped", lines[0]);
        Assert.StartsWith("link,cable,a:eth0,b:eth0,", lines[1]);
        Assert.StartsWith("link,cable,b:eth0,a:eth0,", lines[2]);
        Assert.Contains(lines, line => line.StartsWith("flow,a,10.0.0.1:", StringComparison.Ordinal) && line.Contains(",10.0.0.2:5001,,1000000,", StringComparison.Ordinal));
        int columns = lines[0].Split(',').Length;
        Assert.All(lines[1..^1], line => Assert.Equal(columns, line.Split(',').Length));
        Assert.Equal("", lines[^1]);
    }

    [Fact]
    public void The_page_needs_nothing_else_and_is_the_same_with_any_lanes()
    {
        using var folder = new TestFolder();
        string file = folder.Write("net.yaml", Network);
        string[] pages = [.. new[] { "1", "2", "8" }.Select(lanes =>
        {
            string report = folder.Write($"{lanes}.html", "");
            NetsimResult result = Netsim.Run("run", file, "--lanes", lanes, "--report", report);
            Assert.True(result.Status == 1, result.ToString());
            return File.ReadAllText(report);
        })];
        string page = pages[0];
        Assert.Equal(page, pages[1]);
        Assert.Equal(page, pages[2]);
        Assert.Contains("default-src 'none'", page);
        foreach (string outside in (string[])["<script", "<link", "<img", "src=", "href=", "@import", "url(http"]) Assert.DoesNotContain(outside, page);
        // What was asked of the run, and what came of it; nothing of a page or a file becomes part of the page.
        Assert.Contains("ping a → b: rtt max &lt; 15 ms", page);
        Assert.Contains("2 of 3 did not hold.", page);
        Assert.DoesNotContain("<b>", page);
        Assert.Contains("1 MB at ", page);
    }

    [Fact]
    public void The_page_draws_the_network_its_links_and_its_connections()
    {
        using var folder = new TestFolder();
        string file = folder.Write("net.yaml", Network), report = folder.Write("page.html", "");
        Netsim.Run("run", file, "--report", report);
        string page = File.ReadAllText(report);
        foreach (string title in (string[])["Utilisation, % of the rate", "Queue length, packets", "Round-trip time of pings, ms", "Smoothed round-trip time of TCP, ms", "Sequence, MB", "Congestion window, KB"])
            Assert.Contains($"<figcaption>{title}</figcaption>", page);
        XElement[] drawings = [.. Drawing().Matches(page).Select(match => XElement.Parse(match.Value))];
        Assert.True(drawings.Length >= 6);
        string[] names = [.. drawings.SelectMany(drawing => drawing.Descendants()).Attributes("id").Select(id => id.Value)];
        Assert.Equal(names.Distinct(), names);
        foreach (XElement drawing in drawings.Where(drawing => drawing.Attribute("role")?.Value == "img"))
        {
            Assert.Contains(drawing.Descendants(), element => element.Name.LocalName == "polyline" && element.Attribute("style")!.Value.Contains("var(--c", StringComparison.Ordinal));
            Assert.DoesNotContain("rgb(", drawing.ToString());
            double[] axis = [.. drawing.Descendants().Where(element => element.Name.LocalName == "text" && element.Attribute("text-anchor")!.Value == "middle")
                .Select(label => double.TryParse(label.Value, CultureInfo.InvariantCulture, out double time) ? time : -1).Where(time => time >= 0)];
            Assert.True(axis.Length > 2);
            for (int i = 2; i < axis.Length; i++) Assert.Equal(axis[1] - axis[0], axis[i] - axis[i - 1], 1e-9);
            Assert.True(axis[1] > axis[0]);
        }
    }

    [GeneratedRegex("<svg.*?</svg>", RegexOptions.Singleline)]
    private static partial Regex Drawing();

    [Fact]
    public void An_ending_that_is_unknown_and_a_folder_that_is_not_there_are_told_before_the_run()
    {
        using var folder = new TestFolder();
        string file = folder.Write("net.yaml", Network);
        NetsimResult result = Netsim.Run("run", file, "--report", "results.pdf");
        Assert.Equal(2, result.Status);
        Assert.Contains("--report: 'results.pdf' ends in nothing that is known: .html (a page with charts), .xml (JUnit), .json (the summary) or .csv (links and flows)", result.Errors);
        result = Netsim.Run("run", file, "--report", file + ".d/results.xml");
        Assert.Equal(2, result.Status);
        Assert.Contains("there is no folder", result.Errors);
    }
}
